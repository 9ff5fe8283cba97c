"""Finding and checking several files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.lint.engine import CheckOptions, check_file, plain_path, without_section
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.text import join_names

_ENDINGS = (".yml", ".yaml", ".py")


def check_files(
    names: Sequence[str], options: CheckOptions, asked: Sequence[str], files: ConfigFiles
) -> tuple[list[Finding], dict[str, str]]:
    """The findings of all files, each once, and the files that were skipped.

    A finding in a base config that arises only in a config that inherits from it names that config.

    Args:
        names: Files to check.
        options: How to check them.
        asked: Files that the user named, as opposed to files found in a directory.
        files: The files that the command has read so far.

    Returns:
        The findings, and for each skipped file the error; an empty text for a file without a schedule.

    Raises:
        ConfigError: A named file cannot be read.
    """
    findings: dict[tuple[object, ...], Finding] = {}
    readers: dict[tuple[object, ...], list[str]] = {}
    skipped = {}
    for file in names:
        try:
            found = check_file(file, options, files)
        except ConfigError as error:
            if file in asked:
                raise
            found, skipped[file] = [], error.message
        if found is None:
            skipped[file] = ""
        for finding in found or ():
            key = tuple(finding.as_dict().values())
            findings.setdefault(key, finding)
            readers.setdefault(key, []).append(plain_path(without_section(file)))
    return [_with_reader(finding, readers[key]) for key, finding in findings.items()], skipped


def _with_reader(finding: Finding, readers: Sequence[str]) -> Finding:
    if finding.path in readers:
        return finding
    return replace(finding, message=f"{finding.message} (as read by {join_names(readers, most=1)})")


def files_below(paths: Iterable[str]) -> list[str]:
    """The files named by ``paths``; of a directory all YAML and Python files below it, in order.

    Raises:
        UsageError: A path does not exist.
    """
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            found.update(dict.fromkeys(_below(path)))
        elif os.path.exists(path) or os.path.isfile(path.rpartition("#")[0]):
            found[path] = None
        else:
            raise UsageError(f"the file {path or repr(path)} does not exist")
    return list(found)


def _below(folder: str) -> list[str]:
    result = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found = (os.path.join(root, name) for name in sorted(files) if name.endswith(_ENDINGS))
        result += [file for file in found if os.path.isfile(file)]
    return result
