"""Reads CSV of one's own."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.logs.columns import Columns, find_columns, rate_names
from paddle_lrkit.runs.logs.columns_by_content import columns_by_content
from paddle_lrkit.runs.logs.own_formats import CSV
from paddle_lrkit.runs.logs.table import Table
from paddle_lrkit.runs.logs.text_lines import text_lines
from paddle_lrkit.runs.logs.training_log import TrainingLog

_DELIMITERS = "\t;,|"
_SAMPLE, _FIRST = 200, 20
_MOST_COLUMNS = 10_000


def is_csv(head: bytes) -> bool:
    """Whether the first lines of a file are a table: names or numbers, the same number in each line.

    Example:
        >>> is_csv(b"step,lr\\n0,0.1\\n20,0.1\\n"), is_csv(b"step 20, lr: 0.1, loss: 3\\n")
        (True, False)
    """
    lines = _text_lines(head.split(b"\n"))[:_FIRST]
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    sign = _delimiter(lines)
    if sign is None:
        return False
    rows = [[cell.strip() for cell in _split(line, sign)] for line in lines]
    if any(re.search(r"[:=] ?[-\d]", cell) for cell in rows[0]):
        return False
    rows = rows[:-1] if 2 < len(rows) < _FIRST else rows
    if len(rows) == 1:
        return bool(rate_names(rows[0]))
    width = len(rows[0])
    fit = [
        row for row in rows[1:] if len(row) == width and sum(_is_number(cell, sign) for cell in row) >= min(2, width)
    ]
    return 5 * len(fit) >= 4 * (len(rows) - 1)


def read_csv(stream: BinaryIO, source: str, given: Mapping[str, str]) -> TrainingLog:
    """Reads a table with one row a line; ``,`` ``;`` tab or ``|`` between the columns, with or without their names.

    Args:
        stream: Opened for reading bytes.
        source: Name of the file.
        given: Columns that the user names, see `find_columns`.

    Raises:
        UsageError: The file has no rows, or the columns cannot be found.
    """
    reader: _CsvRows | None = None
    for number, raw, complete in text_lines(stream):
        lines = _text_lines(raw)
        skipped = 0
        if reader is None:
            start = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
            if start is None:
                continue
            if start and _are_names(lines[start - 1], lines[start]):
                start -= 1
                lines[start] = lines[start].lstrip("# ")
            reader, skipped = _open(lines[start:], source, given, start)
        reader.add(number + skipped, lines[skipped:], complete)
    if reader is None:
        raise UsageError(tr("{}: the file is empty", source))
    return reader.table.log()


class _CsvRows:
    """The lines of a table whose columns are known."""

    def __init__(self, table: Table, names: list[str], sign: str, header: str) -> None:
        self.table, self.names, self.sign, self.header = table, names, sign, header
        self.places = {name: names.index(name) for name in table.columns.used}
        self.rate_is_last = self.places[table.columns.rate] == len(names) - 1

    def add(self, first: int, lines: list[str], complete: bool) -> None:
        """Adds the rows of a block; the last one counts only as far as its numbers have an end."""
        self._add(first, lines if complete else lines[:-1])
        if lines and not complete:
            self._add_torn(first + len(lines) - 1, lines[-1])

    def _add(self, first: int, lines: list[str]) -> None:
        rows = [self._cells(line) if self.sign == ";" else line.split(self.sign) for line in lines]
        width = len(self.names)
        again = self.header and (self.header in lines or self.header + "\r" in lines)
        if not again and all(len(row) == width for row in rows):
            values = {name: [row[place] for row in rows] for name, place in self.places.items()}
            if self.table.add_block(range(first, first + len(rows)), values):
                return
        for number, line in enumerate(lines, start=first):
            self._add_line(number, line)

    def _cells(self, line: str) -> list[str]:
        """The cells of a row, with decimal points."""
        return _split(line.replace(",", ".") if self.sign == ";" else line, self.sign)

    def _add_line(self, number: int, line: str) -> None:
        if not line.strip() or line.startswith("#"):
            return
        if line.strip() == self.header:
            self.table.resumed(number, "the names of the columns again")
            return
        cells = self._cells(line)
        if len(cells) < len(self.names):
            self.table.torn(number, line)
            return
        self.table.add_row(number, {name: cells[place] for name, place in self.places.items()})

    def _add_torn(self, number: int, line: str) -> None:
        """A last line without an end, whose last cell may have been cut."""
        if self.rate_is_last or len(self._cells(line)) < len(self.names):
            self.table.torn(number, line)
        else:
            self._add_line(number, line)


def _open(lines: list[str], source: str, given: Mapping[str, str], start: int) -> tuple[_CsvRows, int]:
    """The reader for a file that begins with these lines, and the number of lines before its first row."""
    sign = _delimiter([line for line in lines[:_SAMPLE] if line.strip()])
    if sign is None:
        raise UsageError(tr("{}: not a table: its lines have no columns between commas, semicolons or tabs", source))
    first = _split(lines[0], sign)
    if len(first) > _MOST_COLUMNS:
        raise UsageError(tr("{}: the first line has {} columns; the most are {}", source, len(first), _MOST_COLUMNS))
    columns: Columns
    if any(_is_name(cell, sign) for cell in first):
        names, header, before = [cell.strip() for cell in first], lines[0].strip(), start + 1
        some = [dict(zip(names, _split(line, sign), strict=False)) for line in lines[1:_SAMPLE]]
        columns = find_columns(names, given, source, some)
    else:
        names, header, before = [str(place) for place in range(1, len(first) + 1)], "", start
        rows = [row for line in lines[:_SAMPLE] if len(row := _split(line, sign)) == len(names)]
        columns = columns_by_content(names, rows, given, source)
    return _CsvRows(Table(source, CSV, columns), names, sign, header), before


def _are_names(above: str, first: str) -> bool:
    """Whether a line above the first row holds the names behind a ``#``, as NumPy writes them."""
    signs = [sign for sign in _DELIMITERS if 0 < above.count(sign) == first.count(sign)]
    return above.startswith("#") and any(
        all(_is_number(cell, sign) for cell in first.split(sign)) and rate_names(above.split(sign)) for sign in signs
    )


def _text_lines(lines: Iterable[bytes]) -> list[str]:
    """Lines as text, without a byte order mark."""
    return b"\n".join(lines).decode("utf-8-sig", "replace").split("\n")


def _delimiter(lines: Sequence[str]) -> str | None:
    """What separates the columns: the sign that each line has, as often as the first."""
    counts = {sign: {line.count(sign) for line in lines[:-1] or lines} for sign in _DELIMITERS}
    even = [sign for sign, found in counts.items() if len(found) == 1 and 0 not in found]
    often = [sign for sign in _DELIMITERS if lines and sign in lines[0]]
    return next(iter(even or often), None)


def _split(line: str, sign: str) -> list[str]:
    if '"' in line:
        with contextlib.suppress(csv.Error, StopIteration):
            return next(csv.reader([line.replace("\0", "")], delimiter=sign))
    return line.split(sign)


def _is_number(cell: Any, sign: str) -> bool:
    try:
        float(cell.replace(",", ".") if sign == ";" else cell)
    except ValueError:
        return False
    return True


def _is_name(cell: str, sign: str) -> bool:
    return bool(cell.strip()) and not _is_number(cell, sign)
