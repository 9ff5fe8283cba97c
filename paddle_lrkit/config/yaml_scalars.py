"""The scalars of YAML: the type of plain text in the YAML 1.2 core schema, and the value of a scalar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from paddle_lrkit.messages import tr

STANDARD = "tag:yaml.org,2002:"
"""The beginning of YAML's own tags."""
REMEMBERED = 4096
"""The scalars that were seen last, whose type and value are not found again: most keys and values repeat."""
_MAX_BITS = 1024

FORMS: dict[str, tuple[str, Iterable[str]]] = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "int": (r"[-+]?[0-9]+|0x[0-9a-fA-F]+", "-+0123456789"),
    "float": (
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    "merge": (r"<<", "<"),
}
"""Type -> pattern, and the characters that it begins with."""


def kind_of(text: str) -> str:
    """The type of a plain scalar: ``bool``, ``null``, ``int``, ``float``, ``merge`` or ``str``.

    Example:
        >>> kind_of("1e-4"), kind_of("yes")
        ('float', 'str')
    """
    return next((kind for kind in FORMS if _is(kind, text)), "str")


def _is(kind: str, text: str) -> bool:
    return kind == "str" or re.fullmatch(FORMS[kind][0], text) is not None


@lru_cache(REMEMBERED)
def scalar_value(tag: str, text: str) -> Any:
    """The value of a scalar.

    Raises:
        ValueError: It has none.
    """
    kind = tag.removeprefix(STANDARD)
    if kind not in _SCALARS:
        raise ValueError(tr("the tag {!r} is not allowed here", tag))
    if not _is(kind, text):
        raise ValueError(tr("not a valid {}", kind))
    return converted(_SCALARS[kind], text, kind)


def converted(convert: Callable[[str], Any], text: str, kind: str) -> Any:
    """``convert(text)``.

    Raises:
        ValueError: It is a scalar of another type, or an int larger than any float.
    """
    try:
        value = convert(text)
    except (ValueError, LookupError):
        raise ValueError(tr("not a valid {}", kind)) from None
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        raise ValueError(tr("the number is too large"))
    return value


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_SCALARS: dict[str, Any] = {
    "str": str,
    "bool": lambda text: text.lower() == "true",
    "null": lambda text: None,
    "int": lambda text: int(text, 16 if text.startswith("0x") else 10),
    "float": _float,
}
