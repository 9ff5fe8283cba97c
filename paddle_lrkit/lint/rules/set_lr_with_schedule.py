"""`set_lr()` of an optimizer that holds a schedule.

What it does
    Looks for `optimizer.set_lr()` where the optimizer was given a schedule.

Why is this bad
    Paddle raises a RuntimeError, possibly after hours, when the call is reached.

Example
    scheduler = paddle.optimizer.lr.StepDecay(0.1, step_size=30)
    optimizer = paddle.optimizer.Momentum(learning_rate=scheduler, parameters=net.parameters())
    if epoch == 5:
        optimizer.set_lr(0.01)

Use instead
    warmup = paddle.optimizer.lr.LinearWarmup(scheduler, warmup_steps=5, start_lr=0.01, end_lr=0.1)
    optimizer = paddle.optimizer.Momentum(learning_rate=warmup, parameters=net.parameters())

Reference
    paddle.optimizer.Optimizer.set_lr.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import name_of, usage_of
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """A finding for each call."""
    usage = usage_of(context)
    if usage is None or not usage.holders:
        return
    for place in dict.fromkeys(usage.set_lr):
        holder = usage.holders[0].name
        yield Violation(
            (),
            tr(
                "set_lr() stops with a RuntimeError, because {} holds {} and not a number",
                holder,
                name_of(usage.schedule),
            ),
            tr("put the change into the schedule, or give the optimizer another one with set_lr_scheduler()"),
            place=place,
        )
