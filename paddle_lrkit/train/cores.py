"""The number of cores that this process may use."""

from __future__ import annotations

import math
import os
from pathlib import Path

_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def core_count(quota_file: Path = _CPU_QUOTA) -> int:
    """Cores within the affinity of the process and within the quota of its container (``docker run --cpus``).

    Args:
        quota_file: File of the control group, ``quota period`` in microseconds, or ``max period``.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = quota_file.read_text().split()
        allowed = math.ceil(int(quota) / int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return cores
    return max(1, min(cores, allowed))
