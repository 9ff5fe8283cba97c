"""`scheduler.step()` before `optimizer.step()`.

What it does
    Looks for the two calls in one loop of a training script, in the wrong order, be it for each batch or in each epoch.
    `step(epoch)`, which sets the position itself, may come first.

Why is this bad
    The first update, or the first epoch, is made with the rate of the second one; every later one is off by one, and a
    warmup from 0 is cut.

Example
    for batch in loader:
        scheduler.step()
        optimizer.step()

Use instead
    for batch in loader:
        optimizer.step()
        scheduler.step()

Reference
    paddle.optimizer.lr.LRScheduler: the constructor has already stepped once.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, name_of
from paddle_lrkit.messages import tr

_LOOPS = ("batch", "update", "epoch")


def check(context: Context) -> Iterator[Violation]:
    """A finding for each call."""
    usage = certain_usage(context)
    if usage is None or not usage.holders or usage.first_step_at:
        return
    for site in usage.sites:
        if site.before_update and site.argument is None and site.per in _LOOPS:
            name = name_of(usage.schedule)
            yield Violation(
                (),
                tr(
                    "step() of {} comes before the optimizer's step(): each epoch is made with the next one's rate",
                    name,
                )
                if site.per == "epoch"
                else tr(
                    "step() of {} comes before the optimizer's step(): each update is made with the next one's rate",
                    name,
                ),
                tr("call it after the optimizer's step()"),
                place=site.place,
            )
