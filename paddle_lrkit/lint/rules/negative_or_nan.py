"""A rate or factor that is negative or not a number.

What it does
    Looks at rates, factors and lengths of a schedule for values below 0, NaN and infinities, and at the batch size for
    anything below 1. A rate that falls below 0 within the run, as `LinearDecay` of PaddleGAN does behind its end, is
    reported too.

Why is this bad
    A negative rate climbs the loss; NaN destroys the weights at the first update.

Example
    iters: 80000
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: -0.0001}

Use instead
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0.0}

Reference
    paddle.optimizer.lr.LRScheduler refuses a negative learning_rate and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.errors import shown
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate


def check(context: Context) -> Iterator[Violation]:
    """A finding for each such value."""
    fields = context.fields
    if fields is None:
        return
    if fields.batch is not None and _is_no_batch(fields.batch.value):
        yield Violation(fields.batch.path, tr("must be a whole number >= 1, got {}", shown(fields.batch.value)))
    found = False
    for part in fields.items:
        for item in context.walk(part.value, part.path):
            if isinstance(item.value, bool) or not isinstance(item.value, (int, float)):
                continue
            if item.value < 0 or item.value != item.value or item.value == math.inf:
                found = True
                yield Violation(
                    item.path,
                    tr("must be a finite number >= 0, got {}", shown(item.value)),
                    severity=None if _reaches_the_rate(context) else "warning",
                )
    negative = next((number for number, rate in enumerate(context.rates) if rate < 0), None)
    if negative is not None and not found and context.measured:
        yield Violation(
            fields.section,
            tr(
                "the rate is below 0 from {} on and {} at the last update",
                context.when(context.samples[negative]),
                format_rate(context.rates[-1]),
            ),
            tr("let the decay end with the run"),
        )


def _is_no_batch(value: object) -> bool:
    """Whether a number cannot be a number of samples."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not 1 <= value < math.inf


def _reaches_the_rate(context: Context) -> bool:
    """Whether the schedule cannot be built, or has a rate in the run that is not a finite number >= 0."""
    curve = context.curve
    return curve is None or not all(0 <= rate < math.inf for rate in context.rates or [curve(0)])
