"""The curve of an advice in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace

from paddle_lrkit.advise import Advice
from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.terminal import can_show_braille, draw_terminal
from paddle_lrkit.plot.words import LANGUAGES
from paddle_lrkit.text import format_rate

ROWS = 16
MOST_COLUMNS = 100


def chart(advice: Advice, language: str) -> str:
    """The chart; over per cent of the run where nobody knows the updates of an epoch."""
    if advice.fitted is None:
        return ""
    words, schedule = LANGUAGES[language], advice.fitted.schedule
    label = advice.schedule or ""
    if not advice.fitted.nominal:
        figure = Figure([Series(label, schedule)], words=words, title=label)
    else:
        notes = (words.peak.format(format_rate(schedule.peak_lr)), words.last.format(format_rate(advice.min_lr or 0.0)))
        unmarked = replace(schedule, warmup_updates=0)
        figure = Figure([Series(label, unmarked, notes=notes)], "percent", words=words, title=label)
    columns = min(shutil.get_terminal_size().columns, MOST_COLUMNS)
    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return draw_terminal(figure, columns, ROWS, ascii_only=not can_show_braille(sys.stdout.encoding), color=color)
