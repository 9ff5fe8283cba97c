"""PaddleDetection's single `gamma`.

What it does
    Reports a single `gamma` other than 0.1 beside several milestones.

Why is this bad
    PaddleDetection divides it by 10 for each further milestone: `gamma: 0.5` gives 0.5, 0.05, 0.005 and not 0.5, 0.25,
    0.125.

Example
    LearningRate:
      schedulers:
      - !PiecewiseDecay {gamma: 0.5, milestones: [8, 11]}

Use instead
      - !PiecewiseDecay {gamma: [0.5, 0.25], milestones: [8, 11]}

Reference
    PaddleDetection, ppdet/optimizer/optimizer.py, PiecewiseDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``gamma``."""
    fields = context.fields
    if (
        fields is None
        or not fields.arguments
        or fields.arguments[0].name != "LearningRate"
        or fields.values is not None
    ):
        return
    if fields.gamma is None or fields.milestones is None or isinstance(fields.gamma.value, (list, tuple)):
        return
    gamma, count = fields.gamma.number, len(fields.milestones.numbers)
    if not gamma or count < 2 or abs(gamma - 0.1) < 1e-12:
        return
    real = ", ".join(format_yaml(gamma / 10**index) for index in range(count))
    powers = [float(f"{gamma ** (index + 1):.6g}") for index in range(count)]
    yield Violation(
        fields.gamma.path,
        f"a single gamma of {format_yaml(gamma)} is divided by 10 at each further milestone: the factors are {real}",
        context.write(fields.gamma, powers),
    )
