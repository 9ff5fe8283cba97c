"""A table of rates that rises in the middle.

What it does
    Looks for a rate in `values` that is above the one before it, after the rates have begun to fall. Rates that rise at
    the beginning are a warmup, and a rate that goes back to the largest one again and again is a cycle.

Why is this bad
    A rise in the middle undoes the decay before it. Mostly two values are in the wrong order, or a zero is missing.

Example
    scheduler = PiecewiseDecay(boundaries=[30, 60, 80], values=[0.1, 0.001, 0.01, 0.0001])

Use instead
    scheduler = PiecewiseDecay(boundaries=[30, 60, 80], values=[0.1, 0.01, 0.001, 0.0001])

Reference
    paddle.optimizer.lr.PiecewiseDecay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

_MORE = 1.001


def check(context: Context) -> Iterator[Violation]:
    """The finding at the values."""
    fields, total = context.fields, context.total
    if fields is None or fields.shape != "piecewise" or fields.values is None:
        return
    found = _rise(fields.values.numbers)
    marks = context.milestones
    if found is None or (total and found < len(marks) and marks[found][1] >= total):
        return
    before, after = fields.values.numbers[found : found + 2]
    rates = format_rate(before), format_rate(after)
    yield Violation(
        fields.values.path,
        tr("the rate rises from {} to {} at {}, after it has begun to fall", *rates, context.when(marks[found][1]))
        if found < len(marks)
        else tr("the rate rises from {} to {}, after it has begun to fall", *rates),
        tr("let each value be below the one before it"),
    )


def _rise(values: Sequence[float]) -> int | None:
    """Index of the value before the first rise that follows a fall; None without one and for a cycle."""
    falls = [index for index, (before, after) in enumerate(pairwise(values)) if after < before]
    if not falls:
        return None
    steps = list(enumerate(pairwise(values)))[falls[0] :]
    rises = [index for index, (before, after) in steps if after > _MORE * before]
    cycle = len(rises) > 1 and all(values[index + 1] >= max(values) for index in rises)
    return None if not rises or cycle else rises[0]
