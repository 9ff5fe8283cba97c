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
    rb"\s{0,80}(?:\[?\d{1,6},\d{1,6}\]<std(?:out|err)>: ?)?"
    rb"(?:\W{0,2}(?:INFO )?(?:\d{4}[-/])?\d\d[-/]\d\d \d\d:\d\d|[IWEF]\d{4} \d\d:"
    rb"|epoch=\d|global step \d|LAUNCH |Traceback|\{')"
)


def broken_width(lines: Sequence[bytes], broken: Iterable[int], numbers: Callable[[bytes], int]) -> int:
    """The width at which lines were broken; 0 if putting them together makes no more rows.

    Args:
        lines: Lines of a log.
        broken: Indices of lines that break off.
        numbers: Numbers of rows in a text.
    """
    texts = _plain(lines)
    starts = [_BEGINS.match(text) is not None for text in texts]
    best, most = 0, sum(map(numbers, texts))
    for width in _widths(texts, starts, broken):
        count = sum(numbers(text) for _, text in _join(texts, starts, width))
        if count > most:
            best, most = width, count
    return best


def joined(lines: Sequence[bytes], width: int) -> list[tuple[int, bytes]]:
    """The lines before they were broken, each with the index of its first part.

    Example:
        >>> joined([b"08/16 03:07 epoc", b"h: 1, lr: 0.1, l", b"oss: 2", b"08/16 03:08 epoc", b"h: 2"], 16)
        [(0, b'08/16 03:07 epoch: 1, lr: 0.1, loss: 2'), (3, b'08/16 03:08 epoch: 2')]
    """
    texts = _plain(lines)
    return _join(texts, [_BEGINS.match(text) is not None for text in texts], width)


def begins(line: bytes) -> bool:
    """Whether a line begins as programs begin theirs, so that it does not continue another one."""
    return _BEGINS.match(_plain([line])[0]) is not None


def _plain(lines: Sequence[bytes]) -> list[bytes]:
    """Lines without colors, quoting and common indentation."""
    texts = [without_colors(line).rstrip(b"\r") for line in lines]
    if any(b">" in text[:4] for text in texts):
        texts = [text[quote.end() :] if (quote := _QUOTE.match(text)) else text for text in texts]
    indent = min((len(text) - len(text.lstrip(b" ")) for text in texts if text.strip()), default=0)
    return [text[indent:] for text in texts] if indent else texts


def _widths(texts: Sequence[bytes], starts: Sequence[bool], broken: Iterable[int]) -> list[int]:
    """Widths at which the lines may have been broken."""
    found = Counter(len(texts[at]) for at in broken if at + 1 < len(texts) and not starts[at + 1])
    usual = [width for width, _ in found.most_common(2)]
    longest = max(map(len, texts), default=0)
    return list(dict.fromkeys([*usual, *(max(found, default=longest),), longest]))


def _join(texts: Sequence[bytes], starts: Sequence[bool], width: int) -> list[tuple[int, bytes]]:
    whole: list[tuple[int, bytes]] = []
    parts: list[bytes] = []
    first, open_end = 0, False
    for at, text in enumerate(texts):
        if open_end and not starts[at] and len(parts) * width < _LONGEST:
            parts.append(text)
        else:
            if parts:
                whole.append((first, b"".join(parts)))
            first, parts = at, [text]
        open_end = width - _BLANKS <= len(text) <= width
        if open_end:
            parts[-1] = text.ljust(width)
    return [*whole, (first, b"".join(parts))] if parts else whole
