"""The runs that VisualDL shows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from paddle_lrkit.errors import UsageError

_PAUSE_S = 0.5


def record_files(directory: Path) -> list[Path]:
    """The record files below a directory that VisualDL shows: in each directory the one whose name sorts last.

    Raises:
        UsageError: The directory does not exist, or has no record files.
    """
    if not directory.is_dir():
        raise UsageError(f"{directory}: no such directory; give a run directory or one that contains runs")
    found = []
    for root, _, names in os.walk(directory, followlinks=True):
        records = [name for name in names if "vdlrecords" in name]
        if records:
            found.append(Path(root) / max(records))
    if not found:
        raise UsageError(
            f"{directory}: no run with VisualDL records (vdlrecords*.log) in this directory; --wait waits for the first"
        )
    return found


def wait_for_run(directory: Path, waiting: Callable[[], None]) -> None:
    """Waits until there is a run below the directory, which need not exist yet.

    Args:
        directory: Where runs are written.
        waiting: Called once if there is no run yet.
    """
    if _has_run(directory):
        return
    waiting()
    while not _has_run(directory):
        time.sleep(_PAUSE_S)


def _has_run(directory: Path) -> bool:
    try:
        return bool(record_files(directory))
    except UsageError:
        return False
