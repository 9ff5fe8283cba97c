"""What of a text is still English."""

from __future__ import annotations

import re

_CODE = re.compile(
    r"`[^`]*`"  # code
    r"|'[^'\n]*'|\"[^\"\n]*\""  # values
    r"|\blrkit(?: [\w./-]+)*"  # commands
    r"|\S*[_./=\\()\[\]{}<>:@|*+#$%0-9-]\S*"  # paths, keys, options, numbers, formulas
    r"|\b[A-Z]\w*"  # names
)


def english_in(text: str) -> list[str]:
    """The runs of three or more plain English words in a text, outside code, values and names.

    Example:
        >>> english_in("学习率必须为 > 0，但得到 -1"), english_in("gamma: the value must be positive")
        ([], ['the value must be positive'])
    """
    return re.findall(r"\b[a-z]+(?: [a-z]+){2,}\b", _CODE.sub(" ; ", text))
