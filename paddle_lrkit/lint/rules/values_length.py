"""Values or factors that do not fit the milestones.

What it does
    Compares the number of values with the number of milestones: a table needs one value more, PaddleDetection's `gamma`
    needs as many.

Why is this bad
    Too few stop the run with an error. With too many, the suites use the last entry of the list past the last
    milestone, so a rate in the middle is skipped.

Example
    lr_scheduler: {type: PiecewiseDecay, boundaries: [30000, 40000], values: [0.001, 0.0001]}

Use instead
    lr_scheduler: {type: PiecewiseDecay, boundaries: [30000, 40000], values: [0.001, 0.0001, 0.00001]}

Reference
    paddle.optimizer.lr.PiecewiseDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue


def check(context: Context) -> Iterator[Violation]:
    """The finding at the values or at the factors."""
    fields = context.fields
    if fields is None or fields.milestones is None or not isinstance(fields.milestones.value, (list, tuple)):
        return
    marks = len(fields.milestones.value)
    if fields.values is not None and isinstance(fields.values.value, (list, tuple)):
        yield from _compared(context, fields.values, marks + 1, tr("{} milestones need {} values", marks, marks + 1))
    elif fields.gamma is not None and isinstance(fields.gamma.value, (list, tuple)):
        yield from _compared(context, fields.gamma, marks, tr("{} milestones need {} factors", marks, marks))


def _compared(context: Context, item: ConfigValue, wanted: int, needed: str) -> Iterator[Violation]:
    count = len(item.value)
    if count < wanted:
        taken = context.schedule is not None  # PASSL's Step takes the last value again
        yield Violation(item.path, tr("{}, got {}", needed, count), severity="warning" if taken else None)
    elif count > wanted:
        last, meant = item.value[-1], item.value[wanted - 1]
        seen = not context.milestones or not context.total or context.milestones[-1][1] < context.total
        yield Violation(
            item.path,
            tr("{}, got {}: past the last milestone {} is used and {} is skipped", needed, count, last, meant),
            severity="info" if not seen else "error" if last != meant else "warning",
        )
