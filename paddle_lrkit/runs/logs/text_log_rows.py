"""Collects the rows and the events of a text log, block by block."""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paddle_lrkit.runs.logs.clock import PREFIX, Clock
from paddle_lrkit.runs.logs.row_pattern import COLUMNS, Row, row_pattern, without_colors
from paddle_lrkit.runs.logs.text_events import TextEvents
from paddle_lrkit.runs.logs.training_log import NO_STEP, LogRows
from paddle_lrkit.runs.logs.wrapped_lines import begins, joined
from paddle_lrkit.suites.log_format import LogFormat

_MOST_HELD = 40
"""Lines of a block that may belong to a row of the next one."""

_RANK = re.compile(rb"\[\d{1,6},(\d{1,4})\]<std(?:out|err)>:")
_PADDED_LOSS = re.compile(rb"[-+]?(nan|inf)x*\Z", re.IGNORECASE)

Columns = Mapping[str, Sequence[Any]]
"""Texts as bytes, or None for what a line does not print."""


class TextLogRows:
    """The rows and the events of a text log.

    Args:
        form: Its format.
        stream: Which process wrote it, where no prefix says.
    """

    def __init__(self, form: LogFormat, stream: int) -> None:
        self.rows = LogRows()
        self.events = TextEvents(form)
        self.planned: dict[str, Counter[bytes]] = {"steps": Counter(), "epochs": Counter(), "total": Counter()}
        self._pattern = row_pattern(form)
        self._stream = stream
        self._clock = Clock()
        self._held: list[bytes] = []

    def add(self, number: int, lines: list[bytes], complete: bool, last: bool) -> None:
        """Adds the lines of a block.

        Args:
            number: 1-based number of the first line.
            lines: Lines without their ends.
            complete: Whether the last line has an end.
            last: Whether no block follows.
        """
        if self._held:
            number -= len(self._held)
            lines, self._held = self._held + lines, []
        pattern = self._pattern
        found = list(map(pattern.line.search, lines))
        hits = [each for each in found if each is not None]
        if len(hits) < len(lines) or b"\n".join(lines).count(pattern.head) != len(hits):
            odd = [at for at, line in enumerate(lines) if line.count(pattern.head) != (found[at] is not None)]
        else:
            odd = []
        if odd:
            self._add_odd(number, lines, odd, complete, last)
            return
        places = [number + at for at, each in enumerate(found) if each is not None]
        before = len(self.rows)
        if hits:
            texts = lines if len(hits) == len(lines) else [each.string for each in hits]
            self._extend(pattern.columns(hits), places, texts)
        others = [(number + at, lines[at]) for at, each in enumerate(found) if each is None]
        self._add_others(others, places, before)
        if last and not complete and found[-1] is None:
            self.events.add_last(len(self.rows), number + len(lines) - 1, lines[-1])

    def _add_odd(self, number: int, lines: list[bytes], odd: Sequence[int], complete: bool, last: bool) -> None:
        """Adds a block where some lines are not one whole row."""
        texts = [(at, without_colors(line)) for at, line in enumerate(lines)]
        broken = [at for at in odd if not self._whole(texts[at][1])]
        if broken and (parts := joined(lines, broken, self._count)):
            texts = parts
            if not last:
                self._hold(lines, texts)
        rows: list[Row] = []
        places: list[int] = []
        prefixes: list[bytes] = []
        others: list[tuple[int, bytes]] = []
        first = len(self.rows)
        for at, text in texts:
            before = len(rows)
            end = 0
            for start, row in self._pattern.rows(text) if self._pattern.head in text else ():
                rows.append(row)
                places.append(number + at)
                prefixes.append(text[max(end, start - PREFIX) : start])
                end = start
            if len(rows) == before:
                others.append((number + at, text))
            if self._torn(text, len(rows) - before):
                self.events.torn(first + len(rows), number + at, text)
        if rows:
            self._extend(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)), places, prefixes)
        self._add_others(others, places, first)
        if last and not complete and texts and len(rows) and places[-1] != number + texts[-1][0]:
            self.events.add_last(len(self.rows), number + texts[-1][0], texts[-1][1])

    def _whole(self, text: bytes) -> bool:
        """Whether each row in a text has all of its numbers."""
        rows = [row for _, row in self._pattern.rows(text)]
        return len(rows) == text.count(self._pattern.head) and all(row[-1] is not None for row in rows)

    def _count(self, text: bytes) -> int:
        if self._pattern.head not in text:
            return 0
        return sum(1 + (row[-1] is not None) for _, row in self._pattern.rows(text))

    def _torn(self, text: bytes, rows: int) -> bool:
        pattern = self._pattern
        return text.count(pattern.head) > rows and not (pattern.other and pattern.other in text)

    def _hold(self, lines: list[bytes], texts: list[tuple[int, bytes]]) -> None:
        """Keeps the last lines of a block that may continue in the next one."""
        for at in range(len(lines) - 1, max(len(lines) - _MOST_HELD, 0), -1):
            if begins(lines[at]):
                self._held = lines[at:]
                while texts and texts[-1][0] >= at:
                    texts.pop()
                return

    def _add_others(self, others: list[tuple[int, bytes]], places: Sequence[int], before: int) -> None:
        if others:
            self.events.add(others, lambda number: before + bisect(places, number))

    def _extend(self, columns: Columns, places: Sequence[int], prefixes: Sequence[bytes]) -> None:
        """Appends rows; ``prefixes`` are the beginnings of their lines."""
        rows, count = self.rows, len(places)
        rows.epoch.extend(_counts(columns.get("epoch"), count))
        rows.step.extend(_counts(columns.get("step"), count))
        rows.rate.extend(map(float, columns["rate"]))
        loss = _losses(columns.get("loss"), count)
        rows.loss.extend(math.nan if each is None else each for each in loss)
        rows.loss_printed.extend(each is not None for each in loss)
        rows.skipped.extend(array("q", bytes(8 * count)))
        rows.place.extend(places)
        prefixes = [text[:PREFIX] for text in prefixes]
        rows.time.extend(self._clock.seconds(prefixes))
        if b"<std" in b"".join(prefixes):
            ranks = (_RANK.search(text) for text in prefixes)
            rows.stream.extend(int(rank[1]) if rank else self._stream for rank in ranks)
        else:
            rows.stream.extend(array("h", [self._stream]) * count)
        for name, seen in self.planned.items():
            seen.update(text for text in columns.get(name, ()) if text is not None)
        self.events.last_row = prefixes[-1]


def _counts(texts: Sequence[Any] | None, count: int) -> array[int]:
    if texts is None:
        return array("q", [NO_STEP]) * count
    if None in texts:
        return array("q", [NO_STEP if text is None else int(text) for text in texts])
    return array("q", map(int, texts))


def _losses(texts: Sequence[Any] | None, count: int) -> list[float | None]:
    if texts is None:
        return [None] * count
    try:
        return list(map(float, texts))
    except (TypeError, ValueError):
        return [_loss(text) for text in texts]


def _loss(text: bytes | None) -> float | None:
    """The number of a loss; ``nanxxx`` is padded to a width, and what is no number is not printed."""
    if text is None:
        return None
    if padded := _PADDED_LOSS.match(text):
        return float(padded[1])
    try:
        return float(text)
    except ValueError:
        return None
