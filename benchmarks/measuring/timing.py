"""How long something takes: CPU time beside wall time. Standard library only, because other environments run it too."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import NamedTuple


class Timing(NamedTuple):
    """Seconds of CPU time and of wall time, of one round or of one call."""

    cpu: float
    wall: float

    def per(self, calls: int) -> Timing:
        """The time of one call among ``calls``."""
        return Timing(self.cpu / calls, self.wall / calls)


def timed(work: Callable[[], object], calls: int = 1) -> Timing:
    """The time of one call of ``work``, from ``calls`` of them; all threads of this process count."""
    gc.collect(1)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(calls):
        work()
    return Timing(time.process_time() - cpu, time.perf_counter() - wall).per(calls)
