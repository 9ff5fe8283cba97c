"""Text that a loader reads as a Python literal: ``1e-4``, which is text in YAML 1.1, becomes a number."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document

_LONGEST = 4000
_DEEPEST = 60
_WORDS = ("None", "True", "False")


def literal(text: str) -> Any:
    """What ``ast.literal_eval`` gives for a text, or the text where it fails.

    A text of more than 4000 characters, and one that stands for bytes, a set or a complex number, stays text.

    Example:
        >>> literal("1e-4"), literal("[1, 2.5]"), literal("None"), literal("cosine"), literal("1e-4 ep")
        (0.0001, [1, 2.5], None, 'cosine', '1e-4 ep')
    """
    if len(text) > _LONGEST or (text.isidentifier() and text not in _WORDS):
        return text
    from ast import literal_eval

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return text
    return value if _is_plain(value) else text


def with_literals(document: Document, nested: bool = True) -> Document:
    """The document with each text that is the value of a key read as a Python literal.

    Text in lists, and sections in lists, stay as they are.

    Args:
        document: The config; it is not changed.
        nested: Whether sections below the top level are read too.

    Example:
        >>> with_literals(Document({"lr": {"rate": "1e-4", "rates": ["1e-4"]}, "epochs": "9"})).data
        {'lr': {'rate': 0.0001, 'rates': ['1e-4']}, 'epochs': 9}
    """
    return replace(document, data=_literals(document.data, _DEEPEST if nested else 0))


def _literals(values: Mapping[str, Any], depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping) and depth:
            result[key] = _literals(value, depth - 1)
        else:
            result[key] = literal(value) if isinstance(value, str) else value
    return result


def _is_plain(value: Any) -> bool:
    """Whether a value is one that YAML has too."""
    if isinstance(value, dict):
        return all(map(_is_plain, [*value, *value.values()]))
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (bool, int, float, str))
