"""One round of a scheduler: steps from an update on, with a read of the rate after each. Standard library only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.measuring.timing import Timing, timed

SECONDS = 0.004
"""What a round takes about, so that cheap and dear schedulers get rounds of the same length."""
MOST = 4000


def stepping(
    scheduler: Any,
    update: int,
    step: Callable[..., object],
    read: Callable[[], object],
    arguments: tuple[Any, ...] = (),
    position: str = "last_epoch",
) -> Callable[[], Timing]:
    """A function that does one round and returns the time of one step and one read.

    Args:
        scheduler: Its position is set to ``update`` before the round.
        step: Goes to the next update.
        read: Returns the rate.
        arguments: Arguments of ``step``.
        position: Attribute that holds the update.
    """

    def once(calls: int) -> Timing:
        setattr(scheduler, position, update)

        def work() -> None:
            for _ in range(calls):
                step(*arguments)
                read()

        return timed(work).per(calls)

    calls = 1
    once(1)
    while calls < MOST and once(calls).cpu * calls < SECONDS / 2:
        calls *= 2
    return lambda: once(calls)
