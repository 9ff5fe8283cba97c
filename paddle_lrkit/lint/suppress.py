"""``# lrkit: ignore=LR101``: behind a key for that line, on a line of its own for the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.finding import Finding

_MARK = re.compile(r"#\s*lrkit:\s*ignore\s*=\s*([A-Za-z0-9_, -]+)")


def kept(findings: Iterable[Finding], file: str, files: ConfigFiles) -> list[Finding]:
    """The findings that no comment of their file suppresses, and none for the whole of the file that was checked."""
    everywhere, _ = _marks(file, files)
    return [finding for finding in findings if not _suppressed(finding, everywhere, files)]


def _suppressed(finding: Finding, everywhere: frozenset[str], files: ConfigFiles) -> bool:
    whole, lines = _marks(finding.path, files)
    words = everywhere | whole | lines.get(finding.line or 0, frozenset())
    return bool(words & {finding.code, finding.rule})


def _marks(file: str, files: ConfigFiles) -> tuple[frozenset[str], dict[int, frozenset[str]]]:
    """What a file suppresses: everywhere, and line by line."""
    try:
        text = files.content(file).decode("utf-8", "replace")
    except ConfigError:
        return frozenset(), {}
    whole: frozenset[str] = frozenset()
    lines: dict[int, frozenset[str]] = {}
    for number, line in enumerate(text.splitlines() if "lrkit:" in text else (), 1):
        found = _MARK.search(line)
        if not found:
            continue
        words = frozenset(_word(part) for part in found[1].split(",") if part.strip())
        if line.lstrip().startswith("#"):
            whole |= words
        else:
            lines[number] = words
    return whole, lines


def _word(part: str) -> str:
    word = part.strip().split()[0]
    return word.upper() if word.upper().startswith("LR") else word.lower()
