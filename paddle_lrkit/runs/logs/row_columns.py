"""Turns the texts of rows into the columns of a log."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paddle_lrkit.runs.logs.clock import PREFIX, Clock
from paddle_lrkit.runs.logs.epoch_interval import EpochInterval
from paddle_lrkit.runs.logs.row_pattern import COLUMNS, PLANNED, Row
from paddle_lrkit.runs.logs.training_log import NO_STEP, LogRows

_RANK = re.compile(rb"\d{1,6},(\d{1,4})\]<std(?:out|err)>:")
_PADDED = re.compile(rb"([-+]?(?:nan|inf))x*\Z", re.IGNORECASE)

Columns = Mapping[str, Sequence[Any]]
"""Texts as bytes; None or empty for what a line does not print."""


class RowColumns:
    """The rows of a text log.

    Args:
        stream: Which process wrote it, where no prefix says.
    """

    def __init__(self, stream: int) -> None:
        self.rows = LogRows()
        self.planned: dict[str, Counter[bytes]] = {name: Counter() for name in PLANNED}
        self._progress = EpochInterval()
        self._stream = stream
        self._clock = Clock()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def steps_of_epoch(self) -> int | None:
        """Steps of an epoch, where the lines print how many epochs are done."""
        return self._progress.steps

    def add_lines(
        self, columns: Columns, samples: Sequence[Row], places: Sequence[int], lines: Sequence[bytes]
    ) -> bool:
        """Adds rows that are a line each, or none of them if one has no rate.

        Args:
            columns: Texts of the rows.
            samples: Some of the rows, with the planned numbers.
            places: Numbers of the lines.
            lines: The lines.
        """
        try:
            rate = array("d", map(float, columns["rate"]))
        except ValueError:
            return False
        self._extend(columns, rate, places)
        for sample in samples:
            self._plan(sample)
        self.rows.time.extend(self._clock.seconds(lines))
        if b"<std" in lines[0] + lines[-1]:
            self._add_streams([line[:PREFIX] for line in lines])
        else:
            self.rows.stream.extend(array("h", [self._stream]) * len(places))
        return True

    def add_rows(self, rows: Sequence[Row], places: Sequence[int], prefixes: Sequence[bytes]) -> None:
        """Adds rows one by one; ``prefixes`` are the texts before them."""
        columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
        self._extend(columns, array("d", (float(text or b"nan") for text in columns["rate"])), places)
        for row in rows:
            self._plan(row)
        self.rows.time.extend(self._clock.seconds(prefixes))
        self._add_streams(prefixes)

    def _extend(self, columns: Columns, rate: array[float], places: Sequence[int]) -> None:
        """Appends rows without time and stream."""
        rows, count = self.rows, len(places)
        rows.rate.extend(rate)
        rows.epoch.extend(_counts(columns.get("epoch"), count))
        rows.step.extend(_counts(columns.get("step"), count))
        loss, printed = _losses(columns.get("loss"), count)
        rows.loss.extend(loss)
        rows.loss_printed.extend(printed)
        rows.skipped.extend(array("q", bytes(8 * count)))
        rows.place.extend(places)

    def _plan(self, row: Row) -> None:
        for name, seen in self.planned.items():
            text = row.get(name)
            if text is not None:
                seen[text] += 1
        step, progress = row.get("step"), row.get("progress")
        if step and progress:
            self._progress.add(int(step), float(progress))

    def _add_streams(self, prefixes: Sequence[bytes]) -> None:
        ranks = (_RANK.findall(text) for text in prefixes)
        self.rows.stream.extend(int(rank[-1]) if rank else self._stream for rank in ranks)


def inherited_rank(prefixes: Sequence[bytes]) -> list[bytes]:
    """The texts before the rows of one line, each with the rank of the first.

    Example:
        >>> inherited_rank([b"[1,3]<stdout>:[08/16] ", b"[08/17] "])
        [b'[1,3]<stdout>:[08/16] ', b'1,3]<stdout>:[08/17] ']
    """
    rank = _RANK.search(prefixes[0]) if len(prefixes) > 1 else None
    return [*prefixes[:1], *(rank[0] + prefix for prefix in prefixes[1:])] if rank else list(prefixes)


def _counts(texts: Sequence[Any] | None, count: int) -> array[int]:
    if texts is None:
        return array("q", [NO_STEP]) * count
    try:
        return array("q", map(int, texts))
    except (TypeError, ValueError):
        return array("q", [int(text) if text else NO_STEP for text in texts])


def _losses(texts: Sequence[Any] | None, count: int) -> tuple[array[float], array[int]]:
    """The losses, and whether each of them is printed."""
    if texts is None:
        return array("d", [math.nan]) * count, array("b", bytes(count))
    try:
        return array("d", map(float, texts)), array("b", [1]) * count
    except (TypeError, ValueError):
        found = [_loss(text) for text in texts]
    printed = array("b", (each is not None for each in found))
    return array("d", (math.nan if each is None else each for each in found)), printed


def _loss(text: bytes | None) -> float | None:
    """The number of a loss; ``nanxxx`` is padded to a width, and other texts than numbers are not printed."""
    if not text:
        return None
    if padded := _PADDED.match(text):
        return float(padded[1])
    try:
        return float(text)
    except ValueError:
        return None
