"""A file before and after its edits."""

from __future__ import annotations

import difflib
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.errors import UsageError, os_reason
from paddle_lrkit.messages import tr

_NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True)
class FileChange:
    """A file with its edits.

    Args:
        path: The file.
        before: Its text.
        after: The text with the edits.
        edits: The edits that were made.
    """

    path: str
    before: str
    after: str
    edits: tuple[Edit, ...]

    @property
    def diff(self) -> str:
        """A unified diff."""
        before, after = (_lines(text) for text in (self.before, self.after))
        lines = difflib.unified_diff(before, after, self.path, self.path)
        return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}\n" for line in lines)


def write_change(change: FileChange) -> None:
    """Replaces the file in one step.

    Raises:
        UsageError: The file cannot be written.
    """
    target = os.path.realpath(change.path)
    try:
        status = os.stat(target)
        if not status.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):
            raise UsageError(tr("{}: cannot be written: the file is read-only", change.path))
        handle, name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".lrkit-")
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(change.after)
        with suppress(PermissionError):
            os.chown(name, status.st_uid, status.st_gid)
        os.chmod(name, status.st_mode)
        os.replace(name, target)
    except OSError as error:
        raise UsageError(tr("{}: cannot be written: {}", change.path, os_reason(error))) from None


def _lines(text: str) -> list[str]:
    """The lines of a text as editors count them, with their ends."""
    parts = text.split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *filter(None, parts[-1:])]
