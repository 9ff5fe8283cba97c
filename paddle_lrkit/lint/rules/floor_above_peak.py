"""A last rate above the peak.

What it does
    Compares the floor of a decay with the rate it falls from.

Why is this bad
    The decay rises instead of falling. A floor equal to the peak makes the rate constant, which is a warning.

Example
    iters: 80000
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.001, T_max: 80000, eta_min: 0.01}

Use instead
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.001, T_max: 80000, eta_min: 0.00001}

Reference
    paddle.optimizer.lr.CosineAnnealingDecay; paddle.optimizer.lr.PolynomialDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_factor, format_rate


def check(context: Context) -> Iterator[Violation]:
    """The finding at the floor."""
    fields = context.fields
    if fields is None or fields.floor is None or fields.floor.number is None:
        return
    rate = fields.rate.number if fields.rate else None
    floor = fields.floor.number
    if fields.floor_relative:
        if floor >= 1:
            yield Violation(
                fields.floor.path,
                tr("the floor is {} times the peak, so the rate never falls", format_factor(floor)),
                advice.floor(context),
                severity="error" if floor > 1 else "warning",
            )
    elif rate and floor >= rate:
        numbers = format_rate(floor, 6), format_rate(rate, 6)
        yield Violation(
            fields.floor.path,
            tr("the floor {} is not below the peak {}, so the rate rises", *numbers)
            if floor > rate
            else tr("the floor {} is not below the peak {}, so the rate never falls", *numbers),
            advice.floor(context),
            severity="error" if floor > rate else "warning",
        )
