"""Arguments as values that JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

_MOST_ITEMS = 200_000
_MOST_TEXT = 1000
_MOST_DEPTH = 6


def plain_value(value: Any, schedule_number: Callable[[Any], int | None], depth: int = 0) -> Any:
    """A value as JSON: ``{"schedule": 0}``, ``{"function": ...}`` or ``{"object": ...}`` where it has no other form.

    No tensor is read, which would wait for the device.

    Args:
        value: The value.
        schedule_number: Number of a schedule, or None for anything else.
        depth: How deep it is nested.

    Example:
        >>> plain_value((1, 2.5, print), lambda value: None)
        [1, 2.5, {'function': 'print', 'file': '', 'line': 0}]
    """
    if value is None or isinstance(value, (bool, int)):
        return value if value is None or isinstance(value, bool) else int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"object": repr(float(value))}
    if isinstance(value, str):
        return value if len(value) <= _MOST_TEXT else value[:_MOST_TEXT] + "..."
    if (number := schedule_number(value)) is not None:
        return {"schedule": number}
    if depth < _MOST_DEPTH and isinstance(value, (list, tuple, range)) and len(value) <= _MOST_ITEMS:
        return [plain_value(item, schedule_number, depth + 1) for item in value]
    if depth < _MOST_DEPTH and isinstance(value, dict) and len(value) <= _MOST_ITEMS:
        return {str(key): plain_value(item, schedule_number, depth + 1) for key, item in value.items()}
    if type(value).__module__ == "numpy" and getattr(value, "size", _MOST_ITEMS + 1) <= _MOST_ITEMS:
        return plain_value(value.tolist(), schedule_number, depth + 1)
    if callable(value) and hasattr(value, "__name__"):
        code = getattr(value, "__code__", None)
        place = (code.co_filename, code.co_firstlineno) if code else ("", 0)
        return {"function": value.__name__, "file": place[0], "line": place[1]}
    return {"object": type(value).__qualname__}
