"""The runs that VisualDL shows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.vdl_records import RAMP_FILE_NAME

_PAUSE_S = 0.5


def record_files(directory: Path) -> list[Path]:
    """The record files below a directory that VisualDL shows: in each directory the one whose name sorts last.

    Those of `shown_files`.

    Raises:
        UsageError: The directory does not exist, or has no record files.
    """
    if not directory.is_dir():
        raise UsageError(tr("{}: no such directory; give a run directory or one that contains runs", directory))
    found = {}
    for root, _, names in os.walk(directory, followlinks=True):
        records = [name for name in names if "vdlrecords" in name]
        if records:
            found[root] = max(records)
    if not found:
        raise UsageError(
            tr(
                "{}: no run with VisualDL records (vdlrecords*.log) in this directory; --wait waits for the first",
                directory,
            )
        )
    return [Path(root) / name for root, name in shown_files(found).items()]


def shown_files(files: Mapping[str, str]) -> dict[str, str]:
    """Directory -> record file without the ramps of range tests, unless there is nothing else.

    Args:
        files: Directory -> name of its record file.

    Example:
        >>> shown_files({"out/cosine": "vdlrecords.run.log", "out/cosine-find/ramp_1": "vdlrecords.find.log"})
        {'out/cosine': 'vdlrecords.run.log'}
    """
    runs = {folder: name for folder, name in files.items() if name != RAMP_FILE_NAME}
    return runs or dict(files)


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
