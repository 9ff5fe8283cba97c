"""Text that is a Python value: ``ast.literal_eval``, ``eval`` and ``strtobool``."""

from __future__ import annotations

import ast
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.plain import computed
from paddle_lrkit.scripts.unknown import Unknown

_MOST_TEXT = 10_000
_TRUE, _FALSE = ("y", "yes", "t", "true", "on", "1"), ("n", "no", "f", "false", "off", "0")


def _literal(text: Any) -> Any:
    if not isinstance(text, str) or len(text) > _MOST_TEXT:
        raise ValueError(f"malformed node or string: {text!r}"[:80])
    try:
        return ast.literal_eval(text.strip())
    except (SyntaxError, MemoryError, RecursionError, TypeError) as error:
        raise ValueError(f"malformed node or string: {text!r}"[:80]) from error


@describes("ast.literal_eval")
def _literal_eval(arguments: Arguments) -> Any:
    return computed(_literal, arguments)


@describes("eval")
def _eval(arguments: Arguments) -> Any:
    """A literal is its value; another expression is read like the rest of the script."""
    text = arguments.get(0, "source", None)
    if isinstance(text, Unknown):
        return text
    try:
        return _literal(text)
    except ValueError:
        found = arguments.reader.evaluated(text, arguments.place) if isinstance(text, str) else None
        return arguments.unknown(tr("is no expression that can be read")) if found is None else found


@describes("importlib.import_module", "__import__")
def _import_module(arguments: Arguments) -> Any:
    name = arguments.get(0, "name", None)
    if not isinstance(name, str) or not all(part.isidentifier() for part in name.split(".")):
        return name if isinstance(name, Unknown) else arguments.unknown()
    return arguments.reader.imported(name)


@describes("exec", "compile")
def _exec(arguments: Arguments) -> Any:
    return arguments.unknown(tr("executes text, which is not done here"))


def _strtobool(text: str) -> int:
    lowered = text.lower()
    if lowered not in (*_TRUE, *_FALSE):
        raise ValueError(f"invalid truth value {text!r}")
    return int(lowered in _TRUE)


@describes("distutils.util.strtobool", "setuptools.distutils.util.strtobool")
def _truth_of(arguments: Arguments) -> Any:
    return computed(_strtobool, arguments)
