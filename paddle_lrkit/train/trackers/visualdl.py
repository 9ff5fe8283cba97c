"""Writes a run for VisualDL, where a resumed run is one continuous curve."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.errors import LrkitError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.log import is_evaluation
from paddle_lrkit.runs.vdl_home import importable_home
from paddle_lrkit.runs.vdl_records import FILE_NAME, scalars, trim_records
from paddle_lrkit.train.trackers.base import RunTracker, as_number, as_update, check_tag
from paddle_lrkit.train.trackers.schedule_points import SCHEDULE_TAG

MOST_POINTS = 20_000
"""Points of the chart of a training value, of which VisualDL shows 1000."""

_FLUSH_SECONDS = 30
_QUEUE_SIZE = 30


class VisualDLTracker(RunTracker):
    """Writes the record file of a run directory.

    VisualDL shows one record file per directory, so a resumed run continues its file, after records that are newer than
    the checkpoint are removed. Records that cannot be read or are not those of the log are written again from it;
    their texts and images are lost. Values without a group, such as ``epoch``, have no chart. VisualDL stores 32-bit
    floats; the exact values are in ``log.jsonl``. A new run that has settings but ends before its first value leaves no
    records.

    Args:
        directory: The run directory; created if it is missing.
        resume_update: None for a new run, or the number of updates in the checkpoint.
        rows: The rows of the log of a resumed run, which the records must agree with; None to trust the records.
        every: Updates between two points of a training value; evaluations have all points.
        file_name: Name of the record file.

    Attributes:
        rebuilt: Whether the records were written again.

    Raises:
        LrkitError: VisualDL is not installed, the directory has records and ``resume_update`` is None, or the file
            cannot be written.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        resume_update: int | None = None,
        rows: Sequence[Mapping[str, Any]] | None = None,
        every: int = 1,
        file_name: str = FILE_NAME,
    ) -> None:
        self._path, self._every = Path(directory) / file_name, every
        if resume_update is None and self._path.exists() and self._path.stat().st_size:
            raise LrkitError(
                tr("{}: the file belongs to another run; resume that run or choose another directory", self._path)
            )
        self.rebuilt = resume_update is not None and not _continues(self._path, resume_update, rows, every)
        if self.rebuilt:
            self._path.unlink(missing_ok=True)
        self._start = 0 if self.rebuilt else resume_update or 0
        self._writer = _open_writer(self._path)
        self._closed = False
        self._has_settings, self._has_values = False, resume_update is not None
        for row in (rows or ()) if self.rebuilt else ():
            self.log(row["update"], {tag: value for tag, value in row.items() if "/" in tag})

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Adds a point to the chart of each tag; training values that are not due have none.

        Raises:
            LrkitError: A tag has a ``%``, or a value is not a number.
        """
        step = as_update(update)
        self._has_values = True
        for tag, value in values.items():
            if _has_point(check_tag(tag), step, self._every):
                self._add(tag, value, step)

    def _add(self, tag: str, value: float, step: int) -> None:
        self._writer.add_scalar(tag=tag, value=float(as_number(tag, value)), step=step)

    def hparams(self, values: Mapping[str, Any], metrics: Sequence[str]) -> None:
        """Fills the page of hyperparameters: numbers with six digits, other values as texts."""
        self._has_settings = True
        plain = {str(name): _plain(value) for name, value in values.items()}
        self._writer.add_hparams(hparams_dict=plain, metrics_list=[check_tag(metric) for metric in metrics])

    def text(self, tag: str, text: str, update: int) -> None:
        """Adds a text, unless it is from before the resumed update and so in the file already."""
        if as_update(update) >= self._start:
            self._writer.add_text(tag=check_tag(tag), text_string=text, step=as_update(update))

    def image(self, tag: str, image: Any, update: int) -> None:
        """Adds an image, unless it is from before the resumed update and so in the file already.

        Args:
            tag: Name of the image.
            image: uint8 of shape ``[height, width, 3]``.
            update: 0-based update.
        """
        if as_update(update) >= self._start:
            # VisualDL multiplies an array in [0, 1] by 255 in place, so it gets a copy in that range.
            self._writer.add_image(tag=check_tag(tag), img=image / 255.0, step=as_update(update), dataformats="HWC")

    def curve(self, tag: str, points: Sequence[tuple[int, float]]) -> None:
        """Adds all points of a planned curve at once.

        Points from before the resumed update stay in the file, so the chart shows each part as it was planned at the
        time.

        Raises:
            LrkitError: The tag has a ``%``, or a value is not a number.
        """
        for update, value in points:
            self._add(check_tag(tag), value, as_update(update))

    def flush(self) -> None:
        """Waits until all records are in the file."""
        self._writer.flush()

    def close(self) -> None:
        """Waits until all records are in the file and stops the writer thread."""
        if not self._closed:
            self._closed = True
            self._writer.close()
            if self._has_settings and not self._has_values:
                self._path.unlink(missing_ok=True)


def chart_interval(log_every: int, updates: int) -> int:
    """Updates between two points of a chart, so that it has at most `MOST_POINTS`; 1 where all rows of the log fit.

    Otherwise it is ``log_every`` times the smallest power of 2, so that a run that is extended later has all points
    that its longer charts need.

    Args:
        log_every: Updates between two rows of the log.
        updates: Updates of the run.

    Example:
        >>> chart_interval(1, 20_000), chart_interval(1, 90_000), chart_interval(20, 1_000_000)
        (1, 8, 80)
    """
    every = log_every
    while updates > MOST_POINTS * every:
        every *= 2
    return every if every > log_every else 1


def _has_point(tag: str, update: int, every: int) -> bool:
    return "/" in tag and (update % every == 0 or is_evaluation([tag]))


def _continues(path: Path, resume_update: int, rows: Sequence[Mapping[str, Any]] | None, every: int) -> bool:
    """Whether the records up to a checkpoint are those of the log; newer ones are removed."""
    try:
        trim_records(path, resume_update)
        return rows is None or _are_of_log(scalars(path), rows, every)
    except LrkitError:
        return False


def _are_of_log(points: Mapping[tuple[str, int], float], rows: Sequence[Mapping[str, Any]], every: int) -> bool:
    """Whether each point is a value of the log, and each value that is due has a point."""
    unknown = dict(points)
    for row in rows:
        planned = {SCHEDULE_TAG: row["rate/planned"]} if "rate/planned" in row else {}
        for tag, value in {**row, **planned}.items():
            point = unknown.pop((tag, row["update"]), None)
            if point is not None and _single(point) != _single(value):
                return False
            if point is None and tag != SCHEDULE_TAG and _has_point(tag, row["update"], every):
                return False
    return all(tag == SCHEDULE_TAG for tag, _ in unknown)


def _single(value: float) -> bytes:
    """A number as the 32-bit float that VisualDL stores; equal bytes for NaN too."""
    return np.float32(value).tobytes() if value == value else b"NaN"


def _open_writer(path: Path) -> Any:
    """Opens VisualDL's writer, which swaps the queue size and the flush interval: both numbers suit both arguments."""
    try:
        with importable_home():
            from visualdl import LogWriter
    except (ImportError, OSError) as error:
        raise LrkitError(
            tr("VisualDL cannot be imported ({}); install it with: pip install 'paddle-lrkit[train]'", error)
        ) from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.redirect_stdout(io.StringIO()):
            return LogWriter(
                logdir=str(path.parent), file_name=path.name, max_queue=_QUEUE_SIZE, flush_secs=_FLUSH_SECONDS
            )
    except OSError as error:
        raise LrkitError(tr("{}: the VisualDL records cannot be opened: {}", path, os_reason(error))) from error


def _plain(value: Any) -> int | float | str:
    if isinstance(value, (bool, str, list, tuple, dict)) or value is None:
        return str(value)
    if hasattr(value, "__index__"):
        whole = int(value.__index__())
        return whole if abs(whole) < 2**63 else str(whole)
    try:
        return float(f"{float(value):.6g}")
    except (TypeError, ValueError):
        return str(value)
