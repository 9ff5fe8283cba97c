"""Threads, shared memory, disk and home directory."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from paddle_lrkit.diagnostics.row import Row
from paddle_lrkit.runs.vdl_home import home_is_writable
from paddle_lrkit.train.runtime.cores import core_count

_GIB = 2**30
_SHARED_MEMORY = Path("/dev/shm")


def rows() -> list[Row]:
    """The rows about the machine."""
    return [threads_row(core_count()), *shared_memory_rows(_SHARED_MEMORY), disk_row(), home_row()]


def threads_row(cores: int) -> Row:
    """Whether the number of threads that Paddle is told fits the cores."""
    check, value = "OMP_NUM_THREADS", os.environ.get("OMP_NUM_THREADS")
    fix = f"unset OMP_NUM_THREADS, or export OMP_NUM_THREADS={cores}"
    if value is None:
        return Row(check, "ok", f"not set: lrkit train uses all cores ({cores}), Paddle by itself one")
    if not value.isdecimal() or int(value) < 1:
        return Row(check, "warn", f"{value!r} is no number of threads", fix)
    if int(value) > cores:
        return Row(check, "warn", f"{value} threads share the cores ({cores})", fix)
    return Row(check, "ok", f"{value} of {cores} cores")


def shared_memory_rows(directory: Path) -> list[Row]:
    """Whether data loader workers have room to hand batches over; no row on a system that has no such directory."""
    if not directory.is_dir():
        return []
    size = shutil.disk_usage(directory).total
    detail = f"{size / _GIB:.2g} GiB"
    if size < _GIB:
        fix = "docker run --shm-size=8G, or num_workers: 0"
        return [Row(str(directory), "warn", f"{detail}: data loader workers can die of a bus error", fix)]
    return [Row(str(directory), "ok", detail)]


def disk_row(directory: Path | None = None) -> Row:
    """Whether checkpoints fit below the working directory."""
    place = directory or Path.cwd()
    free = shutil.disk_usage(place).free
    detail = f"{free / _GIB:.1f} GiB free at {place}"
    if free < _GIB // 4:
        return Row("disk", "fail", detail, "free some space, or work in another directory")
    if free < 5 * _GIB:
        return Row("disk", "warn", f"{detail}: few checkpoints fit", "free some space, or keep fewer checkpoints")
    return Row("disk", "ok", detail)


def home_row() -> Row:
    """Whether VisualDL and Paddle can keep their settings and downloads."""
    home = os.environ.get("HOME", "~")
    if home_is_writable():
        return Row("HOME", "ok", f"{home} can be written")
    detail = f"{home} cannot be written: settings and downloads have no place"
    return Row("HOME", "warn", detail, "set HOME to a directory that can be written, such as /tmp")
