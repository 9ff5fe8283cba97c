"""The tracker whose file is the source of truth: one JSON object a line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.log import encode_row, is_evaluation, truncate_log
from paddle_lrkit.train.trackers.base import as_number, as_update, check_tag


class JsonlTracker:
    """Writes training rows and evaluation rows to a ``log.jsonl``.

    Values of the same update that arrive one after the other become one row; values with the prefix ``eval/``
    become a row of their own. A row reaches the file as a whole line as soon as the next one begins, so a process
    that is killed loses one row at most, and none that was flushed. ``NaN`` and the infinities are written as the
    strings ``"NaN"``, ``"Infinity"`` and ``"-Infinity"``, because strict JSON has no numbers for them;
    `paddle_lrkit.runs.log.read_log` turns them back. Texts, images and hyperparameters are not logged here: the
    resolved ``config.yml`` beside the log says more.

    Args:
        path: The file; its directory is made when it is missing.
        resume_update: ``None`` for a new run, or the number of updates that the checkpoint has done; then rows
            that the checkpoint does not know of are dropped and the file is continued.

    Raises:
        LrkitError: The file has rows and ``resume_update`` is ``None``, or it cannot be read or written.

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

    def __init__(self, path: str | os.PathLike[str], resume_update: int | None = None) -> None:
        self._path = Path(path)
        self._row: dict[str, float] = {}
        self._last_update = resume_update or 0
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size:
                self._continue_at(resume_update)
            self._file = self._path.open("a", encoding="utf-8", newline="\n", buffering=1)
        except OSError as error:
            raise LrkitError(f"{path}: the log cannot be opened: {error.strerror or error}") from error

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Adds values to the row of an update.

        Args:
            update: 0-based update; for ``eval/`` values the number of updates done.
            values: Tag to number.

        Raises:
            LrkitError: The update is before the last or the resumed one, a tag is given twice for it, or a value is
                no number.
        """
        update = as_update(update)
        if update < self._last_update:
            raise LrkitError(
                f"{self._path}: update {update} was logged when the log stands at update {self._last_update}"
            )
        self._last_update = update
        evaluations = {tag: value for tag, value in values.items() if is_evaluation([tag])}
        measurements = {tag: value for tag, value in values.items() if tag not in evaluations}
        for part in (evaluations, measurements):
            if part:
                self._add(update, part)

    def hparams(self, values: Mapping[str, Any], metrics: Sequence[str]) -> None:
        """Does nothing: ``config.yml`` has the settings."""

    def text(self, tag: str, text: str, update: int) -> None:
        """Does nothing: the log holds numbers."""

    def image(self, tag: str, image: Any, update: int) -> None:
        """Does nothing: the log holds numbers."""

    def curve(self, tag: str, points: Sequence[tuple[int, float]]) -> None:
        """Does nothing: the log holds what was done, not what is planned."""

    def flush(self) -> None:
        """Ends the row that is being put together and writes it."""
        if not self._row:
            return
        line, self._row = encode_row(self._row), {}
        try:
            self._file.write(f"{line}\n")
        except OSError as error:
            raise LrkitError(f"{self._path}: the log cannot be written: {error.strerror or error}") from error

    def close(self) -> None:
        """Writes the last row and closes the file."""
        try:
            self.flush()
        finally:
            self._file.close()

    def _continue_at(self, resume_update: int | None) -> None:
        if resume_update is None:
            raise LrkitError(
                f"{self._path}: the log of another run is already here; resume that run or choose another directory"
            )
        truncate_log(self._path, resume_update)

    def _add(self, update: int, values: Mapping[str, float]) -> None:
        if self._row and (self._row["update"] != update or is_evaluation(self._row) != is_evaluation(values)):
            self.flush()
        row = self._row or {"update": update}
        for tag, value in values.items():
            if check_tag(tag) in row:
                raise LrkitError(f"{self._path}: {tag} was logged twice for update {update}")
            row[tag] = as_number(tag, value)
        self._row = row
