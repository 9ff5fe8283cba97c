"""Lines that a terminal broke at its width, put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from paddle_lrkit.runs.logs.row_pattern import without_colors

_LONGEST = 8192
_BLANKS = 2
"""Blanks at the end of a line that a copy may have lost."""

_QUOTE = re.compile(rb"(?:[ \t]{0,3}>){1,9} ?")
_BEGINS = re.compile(
    rb"(?:\[\d{1,6},\d{1,6}\]<std(?:out|err)>: ?)?"
    rb"(?:\W{0,2}(?:INFO )?(?:\d{4}[-/])?\d\d[-/]\d\d \d\d:\d\d|[IWEF]\d{4} \d\d:|epoch=\d|LAUNCH |Traceback|\{')"
)


def joined(lines: Sequence[bytes], broken: Iterable[int], rows: Callable[[bytes], int]) -> list[tuple[int, bytes]]:
    """The lines before they were broken, each with the index of its first part; none if that makes no more rows.

    Args:
        lines: Lines of a log.
        broken: Indices of lines that break off.
        rows: Complete rows in a text.
    """
    texts = _plain(lines)
    starts = [_BEGINS.match(text.lstrip()) is not None for text in texts]
    best: list[tuple[int, bytes]] = []
    most = sum(map(rows, texts))
    for width in _widths(texts, starts, broken):
        parts = _join(texts, starts, width)
        count = sum(rows(text) for _, text in parts)
        if count > most:
            best, most = parts, count
    return best


def begins(line: bytes) -> bool:
    """Whether a line begins as programs begin theirs, so that it does not continue another one."""
    return _BEGINS.match(_plain([line])[0].lstrip()) is not None


def _plain(lines: Sequence[bytes]) -> list[bytes]:
    """Lines without colors, quoting and common indentation."""
    texts = [without_colors(line).rstrip(b"\r") for line in lines]
    texts = [text[quote.end() :] if (quote := _QUOTE.match(text)) else text for text in texts]
    indent = min((len(text) - len(text.lstrip(b" ")) for text in texts if text.strip()), default=0)
    return [text[indent:] for text in texts]


def _widths(texts: Sequence[bytes], starts: Sequence[bool], broken: Iterable[int]) -> list[int]:
    """Widths at which the lines may have been broken."""
    found = Counter(len(texts[at]) for at in broken if at + 1 < len(texts) and not starts[at + 1])
    usual = [width for width, _ in found.most_common(2)]
    longest = max(map(len, texts), default=0)
    return list(dict.fromkeys([*usual, *(max(found, default=longest),), longest]))


def _join(texts: Sequence[bytes], starts: Sequence[bool], width: int) -> list[tuple[int, bytes]]:
    whole: list[tuple[int, bytes]] = []
    at = 0
    while at < len(texts):
        first, parts, length = at, [texts[at]], 0
        while (
            width - _BLANKS <= len(texts[at]) <= width
            and at + 1 < len(texts)
            and not starts[at + 1]
            and length < _LONGEST
        ):
            parts[-1] = parts[-1].ljust(width)
            at += 1
            length += width
            parts.append(texts[at])
        whole.append((first, b"".join(parts)))
        at += 1
    return whole
