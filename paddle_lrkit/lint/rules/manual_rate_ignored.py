"""A rate that is written where Paddle does not read it.

What it does
    Looks for assignments to private attributes of an optimizer, such as `_default_dict` and `_param_groups`.

Why is this bad
    The optimizer reads its rate from the schedule, or from what `set_lr()` has set. A rate that is written into its
    private attributes, as a warmup by hand does, changes no update.

Example
    if step < warmup_steps:
        optimizer._default_dict["learning_rate"] = 0.1 * step / warmup_steps

Use instead
    scheduler = paddle.optimizer.lr.LinearWarmup(0.1, warmup_steps, start_lr=0.0, end_lr=0.1)
    optimizer = paddle.optimizer.Momentum(learning_rate=scheduler, parameters=net.parameters())

Reference
    paddle.optimizer.Optimizer.set_lr.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import usage_of
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """A finding for each assignment."""
    usage = usage_of(context)
    for place, target in usage.writes if usage is not None else ():
        yield Violation(
            (),
            tr(
                "the assignment to {} changes no update: the optimizer reads its rate from the schedule, or from "
                "what set_lr() has set",
                target,
            ),
            tr("use LinearWarmup, or build the optimizer with a number and call set_lr()"),
            place=place,
        )
