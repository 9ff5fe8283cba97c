"""Stable names of Python functions, for the ``repr`` and the fingerprint of curves that call one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import CodeType
from typing import Any

_PLAIN = (int, float, complex, str, bytes, type(None))


def show_function(function: Callable[..., Any]) -> str:
    """A name that is the same in each process and differs between functions that compute different things.

    The module and the name, and for a Python function a digest of its constants, names, defaults and bound values.
    The byte code is left out because it changes with the version of Python.

    Example:
        >>> def halve(gamma):
        ...     return lambda update: gamma**update
        >>> show_function(halve(0.5)) == show_function(halve(0.5))
        True
        >>> show_function(halve(0.5)) == show_function(halve(0.9))
        False
    """
    if isinstance(function, partial):
        bound = _digest([_stable(function.args), _stable(function.keywords)])
        return f"<partial {show_function(function.func)} {bound}>"
    owner = function if hasattr(function, "__qualname__") else type(function)
    parts = _parts(function) if owner is function else [_stable(getattr(function, "__dict__", {}))]
    return f"<{owner.__module__}.{owner.__qualname__}{f' {_digest(parts)}' if parts else ''}>"


def _parts(function: Callable[..., Any]) -> list[Any]:
    code = getattr(function, "__code__", None)
    if code is None:
        return []
    bound = [_content(cell) for cell in getattr(function, "__closure__", None) or ()]
    return [_numbers(code), bound, _stable(function.__defaults__), _stable(function.__kwdefaults__)]


def _numbers(code: CodeType) -> list[Any]:
    inner = [_numbers(value) for value in code.co_consts if isinstance(value, CodeType)]
    return [code.co_names, [value for value in code.co_consts if isinstance(value, (int, float, tuple))], inner]


def _content(cell: Any) -> Any:
    try:
        return _stable(cell.cell_contents)
    except ValueError:
        return "empty"


def _stable(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((str(key), _stable(item)) for key, item in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_stable(item) for item in value]
        return items if isinstance(value, (list, tuple)) else sorted(items, key=repr)
    return value if isinstance(value, _PLAIN) else getattr(value, "__qualname__", type(value).__qualname__)


def _digest(parts: Any) -> str:
    import hashlib

    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]
