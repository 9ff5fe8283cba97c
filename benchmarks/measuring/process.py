"""The time of a whole process: CPU time of it and its children, and wall time."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence

from benchmarks.measuring.timing import Timing


def process(command: Sequence[str], env: Mapping[str, str] | None = None, cwd: str | None = None) -> Timing:
    """Runs a command to its end and returns its time.

    Raises:
        RuntimeError: It ended with a code other than 0 and 1 (1 says that a checker found something).
    """
    began = time.perf_counter()
    with subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        _, status, usage = os.wait4(running.pid, 0)
        wall = time.perf_counter() - began
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with code {running.returncode}")
    return Timing(usage.ru_utime + usage.ru_stime, wall)
