"""Epochs and updates on one counter.

What it does
    Reports milestones that are all smaller than the warmup they follow, where both are counted by the same calls of
    `step()`, and classes of PASSL that count epochs and are ticked after each update, or the reverse.

Why is this bad
    The Faster R-CNN schedule of many tutorials decays at updates 512 and 516 of the first epoch when it is stepped once
    an update, and warms up for 500 epochs when it is stepped once an epoch. Either way the run is lost.

Example
    scheduler = MultiStepDecay(learning_rate=0.01, milestones=[12, 16], gamma=0.1)
    scheduler = LinearWarmup(scheduler, warmup_steps=500, start_lr=1e-4, end_lr=0.01)

Use instead
    scheduler = MultiStepDecay(0.01, [12 * steps_per_epoch - 500, 16 * steps_per_epoch - 500], 0.1)
    scheduler = LinearWarmup(scheduler, warmup_steps=500, start_lr=1e-4, end_lr=0.01)

Reference
    paddle.optimizer.lr.LinearWarmup; paddle.optimizer.lr.MultiStepDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count, join_names


def check(context: Context) -> Iterator[Violation]:
    """The finding at the milestones."""
    fields = context.fields
    if fields is not None and fields.behaviour.mixes_units:
        yield Violation(fields.section, str(fields.behaviour.mixes_units))
        return
    if (
        fields is None
        or fields.warmup is None
        or fields.milestones is None
        or fields.behaviour.sets_units
        or context.flat
    ):
        return
    marks, warmup = fields.milestones.numbers, fields.warmup.number or 0.0
    if fields.unit != "it" or fields.warmup_unit != "it" or not marks or max(marks) > 1000:
        return
    if max(marks) >= warmup or (context.total and context.total < 20 * max(marks)):
        return
    drops = join_names(format_count(mark + warmup) for mark in marks)
    run = tr(" of {:,}", context.total) if context.total and not context.guessed else ""
    length = format_count(warmup)
    yield Violation(
        fields.milestones.path,
        tr(
            "milestones {} look like epochs and a warmup of {} like updates, but one counter drives both: "
            "stepped once an update, the rate drops at updates {}{}; stepped once an epoch, the warmup takes {} "
            "epochs",
            fields.milestones.value,
            length,
            drops,
            run,
            length,
        ),
        context.write(
            fields.milestones, [f"{mark} * steps_per_epoch - {warmup:.0f}" for mark in fields.milestones.value]
        ),
    )
