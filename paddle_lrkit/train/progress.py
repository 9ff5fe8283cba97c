"""The progress display on stderr: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.terminal import filter_streams, unfiltered
from paddle_lrkit.text import format_speed, format_time

_LINE_EVERY_S = 10.0


class Progress:
    """Shows the update, loss, learning rate, samples per second and remaining time.

    Args:
        total: Updates of the run.
        start: Updates that were made before.
        quiet: Whether to show nothing.
    """

    def __init__(self, total: int, start: int = 0, quiet: bool = False) -> None:
        self.total = total
        self.start = start
        self.quiet = quiet
        self._began = self._last_line = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        if not self.quiet and sys.stderr.isatty():
            self._bar, self._task = _bar(self.total, self.start)
            self._bar.start()
            filter_streams()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar:
            self._bar.stop()

    def update(self, done: int, row: Mapping[str, float]) -> None:
        """Shows the newest row of the log, after ``done`` updates."""
        facts = tr(
            "loss {:.4f}  lr {:.3g}  {} samples/s",
            row.get("train/loss", float("nan")),
            row["rate/applied"],
            format_speed(row.get("speed/samples_per_s", 0.0)),
        )
        if self._bar:
            self._bar.update(self._task, completed=done, facts=facts)
        elif time.monotonic() - self._last_line >= _LINE_EVERY_S:
            self._last_line = time.monotonic()
            self.print_line(tr("update {}/{}  {}  {} left", done, self.total, facts, self._time_left(done)))

    def print_line(self, text: str) -> None:
        """Prints a line that stays visible."""
        if self.quiet:
            return
        if self._bar:
            self._bar.console.print(printable(text, lines=True), highlight=False, markup=False)
        else:
            print(text, file=sys.stderr, flush=True)

    def _time_left(self, done: int) -> str:
        per_update = (time.monotonic() - self._began) / max(done - self.start, 1)
        return format_time(per_update * (self.total - done))


def _bar(total: int, start: int) -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    bar = RichProgress(
        TextColumn(tr("update")),
        MofNCompleteColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[facts]}"),
        TextColumn(tr("ETA")),
        TimeRemainingColumn(),
        console=Console(file=unfiltered(sys.stderr)),
        refresh_per_second=1,
    )
    return bar, bar.add_task("train", total=total, completed=start, facts="")
