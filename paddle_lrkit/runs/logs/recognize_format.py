"""Recognizes which program wrote a text log."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paddle_lrkit.runs.logs.row_pattern import row_pattern, without_colors
from paddle_lrkit.runs.logs.wrapped_lines import joined
from paddle_lrkit.suites.log_format import LogFormat


def recognize_format(lines: Sequence[bytes], formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format of most rows in these lines; None if there are none.

    Args:
        lines: Some lines of a log.
        formats: The formats to try; of those with one pattern, the ones with ``signs`` first.
    """
    text = b"\n".join(map(without_colors, lines))
    found = _most(text, formats)
    if found is None:
        heads = {form.head.encode() for form in formats}
        if not any(head in text for head in heads) and not any(head[:6] in text for head in heads):
            return None
        parts = joined(lines, range(len(lines)), lambda line: sum(row_pattern(form).count(line) for form in formats))
        text = b"\n".join(line for _, line in parts)
        found = _most(text, formats)
    if found is None:
        return None
    rows = b"\n".join(line for line in text.split(b"\n") if row_pattern(found).count(line))
    for form in formats:
        if form.pattern == found.pattern and (not form.signs or re.search(form.signs.encode(), rows)):
            return form
    return found


def _most(text: bytes, formats: Sequence[LogFormat]) -> LogFormat | None:
    counts = {form.pattern: 0 for form in formats}
    for form in formats:
        if not counts[form.pattern]:
            counts[form.pattern] = row_pattern(form).count(text)
    best = max(formats, key=lambda form: counts[form.pattern])
    return best if counts[best.pattern] else None
