"""The clock at the beginning of log lines."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime

PREFIX = 64
"""Bytes of a line in which its clock is looked for."""

_CLOCK = re.compile(rb"((?:\d{4}[-/])?\d\d[-/]\d\d \d\d:\d\d):(\d\d)(?:[,.](\d{1,6}))?")
_YEAR = b"2000-"
"""Stands for the year that a clock does not show; it has a February 29."""


class Clock:
    """Turns clocks into seconds; lines of one minute share its calendar."""

    def __init__(self) -> None:
        self._minutes: dict[bytes, float] = {}

    def seconds(self, lines: Sequence[bytes]) -> list[float]:
        """Seconds of the clock of each line, NaN where there is none.

        Args:
            lines: At least the first `PREFIX` bytes of the lines.

        Example:
            >>> Clock().seconds([b"[1970/01/02 00:00:01] ppocr INFO: ", b"epoch=1"])
            [86401.0, nan]
        """
        found = _CLOCK.findall(b"\n".join(lines))
        if len(found) != len(lines):
            found = [clock.groups(b"") if (clock := _CLOCK.search(line)) else (b"", b"0", b"") for line in lines]
        if any(minute not in self._minutes for minute in {each[0] for each in found}):
            self._minutes = {minute: _minute(minute) for minute in {each[0] for each in found}}
        minutes = self._minutes
        if not any(each[2] for each in found[:1]):
            return [minutes[minute] + int(second) for minute, second, _ in found]
        return [minutes[minute] + float(b"%s.%s" % (second, part or b"0")) for minute, second, part in found]


def _minute(text: bytes) -> float:
    """Seconds since 1970 of ``2022/04/30 11:30`` or ``04/30 11:30``."""
    full = text.replace(b"/", b"-")
    try:
        moment = datetime.strptime((full if len(full) > 12 else _YEAR + full).decode(), "%Y-%m-%d %H:%M")
    except ValueError:
        return math.nan
    return (moment - datetime(1970, 1, 1)).total_seconds()
