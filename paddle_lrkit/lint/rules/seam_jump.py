"""A jump where the warmup ends.

What it does
    Compares the rate before and after the last update of the warmup with the slope of the ramp. A rate that turns
    back there has no slope to compare with.

Why is this bad
    The rate jumps by more than a fifth of the peak in one update, which a warmup is meant to prevent.

Example
    scheduler = CosineAnnealingDecay(learning_rate=0.1, T_max=90)
    scheduler = LinearWarmup(scheduler, warmup_steps=10, start_lr=0.0, end_lr=0.01)

Use instead
    scheduler = LinearWarmup(scheduler, warmup_steps=10, start_lr=0.0, end_lr=0.1)

Reference
    paddle.optimizer.lr.LinearWarmup: end_lr is not taken from the inner schedule.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the warmup."""
    fields, curve, schedule = context.fields, context.curve, context.schedule
    if fields is None or fields.warmup is None or curve is None or schedule is None:
        return
    length = schedule.warmup_updates
    if length < 2 or (context.total and length >= context.total) or curve(0) == curve(length - 1):
        return
    inside = not fields.delayed and any(update <= length for _, update in context.milestones)
    before, after = curve(length - 1), curve(length)
    high = max(before, after)
    stairs = [update for update in curve.knots(length) if 0 < update < length]
    slope = max(abs(curve(update) - curve(update - 1)) for update in (1, length - 1, *stairs))
    if (after - before) * (before - curve(0)) < 0:
        slope = 0.0
    if high and abs(after - before) > 0.2 * high + 1.5 * slope and not inside:
        yield Violation(
            fields.warmup.path,
            tr(
                "the rate jumps from {} to {} where the warmup ends, at {}",
                format_rate(before),
                format_rate(after),
                context.when(length),
            ),
            tr("let the warmup end at the first rate of the decay"),
        )
