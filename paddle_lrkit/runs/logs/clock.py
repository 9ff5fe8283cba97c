"""The clock at the beginning of log lines."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime

PREFIX = 80
"""Bytes before the numbers of a line in which its clock is looked for."""

_CLOCK = re.compile(rb"((?:\d{4}[-/])?\d\d[-/]\d\d \d\d:\d\d):(\d\d(?:[,.]\d{1,6})?)")
_YEAR = b"2000-"
"""Stands for the year that a clock does not show; it has a February 29."""

_MOST_KEPT = 100_000


class Clock:
    """Turns the clocks of lines into seconds.

    Example:
        >>> Clock().seconds([b"[1970/01/02 00:00:01] ppocr INFO: ", b"epoch=1", b"W1 [01/02 00:00:02,5]"])
        [86401.0, nan, 946771202.5]
    """

    def __init__(self) -> None:
        self._minutes, self._seconds = _Minutes(), _Seconds()

    def seconds(self, lines: Sequence[bytes]) -> list[float]:
        """Seconds of the last clock in the first `PREFIX` bytes of each line, NaN where there is none.

        Lines of which the first and the last have no clock are taken to have none.
        """
        ends = [_CLOCK.search(lines[at], 0, PREFIX) for at in (0, -1)] if lines else []
        if not any(ends):
            return [math.nan] * len(lines)
        first = ends[0]
        if first is not None:
            (start, middle), (after, end) = first.span(1), first.span(2)
            minutes, seconds = self._minutes, self._seconds
            try:
                return [minutes[line[start:middle]] + seconds[line[after:end]] for line in lines]
            except ValueError:
                pass
        return [self._of_line(line) for line in lines]

    def _of_line(self, line: bytes) -> float:
        found = _CLOCK.findall(line, 0, PREFIX)
        try:
            return self._minutes[found[-1][0]] + self._seconds[found[-1][1]] if found else math.nan
        except ValueError:
            return math.nan


class _Minutes(dict[bytes, float]):
    """``2022/04/30 11:30`` or ``04/30 11:30`` -> seconds since 1970; ValueError for other texts."""

    def __missing__(self, text: bytes) -> float:
        full = text.replace(b"/", b"-")
        moment = datetime.strptime((full if len(full) > 12 else _YEAR + full).decode(), "%Y-%m-%d %H:%M")
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[text] = (moment - datetime(1970, 1, 1)).total_seconds()
        return self[text]


class _Seconds(dict[bytes, float]):
    """``30`` or ``30,125`` -> a number. ValueError for other texts."""

    def __missing__(self, text: bytes) -> float:
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[text] = float(text.replace(b",", b"."))
        return self[text]
