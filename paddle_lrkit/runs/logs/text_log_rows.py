"""Collects the rows and the events of a text log, block by block."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from paddle_lrkit.runs.logs.clock import PREFIX
from paddle_lrkit.runs.logs.row_columns import RowColumns, inherited_rank
from paddle_lrkit.runs.logs.row_pattern import Row, row_pattern, without_colors
from paddle_lrkit.runs.logs.text_events import TextEvents
from paddle_lrkit.runs.logs.wrapped_lines import broken_width, joined
from paddle_lrkit.suites.log_format import LogFormat

_MOST_HELD = 8192
"""Bytes that are kept of a part of a line because they may belong to a row of the next one."""

_NUMBERS = re.compile(rb"[-+]?\d[\d.]*(?:[eE][-+]?\d+)?|nanx*|infx*")

Lines = list[tuple[int, bytes]]
"""Numbers and texts of lines; a line that was broken has the number of its first part."""


class TextLogRows:
    """The rows and the events of a text log.

    Most lines of a log are rows and look alike: a block is read with one search if each of its lines that has the head
    of a row is exactly one. Only other blocks are looked at line by line.

    Args:
        form: Its format.
        stream: Which process wrote it, where no prefix says.
    """

    def __init__(self, form: LogFormat, stream: int) -> None:
        self.columns = RowColumns(stream)
        self.events = TextEvents(form)
        self._pattern = row_pattern(form)
        self._width = 0
        self._held = b""
        self._last_row = b""

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
        ended = text.endswith(b"\n")
        if not ended and not last:
            cut = max(text.rfind(self._pattern.head) - PREFIX, len(text) - _MOST_HELD, 0)
            text, self._held = text[:cut], text[cut:]
        texts = text.removesuffix(b"\n").split(b"\n")
        if self._width:
            lines = self._joined(number, texts, last or not ended)
        elif self._add_block(text, range(number, number + len(texts)), texts):
            return
        else:
            lines = list(enumerate(texts, number))
        head, before = self._pattern.head, len(self.columns)
        mine = [line for line in lines if head in line[1]]
        block = b"\n".join([*(line for _, line in mine), b""])
        unsure = not mine and not before and len(texts) > 1
        if not ended or unsure or not self._add_block(block, [at for at, _ in mine], [line for _, line in mine]):
            self._add_odd(number, texts, lines, ended, last)
        else:
            self._add_others([line for line in lines if head not in line[1]], [at for at, _ in mine], before)

    def _add_block(self, text: bytes, places: Sequence[int], lines: Sequence[bytes]) -> bool:
        """Adds lines that are exactly one row each; adds none if one of them is something else."""
        if text.count(self._pattern.head) != len(lines):
            return False
        if not lines:
            return True
        columns = self._pattern.columns(text, len(lines))
        ends = [row for line in (lines[0], lines[-1]) for _, row in self._pattern.rows(line)]
        if columns is None or [columns["loss"][0], columns["loss"][-1]] != [row["loss"] for row in ends]:
            return False
        self._last_row = lines[-1]
        return self.columns.add_lines(columns, ends, places, lines)

    def _add_odd(self, number: int, texts: list[bytes], lines: Lines, ended: bool, last: bool) -> None:
        """Adds a block in which some lines are not one whole row."""
        lines = _parts(lines)
        broken = [at - number for at, line in lines if not self._whole(line)]
        if not any(self._pattern.count(line) for _, line in lines):
            broken = list(range(len(texts)))
        if broken and (width := broken_width(texts, broken, self._numbers)):
            self._width = width
            lines = _parts(self._joined(number, texts, last or not ended))
        cut = lines.pop() if last and not ended and lines and self._breaks_off(lines) else None
        rows: list[Row] = []
        places: list[int] = []
        prefixes: list[bytes] = []
        others: Lines = []
        before = len(self.columns)
        for at, line in lines:
            found = list(self._pattern.rows(line))
            ends = [0, *(start for start, _ in found)]
            own = [line[max(end, start - PREFIX) : start] for end, (start, _) in zip(ends, found, strict=False)]
            prefixes += inherited_rank(own)
            rows += [row for _, row in found]
            places += [at] * len(found)
            if found:
                self._last_row = line
            else:
                others.append((at, line))
            if line.count(self._pattern.head) > len(found) and not self._is_other(line):
                self.events.torn(before + len(rows), at, line)
        if rows:
            self.columns.add_rows(rows, places, prefixes)
        self._add_others(others, places, before)
        if cut is not None:
            self.events.torn(len(self.columns), *cut)

    def _joined(self, number: int, texts: list[bytes], last: bool) -> Lines:
        """The lines as they were before they were broken, without the last one if it may continue in the next block."""
        lines = joined(texts, self._width)
        if not last:
            self._held = b"\n".join([*texts[lines.pop()[0] :], b""])
        return [(number + at, line) for at, line in lines]

    def _breaks_off(self, lines: Lines) -> bool:
        """Whether the last of some lines is the beginning of a row, as the row before shows."""
        if self._pattern.count(lines[-1][1]) > 1:
            return False
        rows = (line for _, line in reversed(lines[:-1]) if self._pattern.count(line))
        row = _shape(next(rows, self._last_row))
        last = _shape(lines[-1][1])
        return b"" != last != row and row.startswith(last)

    def _whole(self, line: bytes) -> bool:
        """Whether a line has no row that lacks a number."""
        rows = [row for _, row in self._pattern.rows(line)]
        return len(rows) == line.count(self._pattern.head) and all(row.get("loss") is not None for row in rows)

    def _numbers(self, line: bytes) -> int:
        """Rates and losses in a line."""
        return sum(1 + (row.get("loss") is not None) for _, row in self._pattern.rows(line))

    def _is_other(self, line: bytes) -> bool:
        return bool(self._pattern.other) and self._pattern.other in line

    def _add_others(self, others: Lines, places: Sequence[int], before: int) -> None:
        if others:
            self.events.add(others, lambda number: before + bisect_left(places, number))


def _parts(lines: Lines) -> Lines:
    """Lines without colors, parted at carriage returns."""
    return [(at, part) for at, line in lines for part in without_colors(line).split(b"\r") if part]


def _shape(line: bytes) -> bytes:
    """A line without blanks and colors, with every number as 0."""
    return b"".join(_NUMBERS.sub(b"0", without_colors(line)).split())
