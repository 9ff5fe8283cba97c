"""The number of CPU cores that this process may use."""

from __future__ import annotations

import math
import os
from pathlib import Path

_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def core_count(quota_file: Path = _CPU_QUOTA) -> int:
    """Number of cores, limited by the process's affinity and its container's quota (``docker run --cpus``).

    Args:
        quota_file: Quota of the control group: ``<quota> <period>`` in microseconds, or ``max <period>``.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = quota_file.read_text().split()
        allowed = math.ceil(int(quota) / int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return cores
    return max(1, min(cores, allowed))
