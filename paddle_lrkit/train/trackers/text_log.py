"""Writes ``train.log``, the log of a run for people."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.log import is_evaluation
from paddle_lrkit.runs.train_log import is_due, line_interval, note_line, repair_train_log, row_line, timestamp
from paddle_lrkit.text import format_time
from paddle_lrkit.train.trackers.base import RunTracker


class TextLogTracker(RunTracker):
    """Writes the rows that are due as lines; see `paddle_lrkit.runs.train_log`.

    Args:
        path: The file.
        total: Updates of the run.
        log_every: Updates between two rows of ``log.jsonl``.
        resume_update: None for a new run, or the number of updates in the checkpoint; later lines are removed.
        rows: The rows of ``log.jsonl`` of a resumed run, which the lines must agree with.

    Attributes:
        rebuilt: Whether lines were written again from ``log.jsonl``.

    Raises:
        LrkitError: The file cannot be read or written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     tracker = TextLogTracker(Path(directory) / "train.log", total=20, log_every=1)
        ...     tracker.log(0, {"epoch": 0.0, "rate/applied": 0.1, "train/loss": 2.0, "speed/samples_per_s": 0.5})
        ...     tracker.close()
        ...     (Path(directory) / "train.log").read_text()[26:]
        'update 1/20  epoch 0  lr 0.1  loss 2.0000  0.5 samples/s  eta 0:00\\n'
    """

    def __init__(
        self,
        path: Path,
        total: int,
        log_every: int,
        resume_update: int | None = None,
        rows: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._total, self._every = total, line_interval(log_every)
        self._began, self._start = time.monotonic(), resume_update or 0
        self.rebuilt = False
        try:
            if resume_update is not None:
                self.rebuilt = repair_train_log(path, resume_update, rows, self._every, total)
            self._file = path.open("a", encoding="utf-8", newline="\n", buffering=1)
        except OSError as error:
            raise LrkitError(tr("{}: the log cannot be opened: {}", path, os_reason(error))) from error
        if resume_update is not None:
            self._write([note_line(f"resumed after update {resume_update}", timestamp())])

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Writes a line if one is due."""
        for evaluation in (True, False):
            row = {name: value for name, value in values.items() if is_evaluation([name]) is evaluation}
            numbered = {"update": update, **row}
            if row and is_due(numbered, self._every, self._total):
                self._write([row_line(numbered, self._total, timestamp(), self._left(update))])

    def _left(self, update: int) -> str:
        made = update + 1
        return format_time((time.monotonic() - self._began) / max(made - self._start, 1) * (self._total - made))

    def _write(self, lines: Iterable[str]) -> None:
        self._file.write("".join(f"{line}\n" for line in lines))

    def flush(self) -> None:
        """Writes everything to the file."""
        self._file.flush()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
