"""The compiled patterns of a text format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Any

from paddle_lrkit.suites.log_format import LogFormat, line_pattern

COLUMNS = ("epoch", "step", "steps", "epochs", "total", "rate", "loss")
_REACH = 2000
"""Bytes after the rate in which the loss is looked for."""

_ANSI = re.compile(rb"\x1b\[[0-9;]{0,20}[A-Za-z]")
Row = tuple[bytes | None, ...]
"""Texts of `COLUMNS`; None for what a line does not print."""


class RowPattern:
    """Finds the rows in lines of a format.

    Args:
        form: The format.
    """

    def __init__(self, form: LogFormat) -> None:
        self.form = form
        self.head, self.other = form.head.encode(), form.other.encode()
        self._bare = _compiled(line_pattern(form.pattern))
        self._loss = _compiled(line_pattern(form.loss)) if form.loss else None

    @cached_property
    def line(self) -> re.Pattern[bytes]:
        """Finds one complete row in a line, with its loss."""
        text = line_pattern(self.form.pattern)
        if self.form.loss:
            text += rf"[^\n]{{0,{_REACH}}}" + line_pattern(self.form.loss)
        return _compiled(text)

    def rows(self, text: bytes) -> Iterator[tuple[int, Row]]:
        """Start and texts of each row in a line, also where some of them are missing."""
        found = list(self._bare.finditer(text))
        for at, each in enumerate(found):
            groups = each.groupdict()
            if self._loss is not None:
                end = found[at + 1].start() if at + 1 < len(found) else len(text)
                losses = [loss["loss"] for loss in self._loss.finditer(text, each.end(), min(end, each.end() + _REACH))]
                groups["loss"] = losses[-1] if losses else None
            yield each.start(), tuple(groups.get(name) for name in COLUMNS)

    def count(self, text: bytes) -> int:
        """Rows in a text."""
        return sum(1 for _ in self._bare.finditer(text)) if self.head in text else 0

    def columns(self, found: Sequence[re.Match[bytes]]) -> dict[str, Sequence[Any]]:
        """The texts of rows that `line` found, as columns."""
        names = sorted(self.line.groupindex, key=self.line.groupindex.__getitem__)
        return dict(zip(names, zip(*[each.groups() for each in found], strict=True), strict=True))


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
