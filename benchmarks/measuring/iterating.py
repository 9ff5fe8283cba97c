"""The time of the batches of a loader. Standard library only, because other environments run it too."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable

from benchmarks.measuring.timing import Timing


def timed_batches(loader: Iterable[object], skipped: int) -> Timing:
    """The time of all batches of one pass but the first ones, during which workers start and fill their queues.

    Args:
        loader: Batches; each pass is a new iteration.
        skipped: Batches before the clock starts.
    """
    gc.collect()
    batches = iter(loader)
    for _ in range(skipped):
        next(batches)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in batches:
        pass
    return Timing(time.process_time() - cpu, time.perf_counter() - wall)
