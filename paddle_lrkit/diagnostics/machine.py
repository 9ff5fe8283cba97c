"""Threads, shared memory, disk and home directory."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.messages import tr
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
    fix = tr("unset OMP_NUM_THREADS, or export OMP_NUM_THREADS={}", cores)
    if value is None:
        return Diagnosis(check, "ok", tr("not set: lrkit train uses all cores ({}), Paddle alone uses one", cores))
    if not value.isdecimal() or int(value) < 1:
        return Diagnosis(check, "warn", tr("{!r} is not a number of threads", value), fix)
    if int(value) > cores:
        return Diagnosis(check, "warn", tr("{} threads share {} cores", value, cores), fix)
    return Diagnosis(check, "ok", tr("{} of {} cores", value, cores))


def diagnose_shared_memory(directory: Path) -> list[Diagnosis]:
    """Whether data loader workers have room for their batches; no result if the directory does not exist."""
    if not directory.is_dir():
        return []
    size = shutil.disk_usage(directory).total
    detail = f"{size / _GIB:.2g} GiB"
    if size < _GIB:
        fix = tr("docker run --shm-size=8G, or num_workers: 0")
        return [
            Diagnosis(str(directory), "warn", tr("{}: data loader workers may crash with a bus error", detail), fix)
        ]
    return [Diagnosis(str(directory), "ok", detail)]


def diagnose_disk(directory: Path | None = None) -> Diagnosis:
    """Whether the disk of the working directory has room for checkpoints."""
    place = directory or Path.cwd()
    free = shutil.disk_usage(place).free
    detail = tr("{:.1f} GiB free at {}", free / _GIB, place)
    if free < _GIB // 4:
        return Diagnosis("disk", "fail", detail, tr("free some space, or use another directory"))
    if free < 5 * _GIB:
        return Diagnosis(
            "disk", "warn", tr("{}: room for few checkpoints", detail), tr("free some space, or keep fewer checkpoints")
        )
    return Diagnosis("disk", "ok", detail)


def diagnose_home() -> Diagnosis:
    """Whether VisualDL and Paddle can store their settings and downloads."""
    home = os.environ.get("HOME", "~")
    if home_is_writable():
        return Diagnosis("HOME", "ok", tr("{} is writable", home))
    detail = tr("{} is not writable: settings and downloads cannot be stored", home)
    return Diagnosis("HOME", "warn", detail, tr("set HOME to a writable directory, such as /tmp"))
