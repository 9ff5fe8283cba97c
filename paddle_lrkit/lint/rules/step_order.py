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


def check(context: Context) -> Iterator[Violation]:
    """A finding for each pair."""
    for line, schedule in context.script.early_steps if context.script else ():
        yield Violation(
            (),
            f"{schedule}.step() comes before the optimizer's step(): each update is made with the next one's rate",
            "call it after the optimizer's step()",
            line=line,
        )
