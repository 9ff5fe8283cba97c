"""Checking several files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.engine import CheckOptions, check_file, plain_path, without_section
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.text import join_names


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
