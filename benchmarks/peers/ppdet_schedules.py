"""PaddleDetection's ``LearningRate`` of a checkout: as it is, and with the plug-in that ``lrkit exec`` puts into it."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

from benchmarks.measuring.timing import Timing, timed
from benchmarks.measuring.worker import serve

POSITIONS = 8


def positions(updates: int) -> list[int]:
    """Updates from the first to the last one of a run, at equal distances."""
    return [number * (updates - 1) // (POSITIONS - 1) for number in range(POSITIONS)]


def rates(scheduler: Any, updates: int) -> list[float]:
    """The rates at the positions."""
    found = []
    for update in positions(updates):
        scheduler.step(update)
        found.append(scheduler())
    return found


def whole_run(scheduler: Any, updates: int, calls: int) -> Timing:
    """The time of a step and a read at each update of a run: the trapezoids between the timed positions."""
    costs = []
    for update in positions(updates):
        scheduler.step(update)
        costs.append(timed(lambda: (scheduler.step(), scheduler()), calls))
    width = updates / (POSITIONS - 1)
    return Timing(*(width * (sum(times) - (times[0] + times[-1]) / 2) for times in zip(*costs, strict=True)))


@cache
def scheduler_of(plugged: bool, epochs: int, steps_per_epoch: int) -> Any:
    """What PaddleDetection makes of a cosine decay over ``epochs`` after a warmup of 5."""
    sys.path.append(os.environ["LRKIT_PADDLEDETECTION"])
    from ppdet.optimizer import optimizer as own

    if plugged:
        import paddle_lrkit.plugins.ppdet  # noqa: F401
    schedulers = [own.CosineDecay(max_epochs=epochs), own.LinearWarmup(start_factor=0.0, epochs=5)]
    return own.LearningRate(0.01, schedulers)(steps_per_epoch)


if __name__ == "__main__":
    serve(
        {
            "name": lambda **schedule: type(scheduler_of(**schedule)).__name__,
            "rates": lambda updates, **schedule: rates(scheduler_of(**schedule), updates),
            "run": lambda updates, calls, **schedule: whole_run(scheduler_of(**schedule), updates, calls),
        }
    )
