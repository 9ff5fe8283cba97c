"""``--fix``: the edits of findings, made in the files."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass

from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.edits import edited
from paddle_lrkit.lint.finding import Edit, Finding

_ENDINGS = (".yml", ".yaml")


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
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, self.path, self.path))


def fixes(findings: Iterable[Finding]) -> list[Fixed]:
    """What the certain fixes of the findings would change; nothing is written."""
    by_file: dict[str, dict[Edit, None]] = {}
    for finding in findings:
        if finding.path.lower().endswith(_ENDINGS):
            edits = by_file.setdefault(finding.path, {})
            edits.update({Edit(edit.path, _frozen(edit.value), edit.remove): None for edit in finding.edits})
    result = []
    for path, edits in by_file.items():
        with open(path, encoding="utf-8", newline="") as stream:
            before = stream.read()
        thawed = [
            Edit(edit.path, list(edit.value) if isinstance(edit.value, tuple) else edit.value, edit.remove)
            for edit in edits
        ]
        after, made = edited(before, thawed, path)
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
        handle, name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".lrkit-")
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(fixed.after)
        os.chmod(name, os.stat(target).st_mode)
        os.replace(name, target)
    except OSError as error:
        raise UsageError(f"{fixed.path}: cannot be written: {error.strerror}") from None


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
