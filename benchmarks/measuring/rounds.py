"""Rounds: each arm once a round, in an order that changes from round to round."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from benchmarks.measuring.timing import Timing

ROUNDS = 15
Timings = dict[str, list[Timing]]
Arms = Mapping[str, Callable[[], Timing]]


def measure(
    arms: Arms, rounds: int = ROUNDS, most: int | None = None, decided: Callable[[Timings], bool] = lambda _: True
) -> Timings:
    """Runs each arm once a round and returns its timings.

    The arms of a round follow each other at once, so that a slow minute of the machine meets all of them; the order is
    rotated and reversed from round to round. One round before the first one is not counted.

    Args:
        arms: Name -> a function that does one round of work and returns its time, by `timed` or by a `Worker`.
        rounds: Rounds at least.
        most: Rounds at most: more than ``rounds`` are run until ``decided`` says that the intervals say something.
        decided: Whether the timings decide; see `Question.decided`.
    """
    names = list(arms)
    for name in names:
        arms[name]()
    timings: Timings = {name: [] for name in names}
    done = 0
    while done < rounds or (done < (most or rounds) and not decided(timings)):
        order = [*names[done % len(names) :], *names[: done % len(names)]]
        for name in reversed(order) if done % 2 else order:
            timings[name].append(arms[name]())
        done += 1
        if sys.stderr.isatty():
            print(f"\r{done} of {rounds} rounds ", end="", file=sys.stderr, flush=True)
    return timings
