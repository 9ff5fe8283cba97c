"""Recognizes which program wrote a text log."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from paddle_lrkit.runs.logs.row_pattern import row_pattern, without_colors
from paddle_lrkit.runs.logs.wrapped_lines import begins, broken_width, joined
from paddle_lrkit.suites.log_format import LogFormat

_MOST_ROWS = 2000
_MOST_PARTS = 8
"""Parts of a line that a terminal broke, in which the signs of a version are looked for."""


def recognize_format(text: bytes, formats: Sequence[LogFormat], *, mend: bool = True) -> LogFormat | None:
    """The format of most rows in a text; None if there are none.

    Args:
        text: Some lines of a log.
        formats: The formats to try; of those with one pattern, the ones with ``signs`` first.
        mend: Whether to look for lines that a terminal broke, too, which takes longer.
    """
    text = without_colors(text)
    lines = text.split(b"\n")
    found = _most(text, formats)
    if found is None and mend and any(half in text for form in formats for half in _halves(form.head)):
        lines = lines[:_MOST_ROWS]
        width = broken_width(lines, range(len(lines)), _counter(formats))
        lines = [line for _, line in joined(lines, width)]
        found = _most(b"\n".join(lines), formats)
    if found is None:
        return None
    versions = [form for form in formats if form.pattern == found.pattern]
    rows = _rows(lines, found) if len(versions) > 1 else b""
    return next((form for form in versions if not form.signs or re.search(form.signs.encode(), rows)), found)


def _most(text: bytes, formats: Sequence[LogFormat]) -> LogFormat | None:
    counts = {form.pattern: 0 for form in formats}
    for form in formats:
        if not counts[form.pattern]:
            counts[form.pattern] = row_pattern(form).count(text)
    best = max(formats, key=lambda form: counts[form.pattern])
    return best if counts[best.pattern] else None


def _counter(formats: Sequence[LogFormat]) -> Callable[[bytes], int]:
    """Counts the rows of any format in a line."""
    heads = re.compile(b"|".join({re.escape(form.head.encode()) for form in formats}))
    patterns = [row_pattern(form) for form in formats]
    return lambda line: sum(pattern.count(line) for pattern in patterns) if heads.search(line) else 0


def _halves(head: str) -> tuple[bytes, bytes]:
    """Parts of a text of which one is whole where a line was broken inside it."""
    return head[: len(head) // 2].encode(), head[len(head) // 2 :].encode()


def _rows(lines: Sequence[bytes], form: LogFormat) -> bytes:
    """The lines of some rows, each with the parts that a terminal broke off."""
    pattern = row_pattern(form)
    rows = [at for at, line in enumerate(lines) if pattern.head in line and pattern.count(line)]
    whole = []
    for at in rows[:_MOST_ROWS]:
        end = at + 1
        while end < min(len(lines), at + _MOST_PARTS) and not begins(lines[end]):
            end += 1
        whole.append(b"".join(line.rstrip(b"\r") for line in lines[at:end]))
    return b"\n".join(whole)
