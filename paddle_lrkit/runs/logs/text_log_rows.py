"""Collects the rows and the events of a text log, block by block."""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paddle_lrkit.runs.logs.clock import PREFIX, Clock
from paddle_lrkit.runs.logs.row_pattern import COLUMNS, PLANNED, Row, row_pattern, without_colors
from paddle_lrkit.runs.logs.text_events import TextEvents
from paddle_lrkit.runs.logs.training_log import NO_STEP, LogRows
from paddle_lrkit.runs.logs.wrapped_lines import begins, joined
from paddle_lrkit.suites.log_format import LogFormat

_MOST_HELD = 40
"""Lines of a block that may belong to a row of the next one."""

_RANK = re.compile(rb"\d{1,6},(\d{1,4})\]<std(?:out|err)>:")
_NUMBERS = re.compile(rb"[-+]?\d[\d.]*(?:[eE][-+]?\d+)?|nanx*|infx*")
_PADDED = re.compile(rb"([-+]?(?:nan|inf))x*\Z", re.IGNORECASE)

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
        self.planned: dict[str, Counter[bytes]] = {name: Counter() for name in PLANNED}
        self._pattern = row_pattern(form)
        self._stream = stream
        self._clock = Clock()
        self._held = b""
        self._last_row = b""
        self._wrapped = False

    def add(self, number: int, text: bytes, last: bool) -> None:
        """Adds a block.

        Args:
            number: 1-based number of its first line.
            text: Its lines.
            last: Whether no block follows.
        """
        if self._held:
            number -= self._held.count(b"\n")
            text, self._held = self._held + text, b""
        count = text.count(b"\n")
        alike = text.count(self._pattern.head) == count and text.endswith(b"\n")
        if alike and self._add_lines(text, range(number, number + count)):
            return
        lines = text.split(b"\n")
        unended = lines.pop()
        head = self._pattern.head
        mine = [at for at, line in enumerate(lines) if head in line]
        before = len(self.rows)
        whole = b"\n".join([*(lines[at] for at in mine), b""])
        places = [number + at for at in mine]
        maybe_wrapped = not mine and (self._wrapped or not before)
        if maybe_wrapped or unended or whole.count(head) != len(mine) or not self._add_lines(whole, places):
            self._add_odd(number, [*lines, unended] if unended else lines, bool(unended), last)
        else:
            others = [(number + at, line) for at, line in enumerate(lines) if head not in line]
            self._add_others(others, places, before)

    def _add_lines(self, text: bytes, places: Sequence[int]) -> bool:
        """Adds lines that are a row each; adds none if one of them is something else."""
        found = self._pattern.lines(text)
        if len(found) != len(places):
            return False
        if not found:
            return True
        columns = self._pattern.columns(found)
        try:
            rate = array("d", map(float, columns["rate"]))
        except ValueError:
            return False
        _, first = next(self._pattern.rows(text[: text.index(b"\n")]))
        self._extend(columns, rate, places, [first])
        lines = text.split(b"\n")[:-1]
        self.rows.time.extend(self._clock.seconds(lines))
        if b"<std" in text:
            self._add_streams([line[:PREFIX] for line in lines])
        else:
            self.rows.stream.extend(array("h", [self._stream]) * len(places))
        self._last_row = without_colors(lines[-1])
        return True

    def _add_odd(self, number: int, lines: list[bytes], unended: bool, last: bool) -> None:
        """Adds a block in which some lines are not one whole row."""
        texts = [(at, part) for at, line in enumerate(lines) for part in without_colors(line).split(b"\r") if part]
        broken = [at for at, text in texts if not self._whole(text)]
        if not any(self._pattern.count(text) for _, text in texts):
            broken = list(range(len(texts)))
        if broken and (parts := joined(lines, broken, self._numbers)):
            texts, self._wrapped = parts, True
            if not last:
                self._hold(lines, texts)
        cut = texts.pop() if last and unended and texts and self._breaks_off(texts) else None
        rows: list[Row] = []
        places: list[int] = []
        prefixes: list[bytes] = []
        others: list[tuple[int, bytes]] = []
        before = len(self.rows)
        for at, text in texts:
            found = list(self._pattern.rows(text))
            end = 0
            for start, row in found:
                rows.append(row)
                places.append(number + at)
                prefixes.append(text[max(end, start - PREFIX) : start])
                end = start
            if len(found) > 1 and (rank := _RANK.search(prefixes[-len(found)])):
                prefixes[1 - len(found) :] = [rank[0] + prefix for prefix in prefixes[1 - len(found) :]]
            if not found:
                others.append((number + at, text))
            if self._torn(text, len(found)):
                self.events.torn(before + len(rows), number + at, text)
        if rows:
            columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
            rate = array("d", map(float, columns["rate"]))  # type: ignore[arg-type]
            self._extend(columns, rate, places, rows)
            self.rows.time.extend(self._clock.seconds(prefixes))
            self._add_streams(prefixes)
            self._last_row = next(text for at, text in reversed(texts) if number + at == places[-1])
        self._add_others(others, places, before)
        if cut is not None:
            self.events.torn(len(self.rows), number + cut[0], cut[1])

    def _breaks_off(self, texts: Sequence[tuple[int, bytes]]) -> bool:
        """Whether the last of some lines is the beginning of a row, as the row before shows."""
        rows = (text for _, text in reversed(texts[:-1]) if self._pattern.count(text))
        row = _shape(next(rows, self._last_row))
        last = _shape(texts[-1][1])
        return b"" != last != row and row.startswith(last)

    def _whole(self, text: bytes) -> bool:
        """Whether a line has no row that lacks a number."""
        rows = [row for _, row in self._pattern.rows(text)]
        return len(rows) == text.count(self._pattern.head) and all(row.get("loss") is not None for row in rows)

    def _numbers(self, text: bytes) -> int:
        """Rates and losses in a text."""
        return sum(1 + (row.get("loss") is not None) for _, row in self._pattern.rows(text))

    def _torn(self, text: bytes, rows: int) -> bool:
        pattern = self._pattern
        return text.count(pattern.head) > rows and not (pattern.other and pattern.other in text)

    def _hold(self, lines: list[bytes], texts: list[tuple[int, bytes]]) -> None:
        """Keeps the last lines of a block that may continue in the next one."""
        for at in range(len(lines) - 1, max(len(lines) - _MOST_HELD, 0), -1):
            if begins(lines[at]):
                self._held = b"\n".join([*lines[at:], b""])
                while texts and texts[-1][0] >= at:
                    texts.pop()
                return

    def _add_others(self, others: list[tuple[int, bytes]], places: Sequence[int], before: int) -> None:
        if others:
            self.events.add(others, lambda number: before + bisect_left(places, number))

    def _extend(self, columns: Columns, rate: array[float], places: Sequence[int], samples: Sequence[Row]) -> None:
        """Appends rows, without time and stream; ``samples`` have the planned numbers."""
        rows, count = self.rows, len(places)
        rows.rate.extend(rate)
        rows.epoch.extend(_counts(columns.get("epoch"), count))
        rows.step.extend(_counts(columns.get("step"), count))
        loss, printed = _losses(columns.get("loss"), count)
        rows.loss.extend(loss)
        rows.loss_printed.extend(printed)
        rows.skipped.extend(array("q", bytes(8 * count)))
        rows.place.extend(places)
        for name, seen in self.planned.items():
            for text in (row.get(name) for row in samples):
                if text is not None:
                    seen[text] += 1

    def _add_streams(self, prefixes: Sequence[bytes]) -> None:
        ranks = (_RANK.findall(text) for text in prefixes)
        self.rows.stream.extend(int(rank[-1]) if rank else self._stream for rank in ranks)


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


def _shape(line: bytes) -> bytes:
    """A line without blanks and with every number as 0."""
    return b"".join(_NUMBERS.sub(b"0", line).split())


def _loss(text: bytes | None) -> float | None:
    """The number of a loss; ``nanxxx`` is padded to a width, and what is no number is not printed."""
    if not text:
        return None
    if padded := _PADDED.match(text):
        return float(padded[1])
    try:
        return float(text)
    except ValueError:
        return None
