"""A staircase whose first drop comes in the last tenth of the run.

What it does
    Reports a first milestone, or a step size, between 90% and 100% of the run.

Why is this bad
    The time after the drop is too short for the loss to settle at the lower rate. Up to 92% it is reported as info:
    DINO's recipe drops at epoch 11 of 12.

Example
    iters: 80000
    lr_scheduler: {type: MultiStepDecay, learning_rate: 0.01, milestones: [78000]}

Use instead
    lr_scheduler: {type: MultiStepDecay, learning_rate: 0.01, milestones: [53000, 73000]}

Reference
    Hägele et al. 2024: a decay of about 20% of the run is enough, a much shorter one is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the first drop."""
    fields, total = context.fields, context.total
    if fields is None or not total or not context.even or fields.shape not in ("multistep", "piecewise", "step"):
        return
    place, first = fields.milestones, min((update for _, update in context.milestones), default=0.0)
    if fields.shape == "step" and fields.step_size is not None and fields.step_size.number:
        place = fields.step_size
        shift = context.warmup if fields.delayed else 0.0
        first = (
            context.updates(fields.step_size.number, fields.unit) + shift if context.comparable(fields.unit) else 0.0
        )
    if place is not None and 0.9 * total < first < total:
        yield Violation(
            place.path,
            tr("the rate first drops at {}, after {} of the run", context.when(first), format_share(first / total)),
            (advice.step_size if place is fields.step_size else advice.milestones)(context)
            or tr("let the first drop be at half to two thirds of the run"),
            severity="info" if first <= 0.92 * total else None,
        )
