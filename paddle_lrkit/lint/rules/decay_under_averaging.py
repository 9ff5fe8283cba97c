"""A decaying rate under a Schedule-Free optimizer.

What it does
    Reports a rate that falls below half of its peak after the warmup, for `ScheduleFreeSGD` and `ScheduleFreeAdamW`.

Why is this bad
    These optimizers average the weights in place of a decay. With a decay besides, the last steps are small and still
    have full weight in the average, which weighs updates by the largest rate so far.

Example
    Optimizer:
      name: ScheduleFreeAdamW
      lr: {name: CosineAnnealingDecay, learning_rate: 0.0025, warmup: 5%}

Use instead
      lr: {name: Constant, learning_rate: 0.0025, warmup: 5%}

Reference
    arXiv 2405.15682.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

_NAMES = ("ScheduleFreeSGD", "ScheduleFreeAdamW")
_LOW = 0.5


def check(context: Context) -> Iterator[Violation]:
    """The finding at the section of the schedule."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or not context.peak or fields.optimizer not in _NAMES:
        return
    last = curve(total - 1)
    if last < _LOW * context.peak:
        yield Violation(
            fields.section,
            tr(
                "{} averages the weights in place of a decay, and this rate falls from {} to {}",
                fields.optimizer,
                format_rate(context.peak),
                format_rate(last),
            ),
            "name: Constant",
        )
