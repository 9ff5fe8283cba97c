"""Text that a terminal, an XML file or a reader takes as it looks."""

from __future__ import annotations

import re

_HIDDEN = (
    "\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f"
)
"""Unicode's control, format and surrogate characters and line separators above U+001F."""
_NOT_PRINTABLE = re.compile(f"[\x00-\x1f{_HIDDEN}]")
_NOT_IN_LINES = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_HIDDEN}]|\r(?!\n)")


def printable(text: str, *, lines: bool = False) -> str:
    """Text without control characters, direction marks and invisible characters, which are written as codes.

    A terminal obeys control characters, direction marks reorder what a reader sees, and an XML file may not hold them.
    The codes are escapes of JSON too, except for those below U+0020.

    Args:
        text: Any text.
        lines: Whether line ends and tabs stay.

    Example:
        >>> print(printable("a\\x1b[2Jb\\u202ec"))
        a\\x1b[2Jb\\u202ec
    """
    return (_NOT_IN_LINES if lines else _NOT_PRINTABLE).sub(_code, text)


def _code(found: re.Match[str]) -> str:
    letter = found[0]
    if letter < " ":
        return ascii(letter)[1:-1]
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
