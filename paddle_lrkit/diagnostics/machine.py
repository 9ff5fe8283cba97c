"""Threads, shared memory, disk and home directory."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.runs.vdl_home import home_is_writable
from paddle_lrkit.train.runtime.cores import core_count

_GIB = 2**30
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - measured; no file is made there by name


def diagnose() -> list[Diagnosis]:
    """The results for the machine."""
    return [diagnose_threads(core_count()), *diagnose_shared_memory(_SHARED_MEMORY), diagnose_disk(), diagnose_home()]


def diagnose_threads(cores: int) -> Diagnosis:
    """Whether ``OMP_NUM_THREADS`` fits the cores."""
    check, value = "OMP_NUM_THREADS", os.environ.get("OMP_NUM_THREADS")
    fix = f"unset OMP_NUM_THREADS, or export OMP_NUM_THREADS={cores}"
    if value is None:
        return Diagnosis(check, "ok", f"not set: lrkit train uses all cores ({cores}), Paddle alone uses one")
    if not value.isdecimal() or int(value) < 1:
        return Diagnosis(check, "warn", f"{value!r} is not a number of threads", fix)
    if int(value) > cores:
        return Diagnosis(check, "warn", f"{value} threads share {cores} cores", fix)
    return Diagnosis(check, "ok", f"{value} of {cores} cores")


def diagnose_shared_memory(directory: Path) -> list[Diagnosis]:
    """Whether data loader workers have room for their batches; no result if the directory does not exist."""
    if not directory.is_dir():
        return []
    size = shutil.disk_usage(directory).total
    detail = f"{size / _GIB:.2g} GiB"
    if size < _GIB:
        fix = "docker run --shm-size=8G, or num_workers: 0"
        return [Diagnosis(str(directory), "warn", f"{detail}: data loader workers may crash with a bus error", fix)]
    return [Diagnosis(str(directory), "ok", detail)]


def diagnose_disk(directory: Path | None = None) -> Diagnosis:
    """Whether the disk of the working directory has room for checkpoints."""
    place = directory or Path.cwd()
    free = shutil.disk_usage(place).free
    detail = f"{free / _GIB:.1f} GiB free at {place}"
    if free < _GIB // 4:
        return Diagnosis("disk", "fail", detail, "free some space, or use another directory")
    if free < 5 * _GIB:
        return Diagnosis(
            "disk", "warn", f"{detail}: room for few checkpoints", "free some space, or keep fewer checkpoints"
        )
    return Diagnosis("disk", "ok", detail)


def diagnose_home() -> Diagnosis:
    """Whether VisualDL and Paddle can store their settings and downloads."""
    home = os.environ.get("HOME", "~")
    if home_is_writable():
        return Diagnosis("HOME", "ok", f"{home} is writable")
    detail = f"{home} is not writable: settings and downloads cannot be stored"
    return Diagnosis("HOME", "warn", detail, "set HOME to a writable directory, such as /tmp")
