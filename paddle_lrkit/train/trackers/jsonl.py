"""The log of a run: one JSON object per line. It is the source of truth."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.log import encode_row, is_evaluation
from paddle_lrkit.runs.log_repair import LogRepair, repair_log
from paddle_lrkit.train.trackers.base import RunTracker, as_number, as_update, check_tag


class JsonlTracker(RunTracker):
    """Writes training rows and evaluation rows to a ``log.jsonl``; it stores no texts, images or settings.

    Consecutive values of the same update become one row; values with the prefix ``eval/`` become a separate row. A row
    is written as a whole line when the next one begins, so a killed process loses at most one row that was not flushed.
    JSON has no numbers for ``NaN`` and the infinities: they are written as ``"NaN"``, ``"Infinity"`` and
    ``"-Infinity"``, which `paddle_lrkit.runs.log.read_log` converts back.

    Args:
        path: The file; its directory is created if it is missing.
        resume_update: None for a new run, or the number of updates in the checkpoint; later rows are removed, and lines
            that are not rows of the run.
        mark: What the checkpoint says of the log; see `mark`.
        moved: Whether ``--policy rescale`` has moved the position before the checkpoint.

    Attributes:
        repair: What was removed or is missing.

    Raises:
        LrkitError: The file has rows and ``resume_update`` is None, or it cannot be read or written.

    Example:
        >>> import tempfile
        >>> from paddle_lrkit.runs.log import read_log
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     tracker = JsonlTracker(f"{directory}/log.jsonl")
        ...     tracker.log(0, {"rate/planned": 0.1})
        ...     tracker.log(0, {"rate/applied": 0.1})
        ...     tracker.close()
        ...     read_log(directory)
        [{'update': 0, 'rate/planned': 0.1, 'rate/applied': 0.1}]
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        resume_update: int | None = None,
        mark: Mapping[str, Any] | None = None,
        moved: bool = False,
    ) -> None:
        self._path = Path(path)
        self._row: dict[str, float] = {}
        self._last_update = resume_update or 0
        self.repair = LogRepair()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if resume_update is not None:
                self.repair = repair_log(self._path, resume_update, mark, moved=moved)
            elif self._path.exists() and self._path.stat().st_size:
                raise LrkitError(
                    tr("{}: the file belongs to another run; resume that run or choose another directory", path)
                )
            self._file = self._path.open("a", encoding="utf-8", newline="\n", buffering=1)
            content = self._path.read_bytes()
        except OSError as error:
            raise LrkitError(tr("{}: the log cannot be opened: {}", path, os_reason(error))) from error
        self._size, self._rows, self._digest = len(content), content.count(b"\n"), hashlib.sha256(content)

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Adds values to the row of an update.

        Args:
            update: 0-based update; for ``eval/`` values the number of updates made.
            values: Tag -> number.

        Raises:
            LrkitError: The update is before the previous or the resumed one, it already has one of the tags, or a value
                is not a number.
        """
        update = as_update(update)
        if update < self._last_update:
            raise LrkitError(
                tr(
                    "{}: update {} cannot be logged, the log is already at update {}",
                    self._path,
                    update,
                    self._last_update,
                )
            )
        self._last_update = update
        evaluations = {tag: value for tag, value in values.items() if is_evaluation([tag])}
        measurements = {tag: value for tag, value in values.items() if tag not in evaluations}
        for part in (evaluations, measurements):
            if part:
                self._add(update, part)

    def flush(self) -> None:
        """Completes the current row and writes it.

        Raises:
            OSError: The file cannot be written, or it was removed.
        """
        if not self._row:
            return
        line, self._row = f"{encode_row(self._row)}\n", {}
        try:
            self._file.write(line)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self._path)) from error
        if not os.fstat(self._file.fileno()).st_nlink:
            raise OSError(errno.ENOENT, tr("removed while the run wrote it"), str(self._path))
        self._size += len(line.encode())
        self._rows += 1
        self._digest.update(line.encode())

    def mark(self) -> dict[str, Any]:
        """Size, number of rows and SHA-256 of the log as it is now; see `paddle_lrkit.runs.log_repair.log_mark`."""
        return {"bytes": self._size, "rows": self._rows, "sha256": self._digest.hexdigest()}

    def close(self) -> None:
        """Writes the last row and closes the file."""
        try:
            self.flush()
        finally:
            self._file.close()

    def _add(self, update: int, values: Mapping[str, float]) -> None:
        if self._row and (self._row["update"] != update or is_evaluation(self._row) != is_evaluation(values)):
            self.flush()
        row = self._row or {"update": update}
        for tag, value in values.items():
            if check_tag(tag) in row:
                raise LrkitError(tr("{}: {} was logged twice for update {}", self._path, tag, update))
            row[tag] = as_number(tag, value)
        self._row = row
