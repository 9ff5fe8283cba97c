"""What the lines between the rows of a text log say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from paddle_lrkit.runs.logs.dumped_config import MOST_LINES, dumped_config
from paddle_lrkit.runs.logs.row_pattern import without_colors
from paddle_lrkit.runs.logs.training_log import EventKind, LogEvent
from paddle_lrkit.suites.log_format import LogFormat, line_pattern

_SHORT = 120


class TextEvents:
    """The events of a text log, in its order.

    Args:
        form: Its format.
    """

    def __init__(self, form: LogFormat) -> None:
        self.form = form
        self.events: list[LogEvent] = []
        self.planned: dict[str, Counter[bytes]] = {}
        self._opening: list[tuple[int, bytes]] = []
        kinds: tuple[tuple[EventKind, str], ...] = (("resume", form.resumed), ("skip", form.skipped))
        self._kinds = [(kind, re.compile(text.encode(), re.MULTILINE)) for kind, text in kinds if text]
        self._planned = re.compile(line_pattern(form.planned).encode()) if form.planned else None

    def add(self, lines: Sequence[tuple[int, bytes]], row: Callable[[int], int]) -> None:
        """Adds the events in some lines.

        Args:
            lines: Number and text of each.
            row: Rows before the line of a number.
        """
        text = without_colors(b"\n".join(line for _, line in lines))
        kinds = [(kind, sign) for kind, sign in self._kinds if sign.search(text)]
        if self._planned is not None:
            for found in self._planned.finditer(text):
                for name, value in found.groupdict().items():
                    if value is not None:
                        self.planned.setdefault(name, Counter())[value] += 1
        if len(self._opening) < MOST_LINES and row(lines[0][0]) == 0:
            self._opening += [line for line in lines[:MOST_LINES] if row(line[0]) == 0]
        for number, line in lines if kinds else ():
            plain = without_colors(line)
            for kind, sign in kinds:
                for found in sign.finditer(plain):
                    value = float(found[found.lastindex]) if found.lastindex else None
                    self.events.append(LogEvent(kind, row(number), number, value, _short(plain)))

    def add_config(self) -> str | None:
        """Adds the config that is printed before the first row, and returns its YAML."""
        found = dumped_config([line for _, line in self._opening])
        if found is None:
            return None
        number, line = self._opening[found[0]]
        self.events.insert(0, LogEvent("config", 0, number, None, _short(line)))
        return found[1]

    def torn(self, row: int, number: int, line: bytes) -> None:
        """Adds a line that breaks off."""
        self.events.append(LogEvent("torn", row, number, None, _short(line)))


def _short(line: bytes) -> str:
    return line.strip()[:_SHORT].decode("utf-8", "replace")
