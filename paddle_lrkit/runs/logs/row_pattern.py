"""The compiled patterns of a text format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Any

from paddle_lrkit.suites.log_format import LogFormat, line_pattern

COLUMNS = ("epoch", "step", "rate", "loss")
PLANNED = ("steps", "epochs", "total")
_REACH = 2000
"""Bytes after the rate in which the loss is looked for."""

_ANSI = re.compile(rb"\x1b\[[0-9;]{0,20}[A-Za-z]")
_QUICK_RATE = "(?P<rate>[-+.0-9eEnaif]{1,40})"
"""What may be a rate; it is one if ``float`` takes it."""

Row = dict[str, bytes | None]
"""Texts of `COLUMNS`, `PLANNED` and ``progress``; None for what a line does not print."""


class RowPattern:
    """Finds the rows in lines of a format.

    Args:
        form: The format.
    """

    def __init__(self, form: LogFormat) -> None:
        self.form = form
        self.head, self.other = form.head.encode(), form.other.encode()
        self._row = _compiled(line_pattern(form.pattern))
        self._loss = _compiled(line_pattern(form.loss)) if form.loss else None
        self._progress = _compiled(form.progress) if form.progress else None

    @cached_property
    def _line(self) -> re.Pattern[bytes]:
        """The rest of a line from its row on, without the groups that are the same in each row."""
        text = line_pattern(self.form.pattern).replace(line_pattern("<rate>"), _QUICK_RATE)
        for name in PLANNED:
            text = text.replace(f"(?P<{name}>", "(?:")
        return _compiled(text + r"[^\n]*\n")

    def columns(self, text: bytes, count: int) -> dict[str, Sequence[Any]] | None:
        """The texts of all rows as columns, if a text is ``count`` lines with one complete row each."""
        found = self._line.findall(text)
        if len(found) != count:
            return None
        names = sorted(self._line.groupindex, key=self._line.groupindex.__getitem__)
        columns: dict[str, Sequence[Any]] = dict(zip(names, zip(*found, strict=True), strict=True))
        if self._loss is not None:
            columns["loss"] = self._loss.findall(text)
            if len(columns["loss"]) != count:
                return None
        return columns

    def rows(self, text: bytes) -> Iterator[tuple[int, Row]]:
        """Start and texts of each row in a line, also where some of them are missing."""
        if self.head not in text:
            return
        found = list(self._row.finditer(text))
        for at, each in enumerate(found):
            row: Row = each.groupdict()
            end = min(found[at + 1].start() if at + 1 < len(found) else len(text), each.end() + _REACH)
            if self._progress is not None:
                progress = self._progress.search(text, each.end(), end)
                row["progress"] = progress[1] if progress else None
            if self._loss is not None:
                loss = self._loss.search(text, each.end(), end)
                row["loss"] = loss["loss"] if loss else None
            yield each.start(), row

    def count(self, text: bytes) -> int:
        """Rows in a text."""
        return sum(1 for _ in self._row.finditer(text)) if self.head in text else 0


def without_colors(text: bytes) -> bytes:
    """A text without the escape sequences for colors.

    Example:
        >>> without_colors(b"\\x1b[32mlr: 0.1\\x1b[0m, ")
        b'lr: 0.1, '
    """
    return _ANSI.sub(b"", text) if b"\x1b" in text else text


@cache
def row_pattern(form: LogFormat) -> RowPattern:
    """The patterns of a format."""
    return RowPattern(form)


@cache
def _compiled(text: str) -> re.Pattern[bytes]:
    return re.compile(text.encode())
