"""A file that reports how much of it has been read."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BufferedReader, FileIO
from typing import Any

ReadReport = Callable[[float], None]
"""Called with the share of a file that has been read."""


class ReportedFile(FileIO):
    """A file, opened for reading bytes, that reports each read.

    Args:
        path: The file.
        report: Where the share that has been read goes.
    """

    def __init__(self, path: str, report: ReadReport) -> None:
        super().__init__(path, "rb")
        self._size, self._report = max(os.fstat(self.fileno()).st_size, 1), report

    def readinto(self, buffer: Any) -> int | None:
        """Reads into a buffer and returns the number of bytes."""
        count = super().readinto(buffer)
        self._report(min(self.tell() / self._size, 1.0) if self.seekable() else 0.0)
        return count


def open_reported(path: str, report: ReadReport | None) -> BufferedReader:
    """Opens a file for reading bytes.

    Args:
        path: The file.
        report: Where the share that has been read goes; None to report nothing.
    """
    return open(path, "rb") if report is None else BufferedReader(ReportedFile(path, report))
