"""A log that grows: what has been added since the last look, without reading the rest again."""

from __future__ import annotations

import os
from typing import Literal

from paddle_lrkit.runs.logs.trainer_state import is_trainer_state

Look = Literal["missing", "same", "grown", "new"]
"""``missing``: no such file, or an empty one. ``grown``: lines were added. ``new``: any other content."""

OVERLAP = 1 << 14
"""Bytes before the added lines that are read again, so that a broken line has its beginning."""
MOST_ADDED = 1 << 26
"""If more was added between two looks, the file is read as a whole."""
_HEAD = 1 << 16


class FollowedFile:
    """A file that another program writes.

    Args:
        path: The file; it need not exist yet.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._file = -1
        self._size = 0
        self._changed = 0
        self._read = 0
        self._head = b""

    def look(self) -> Look:
        """What happened since the last look."""
        try:
            state = os.stat(self.path)
        except OSError:
            return "missing"
        if state.st_size == 0:
            return "missing"
        if state.st_ino == self._file and state.st_size == self._size and state.st_mtime_ns == self._changed:
            return "same"
        grown = state.st_ino == self._file and state.st_size > self._size and self._begins_the_same()
        self._file, self._size, self._changed = state.st_ino, state.st_size, state.st_mtime_ns
        if grown and self.has_lines and self._size - self._read <= MOST_ADDED:
            return "grown"
        self._head, self._read = self._part(0, min(_HEAD, self._size)), self._size
        return "new"

    @property
    def has_lines(self) -> bool:
        """Whether lines are added at its end; record files, JSON documents and UTF-16 are read as a whole."""
        return b"\0" not in self._head and not is_trainer_state(self._head)

    def added(self, with_head: bool) -> bytes:
        """The whole lines that were added, and a few before them; empty if none has ended yet.

        Args:
            with_head: Begin with the first line of the file, which names the columns of a table.
        """
        start = max(self._read - OVERLAP, 0)
        text = self._part(start, self._size - start)
        end = text.rfind(b"\n") + 1
        if start + end <= self._read:
            return b""
        begin = text.find(b"\n") + 1 if start else 0
        self._read = start + end
        head = self._head[: self._head.find(b"\n") + 1] if with_head and start else b""
        return head + text[begin:end]

    def _begins_the_same(self) -> bool:
        return self._part(0, len(self._head)) == self._head

    def _part(self, start: int, length: int) -> bytes:
        """Bytes of the file; fewer where it has become shorter."""
        try:
            with open(self.path, "rb") as stream:
                stream.seek(start)
                return stream.read(length)
        except OSError:
            return b""
