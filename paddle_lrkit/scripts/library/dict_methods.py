"""The methods of ``dict``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments
from paddle_lrkit.scripts.library.methods import changing, reading
from paddle_lrkit.scripts.library.plain import with_arguments
from paddle_lrkit.scripts.library.values import hashable, merged
from paddle_lrkit.scripts.unknown import Unknown


@reading("dict.keys")
def _keys(value: dict[Any, Any], arguments: Arguments) -> list[Any]:
    return list(value)


@reading("dict.values")
def _values(value: dict[Any, Any], arguments: Arguments) -> list[Any]:
    return list(value.values())


@reading("dict.items")
def _items(value: dict[Any, Any], arguments: Arguments) -> list[Any]:
    return list(value.items())


@reading("dict.get", 1)
def _get(value: dict[Any, Any], arguments: Arguments) -> Any:
    key = arguments.positional[0]
    if not hashable(key):
        return key if isinstance(key, Unknown) else arguments.unknown()
    return value[key] if key in value else arguments.get(1, "default", None)


@changing("dict.setdefault", 1)
def _setdefault(value: dict[Any, Any], arguments: Arguments) -> Any:
    key = arguments.positional[0]
    if not hashable(key) or arguments.reader.items(value) is None:
        arguments.reader.doubt(value)
        return key if isinstance(key, Unknown) else arguments.unknown()
    if key not in value:
        set_key(value, key, arguments.get(1, "default", None), arguments)
    return value[key]


def set_key(value: dict[Any, Any], key: Any, item: Any, arguments: Arguments) -> None:
    """``value[key] = item``."""
    if key is None:
        arguments.reader.changed(value, None, {**value, None: item})
    else:
        arguments.reader.changed(value, key, item)


@changing("dict.update")
def _update(value: dict[Any, Any], arguments: Arguments) -> None:
    found: Any = dict(value)
    if arguments.positional:
        found = merged(found, arguments.positional[0], arguments)
    if isinstance(found, Unknown):
        arguments.reader.doubt(value)
        return
    for key, item in {**found, **arguments.named}.items():
        if key not in value or value[key] is not item:
            set_key(value, key, item, arguments)


@changing("dict.pop", 1)
def _pop_key(value: dict[Any, Any], arguments: Arguments) -> Any:
    key = arguments.positional[0]
    if not hashable(key) or arguments.reader.items(value) is None:
        arguments.reader.doubt(value)
        return key if isinstance(key, Unknown) else arguments.unknown()
    if key not in value:
        if len(arguments.positional) > 1:
            return arguments.positional[1]
        return arguments.reader.unknown(f"{arguments.text}({key!r})", tr("is not set before"), arguments.place)
    item = value[key]
    arguments.reader.changed(value, None, {name: kept for name, kept in value.items() if name != key})
    return item


@changing("dict.popitem")
def _popitem(value: dict[Any, Any], arguments: Arguments) -> Any:
    if arguments.reader.items(value) is None:
        return arguments.unknown()
    if not value:
        return arguments.reader.stop("KeyError", "popitem(): dictionary is empty", arguments.place)
    key = list(value)[-1]
    return key, _pop_key(value, with_arguments(arguments, [key], {}))


@changing("dict.clear")
def _clear_dict(value: dict[Any, Any], arguments: Arguments) -> None:
    arguments.reader.changed(value, None, {})
