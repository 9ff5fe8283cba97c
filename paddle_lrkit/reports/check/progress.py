"""The progress of a check that takes more than two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from paddle_lrkit.messages import tr
from paddle_lrkit.terminal import unfiltered
from paddle_lrkit.text import format_time

_AFTER_S, _EVERY_S = 2.0, 0.2


class CheckProgress:
    """A line on stderr, where that is a terminal: the files that are done, and the time that is left.

    Args:
        total: The number of files.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._began = time.monotonic()
        self._next = self._began + _AFTER_S
        self._width = 0

    def __call__(self, done: int) -> None:
        """Shows that so many files are done."""
        now = time.monotonic()
        if now >= self._next and sys.stderr.isatty():
            self._next = now + _EVERY_S
            left = format_time((now - self._began) / done * (self.total - done))
            self._write(tr("{:,} of {:,} files, {} left", done, self.total, left))

    def end(self) -> None:
        """Removes the line."""
        if self._width:
            self._write(f"{'':{self._width}}\r")

    def _write(self, text: str) -> None:
        stream = unfiltered(sys.stderr)
        stream.write(f"\r{text:{self._width}}")
        stream.flush()
        self._width = len(text)


@contextmanager
def check_progress(total: int) -> Iterator[CheckProgress]:
    """The progress of a check of so many files, whose line is removed at the end."""
    progress = CheckProgress(total)
    try:
        yield progress
    finally:
        progress.end()
