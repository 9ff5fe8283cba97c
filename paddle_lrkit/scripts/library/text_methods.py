"""The methods of ``str``, and of numbers and ranges."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.bounds import MOST_CHARACTERS
from paddle_lrkit.scripts.library.numbers import check_width
from paddle_lrkit.scripts.library.plain import TooLargeError, computed, listed, pure, with_arguments
from paddle_lrkit.scripts.unknown import Unknown

_METHODS = (
    "capitalize casefold count encode endswith find index isalnum isalpha isascii isdecimal isdigit isidentifier "
    "islower isnumeric isprintable isspace istitle isupper lower lstrip partition removeprefix removesuffix rfind "
    "rindex rpartition rsplit rstrip split splitlines startswith strip swapcase title upper"
)
_WIDTHS = ("center", "ljust", "rjust", "zfill", "expandtabs")
_OTHER_METHODS: dict[type, tuple[str, ...]] = {
    int: ("bit_length", "conjugate"),
    float: ("is_integer", "as_integer_ratio", "conjugate", "hex"),
    range: ("count", "index"),
    tuple: ("count", "index"),
    bytes: ("decode",),
}


def _wide(method: Callable[..., str]) -> Callable[..., str]:
    def bounded(text: str, width: Any = 8, *more: Any, tabsize: Any = 8) -> str:
        number = tabsize if width == 8 and tabsize != 8 else width
        if isinstance(number, int) and number * (text.count("\t") + 1) > MOST_CHARACTERS:
            raise TooLargeError
        return method(text, number, *more)

    return bounded


def _replaced(text: str, old: str, new: str, count: int = -1) -> str:
    if (len(text) // max(len(old), 1) + 1) * len(new) > MOST_CHARACTERS:
        raise TooLargeError
    return text.replace(old, new, count)


def format_text(text: str, *values: Any, **named: Any) -> str:
    """``text.format(...)`` of fields that name a value, with widths that fit into memory."""
    for _, field, spec, _ in string.Formatter().parse(text):
        if field is not None and ("." in field or "[" in field or "{" in (spec or "")):
            raise TooLargeError
        check_width(spec or "")
    return text.format(*values, **named)


for _name in _METHODS.split():
    pure(getattr(str, _name), f"str.{_name}")
for _name in _WIDTHS:
    pure(_wide(getattr(str, _name)), f"str.{_name}")
for _kind, _names in _OTHER_METHODS.items():
    for _name in _names:
        pure(getattr(_kind, _name), f"{_kind.__name__}.{_name}")
pure(_replaced, "str.replace")
pure(format_text, "str.format")


@describes("str.join")
def _join(arguments: Arguments) -> Any:
    if len(arguments.positional) != 2 or arguments.incomplete:
        return arguments.unknown()
    separator, values = arguments.positional
    items = listed(values, arguments)
    if isinstance(items, Unknown):
        return items
    if sum(len(item) for item in items if isinstance(item, str)) + len(items) * len(separator) > MOST_CHARACTERS:
        return arguments.unknown(tr("is too large to read"))
    return computed(str.join, with_arguments(arguments, [separator, items], {}))
