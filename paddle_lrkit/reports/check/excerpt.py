"""A line of a file with carets below the part that is meant."""

from __future__ import annotations

from paddle_lrkit.config.key_places import Span
from paddle_lrkit.printable import printable
from paddle_lrkit.text import cells

_TAB = 4
_MOST = 1000
"""No terminal shows more characters on either side of the carets."""
_LEAD = 1 / 3
"""Share of the width that is shown before the carets of a long line."""


def excerpt(line: str, span: Span | None, width: int, more: str = "…") -> tuple[str, str]:
    """A line as a terminal shows it, and the carets below it.

    Tabs become spaces, control characters a replacement character, and a line that is too long is cut around the
    carets, which count the columns of the terminal: a Chinese character has two.

    Args:
        line: The line without its end.
        span: The columns that are meant, in characters; None for no carets.
        width: Columns that there are.
        more: The mark of a cut.

    Example:
        >>> print(*excerpt("学习率: {gamma: -1}", (13, 15), 40), sep="\\n")
        学习率: {gamma: -1}
                        ^^
    """
    first, last = span or (0, 0)
    skipped = max(first - _MOST, 0)
    pieces = [_shown(letter) for letter in line.rstrip()[skipped : first + _MOST]]
    first, last = first - skipped, min(last - skipped, len(pieces))
    start, end = _window(pieces, first, last, width)
    before, after = more if start or skipped else "", more if skipped + end < len(line.rstrip()) else ""
    shown = before + "".join(pieces[start:end]) + after
    if span is None:
        return shown, ""
    blank = cells(before + "".join(pieces[start:first]))
    return shown, " " * blank + "^" * max(cells("".join(pieces[first : min(last, end)])), 1)


def _shown(letter: str) -> str:
    return " " * _TAB if letter == "\t" else printable(letter)


def _window(pieces: list[str], first: int, last: int, width: int) -> tuple[int, int]:
    """The part of a line that is shown: all of it, else a part with room for two marks, with ``first`` in it."""
    widths = [cells(piece) for piece in pieces]
    if sum(widths) <= width:
        return 0, len(pieces)
    start, room = 0, max(width - 2, 1)
    if sum(widths[:last]) > room:
        start, lead = first, room * _LEAD
        while start > 0 and lead >= widths[start - 1]:
            start -= 1
            lead -= widths[start]
    end, left = start, room
    while end < len(pieces) and left >= widths[end]:
        left -= widths[end]
        end += 1
    return start, end
