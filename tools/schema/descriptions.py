"""What the docstring of a class or function says about its arguments."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

_ENTRY = re.compile(r"^    (\w+): ")


def summary(factory: Callable[..., Any]) -> str:
    """The first paragraph of the docstring."""
    return _joined((inspect.getdoc(factory) or "").split("\n\n")[0].splitlines())


def argument_descriptions(factory: Callable[..., Any]) -> dict[str, str]:
    """Argument -> its text in the section ``Args``, of the base classes too."""
    found: dict[str, str] = {}
    for one in reversed(inspect.getmro(factory) if inspect.isclass(factory) else (factory,)):
        found.update(_arguments(inspect.cleandoc(one.__doc__ or "")))
    return found


def _arguments(docstring: str) -> dict[str, str]:
    lines = iter(docstring.splitlines())
    for line in lines:
        if line == "Args:":
            break
    found: dict[str, list[str]] = {}
    name = None
    for line in lines:
        if line and not line.startswith("    "):
            break
        entry = _ENTRY.match(line)
        if entry:
            name = entry.group(1)
            found[name] = [line[entry.end() :]]
        elif name and line.strip():
            found[name].append(line)
    return {name: _joined(text) for name, text in found.items()}


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)
