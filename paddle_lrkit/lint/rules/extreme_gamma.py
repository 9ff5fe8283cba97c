"""A factor that hardly decays, or that ends the training.

What it does
    Reports factors of a staircase of 0.95 and more or below 0.01, and exponentials that fall to less than a millionth
    or stay above 90%.

Why is this bad
    0.999 an epoch is 5% over 50 epochs; 0.9 an update is nothing after 200.

Example
    Global: {epochs: 90}
    Optimizer:
      lr: {name: Step, learning_rate: 0.1, step_size: 30, gamma: 0.99}

Use instead
      lr: {name: Step, learning_rate: 0.1, step_size: 30, gamma: 0.1}

Reference
    PaddleDetection, PaddleClas and PaddleSeg use 0.1 to 0.5 at a step.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the factor."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or fields.gamma is None or fields.shape == "plateau":
        return
    gamma = fields.gamma.number
    if fields.shape == "exponential":
        if curve is None or not total or not context.peak:
            return
        ratio = curve(total - 1) / context.peak
        if ratio < 1e-6 or ratio > 0.9:
            yield Violation(
                fields.gamma.path, f"gamma {fields.gamma.value} leaves {ratio:.2g} of the peak at the end of the run"
            )
    elif gamma is not None and gamma > 1:
        yield Violation(fields.gamma.path, f"a factor of {format_yaml(gamma)} raises the rate", severity="error")
    elif gamma is not None and 0.95 <= gamma < 1 and len(context.milestones) * (1 - gamma) < 0.5 and _few(context):
        yield Violation(
            fields.gamma.path, f"a factor of {format_yaml(gamma)} hardly decays", context.write(fields.gamma, 0.1)
        )
    elif gamma is not None and 0 < gamma < 0.01:
        yield Violation(fields.gamma.path, f"a factor of {format_yaml(gamma)} ends the training at the first drop")


def _few(context: Context) -> bool:
    """Whether the steps are too few for their factors to add up."""
    curve, total = context.curve, context.total
    return curve is None or not total or not context.peak or curve(total - 1) > 0.5 * context.peak
