"""``--fix``: the edits of findings, by file."""

from __future__ import annotations

import os
from collections.abc import Iterable

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.file_change import FileChange
from paddle_lrkit.config.edit.replace import edited
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.finding import Finding

_ENDINGS = (".yml", ".yaml")
_ANY_VALUE = "number-as-string"


def fixes(findings: Iterable[Finding], files: ConfigFiles | None = None) -> list[FileChange]:
    """The changes that the certain fixes of findings make; nothing is written.

    Where two rules change a number that is text, the rule about its value wins.

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
            result.append(FileChange(path, before, after, tuple(made)))
    return result


def _overlap(edit: Edit, other: Edit) -> bool:
    """Whether one edit changes what the other one is about; the first of the two is made."""
    length = min(len(edit.path), len(other.path))
    return edit.path[:length] == other.path[:length]
