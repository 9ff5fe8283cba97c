"""`scheduler.step()` before `optimizer.step()`.

What it does
    Looks for the two calls in one loop of a training script, in the wrong order.

Why is this bad
    The first update is made with the rate of the second one; every later one is off by one, and a warmup from 0 is cut.

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
from paddle_lrkit.scripts.usage import Usage


def check(context: Context) -> Iterator[Violation]:
    """A finding for each pair."""
    usage = context.script
    if not isinstance(usage, Usage):
        for line, schedule in usage.early_steps if usage is not None else ():
            yield Violation((), _MESSAGE.format(schedule), _FIX, line=line)
        return
    for site in () if usage.uncertain else usage.sites:
        if site.before_update and site.argument is None and site.per in ("batch", "update"):
            yield Violation((), _MESSAGE.format(usage.schedule.variable or usage.schedule.name), _FIX, place=site.place)


_MESSAGE = "{}.step() comes before the optimizer's step(): each update is made with the next one's rate"
_FIX = "call it after the optimizer's step()"
