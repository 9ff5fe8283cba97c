"""Line ends in Chinese Markdown."""

from __future__ import annotations

import re

_BLOCK = re.compile(r"(^ *```.*?^ *```$)", re.M | re.S)
_MARK, _HAN = "\u3001-\u3011\uff01-\uff1f", "\u3001-\u9fff\uff01-\uff1f"
_TEXT = r"\*(?! )|`(?!``)|[A-Za-z\[]|\d(?!\d*\. )"
"""The start of a line that begins no list, block or table."""
_NO_SPACE = re.compile(rf"(?<=[{_HAN}])\n *(?=[{_HAN}])|(?<=[{_MARK}])\n *(?={_TEXT})|(?<=[\w`*)])\n *(?=[{_MARK}])")


def joined_lines(markdown: str) -> str:
    """The text whose lines, outside of code, are joined where Chinese has no space, so that a browser shows none.

    Example:
        >>> joined_lines("先**选**，\\n**再看**，rate\\nlast")
        '先**选**，**再看**，rate\\nlast'
    """
    return "".join(part if odd % 2 else _NO_SPACE.sub("", part) for odd, part in enumerate(_BLOCK.split(markdown)))
