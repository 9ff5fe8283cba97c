"""``--fix``: the edits of findings, made in the files."""

from __future__ import annotations

import difflib
import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.replace import edited
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.finding import Finding

_ENDINGS = (".yml", ".yaml")
_ANY_VALUE = "number-as-string"
_NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True)
class Fixed:
    """A file with its edits.

    Args:
        path: The file.
        before: Its text.
        after: The text with the edits.
        edits: Those that were made.
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


def fixes(findings: Iterable[Finding], files: ConfigFiles | None = None) -> list[Fixed]:
    """What the certain fixes of the findings would change; nothing is written.

    A number that is text is left to the rule that changes its value, where there is one.

    Args:
        findings: Of any files.
        files: The files that the command has read so far.
    """
    files = files or ConfigFiles()
    by_file: dict[str, list[Edit]] = {}
    names: dict[str, str] = {}
    for finding in sorted(findings, key=lambda finding: finding.rule == _ANY_VALUE):
        if finding.path.lower().endswith(_ENDINGS) and finding.edits:
            name = names.setdefault(os.path.realpath(finding.path), finding.path)
            edits = by_file.setdefault(name, [])
            edits += [edit for edit in finding.edits if not any(_overlap(edit, other) for other in edits)]
    result = []
    for path, edits in by_file.items():
        before = files.content(path).decode()
        after, made = edited(before, edits, path)
        if made:
            result.append(Fixed(path, before, after, tuple(made)))
    return result


def write(fixed: Fixed) -> None:
    """Replaces the file in one step.

    Raises:
        UsageError: It cannot be written.
    """
    target = os.path.realpath(fixed.path)
    try:
        status = os.stat(target)
        if not status.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):
            raise UsageError(f"{fixed.path}: cannot be written: the file is read-only")
        handle, name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".lrkit-")
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(fixed.after)
        with suppress(PermissionError):
            os.chown(name, status.st_uid, status.st_gid)
        os.chmod(name, status.st_mode)
        os.replace(name, target)
    except OSError as error:
        raise UsageError(f"{fixed.path}: cannot be written: {error.strerror}") from None


def _lines(text: str) -> list[str]:
    """The lines of a text as editors count them, with their ends."""
    parts = text.split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *filter(None, parts[-1:])]


def _overlap(edit: Edit, other: Edit) -> bool:
    """Whether one edit changes what the other one is about; the first of the two is made."""
    length = min(len(edit.path), len(other.path))
    return edit.path[:length] == other.path[:length]
