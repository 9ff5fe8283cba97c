"""The methods of ``set``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments
from paddle_lrkit.scripts.library.methods import changing, reading
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.library.values import hashable
from paddle_lrkit.scripts.unknown import Unknown


@changing("set.add", 1)
def _add(value: set[Any], arguments: Arguments) -> None:
    item = arguments.positional[0]
    if hashable(item):
        arguments.reader.changed(value, None, {*value, item})
    else:
        arguments.reader.doubt(value)


@changing("set.discard", 1)
@changing("set.remove", 1)
def _discard(value: set[Any], arguments: Arguments) -> None:
    item = arguments.positional[0]
    if hashable(item):
        arguments.reader.changed(value, None, value - {item})
    else:
        arguments.reader.doubt(value)


@changing("set.update")
def _update_set(value: set[Any], arguments: Arguments) -> None:
    found = set(value)
    for other in arguments.positional:
        items = listed(other, arguments)
        if isinstance(items, Unknown) or not all(hashable(item) for item in items):
            arguments.reader.doubt(value)
            return
        found.update(items)
    arguments.reader.changed(value, None, found)


def _combined(name: str) -> None:
    @reading(f"set.{name}")
    @reading(f"frozenset.{name}")
    def combine(value: set[Any], arguments: Arguments) -> Any:
        others = []
        for other in arguments.positional:
            items = listed(other, arguments)
            if isinstance(items, Unknown):
                return items
            if not all(hashable(item) for item in items):
                return arguments.unknown()
            others.append(items)
        return getattr(value, name)(*others)


for _name in ("union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint"):
    _combined(_name)
