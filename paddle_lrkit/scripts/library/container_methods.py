"""The methods of ``list``, ``dict`` and ``set``; every change can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.plain import NOT_PLAIN, listed, obstacle, with_arguments
from paddle_lrkit.scripts.library.reductions import ordered
from paddle_lrkit.scripts.library.values import hashable, merged
from paddle_lrkit.scripts.unknown import Rest, Unknown, rest_of

Change = Callable[[Any, Arguments], Any]


def _method(path: str, least: int = 0) -> Callable[[Change], Change]:
    """Registers a method that gets the object and the other arguments; what is not known leaves the object in doubt."""

    def register(method: Change) -> Change:
        @describes(path)
        def describe(arguments: Arguments) -> Any:
            if not arguments.positional:
                return arguments.unknown()
            value, *others = arguments.positional
            if arguments.incomplete or len(others) < least:
                return unsure(value, None, arguments)
            return method(value, with_arguments(arguments, others, arguments.named))

        return method

    return register


def _read(path: str, least: int = 0) -> Callable[[Change], Change]:
    """As `_method`, for methods that change nothing: `Unknown` where the items are not known."""

    def register(method: Change) -> Change:
        @describes(path)
        def describe(arguments: Arguments) -> Any:
            value, *others = arguments.positional or [None]
            if arguments.incomplete or len(others) < least or arguments.reader.items(value) is None:
                return arguments.unknown()
            return method(value, with_arguments(arguments, others, arguments.named))

        return method

    return register


def unsure(value: Any, unknown: Any, arguments: Arguments) -> Unknown:
    """Notes that a container has items that are not known; returns why."""
    why = unknown if isinstance(unknown, Unknown) else arguments.unknown()
    if isinstance(value, list):
        arguments.reader.changed(value, None, [*value, Rest(why)])
    else:
        arguments.reader.doubt(value)
    return why


def _found(value: Any, wanted: Any, arguments: Arguments) -> list[bool] | Unknown:
    """For each item whether it equals the wanted one."""
    for part in (wanted, list(value)):
        problem = obstacle(part, arguments.reader)
        if problem is not None:
            return arguments.unknown() if problem is NOT_PLAIN else problem
    return [bool(item == wanted) for item in value]


def _all_unsure(value: list[Any], unknown: Any, arguments: Arguments) -> Unknown:
    """Notes that none of the items of a list is known any more."""
    why = unknown if isinstance(unknown, Unknown) else arguments.unknown()
    arguments.reader.changed(value, None, [Rest(why)])
    return why


# list


@_method("list.append", 1)
def _append(value: list[Any], arguments: Arguments) -> None:
    arguments.reader.changed(value, None, [*value, arguments.positional[0]])


@_method("list.extend", 1)
def _extend(value: list[Any], arguments: Arguments) -> None:
    items = listed(arguments.positional[0], arguments)
    if isinstance(items, Unknown):
        unsure(value, items, arguments)
    else:
        arguments.reader.changed(value, None, [*value, *items])


@_method("list.insert", 2)
def _insert(value: list[Any], arguments: Arguments) -> None:
    at, item = arguments.positional[:2]
    if not isinstance(at, int):
        _all_unsure(value, at, arguments)
        return
    items = list(value)
    items.insert(at, item)
    arguments.reader.changed(value, None, items)


@_method("list.clear")
@_method("set.clear")
def _clear(value: Any, arguments: Arguments) -> None:
    arguments.reader.changed(value, None, type(value)())


@_method("list.reverse")
def _reverse(value: list[Any], arguments: Arguments) -> None:
    why = rest_of(value)
    if why is not None:
        _all_unsure(value, why, arguments)
    else:
        arguments.reader.changed(value, None, value[::-1])


@_method("list.sort")
def _sort(value: list[Any], arguments: Arguments) -> None:
    items = listed(value, arguments)
    items = items if isinstance(items, Unknown) else ordered(items, arguments)
    if isinstance(items, Unknown):
        _all_unsure(value, items, arguments)
    else:
        arguments.reader.changed(value, None, items)


@_method("list.pop")
def _pop(value: list[Any], arguments: Arguments) -> Any:
    at = arguments.positional[0] if arguments.positional else -1
    known = listed(value, arguments)
    if not isinstance(at, int) or isinstance(known, Unknown):
        return _all_unsure(value, at if isinstance(at, Unknown) else known, arguments)
    if not -len(value) <= at < len(value):
        return arguments.reader.stop("IndexError", "pop from empty list", arguments.place)
    items = list(value)
    item = items.pop(at)
    arguments.reader.changed(value, None, items)
    return item


@_method("list.remove", 1)
def _remove(value: list[Any], arguments: Arguments) -> Any:
    found = _found(value, arguments.positional[0], arguments)
    if isinstance(found, Unknown):
        _all_unsure(value, found, arguments)
        return None
    if True not in found:
        return arguments.reader.stop("ValueError", "list.remove(x): x not in list", arguments.place)
    at = found.index(True)
    arguments.reader.changed(value, None, [*value[:at], *value[at + 1 :]])
    return None


@_read("list.index", 1)
def _index(value: list[Any], arguments: Arguments) -> Any:
    found = _found(value, arguments.positional[0], arguments)
    if isinstance(found, Unknown):
        return found
    if True not in found:
        return arguments.reader.stop("ValueError", f"{arguments.positional[0]!r} is not in list", arguments.place)
    return found.index(True)


@_read("list.count", 1)
def _count(value: list[Any], arguments: Arguments) -> Any:
    found = _found(value, arguments.positional[0], arguments)
    return found if isinstance(found, Unknown) else sum(found)


@_read("list.copy")
@_read("dict.copy")
@_read("set.copy")
def _copy(value: Any, arguments: Arguments) -> Any:
    return value.copy()


# dict


@_read("dict.keys")
def _keys(value: dict[Any, Any], arguments: Arguments) -> list[Any]:
    return list(value)


@_read("dict.values")
def _values(value: dict[Any, Any], arguments: Arguments) -> list[Any]:
    return list(value.values())


@_read("dict.items")
def _items(value: dict[Any, Any], arguments: Arguments) -> list[Any]:
    return list(value.items())


@_read("dict.get", 1)
def _get(value: dict[Any, Any], arguments: Arguments) -> Any:
    key = arguments.positional[0]
    if not hashable(key):
        return key if isinstance(key, Unknown) else arguments.unknown()
    return value[key] if key in value else arguments.get(1, "default", None)


@_method("dict.setdefault", 1)
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


@_method("dict.update")
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


@_method("dict.pop", 1)
def _pop_key(value: dict[Any, Any], arguments: Arguments) -> Any:
    key = arguments.positional[0]
    if not hashable(key) or arguments.reader.items(value) is None:
        arguments.reader.doubt(value)
        return key if isinstance(key, Unknown) else arguments.unknown()
    if key not in value:
        if len(arguments.positional) > 1:
            return arguments.positional[1]
        return arguments.reader.stop("KeyError", repr(key), arguments.place)
    item = value[key]
    arguments.reader.changed(value, None, {name: kept for name, kept in value.items() if name != key})
    return item


@_method("dict.popitem")
def _popitem(value: dict[Any, Any], arguments: Arguments) -> Any:
    if arguments.reader.items(value) is None:
        return arguments.unknown()
    if not value:
        return arguments.reader.stop("KeyError", "popitem(): dictionary is empty", arguments.place)
    key = list(value)[-1]
    return key, _pop_key(value, with_arguments(arguments, [key], {}))


@_method("dict.clear")
def _clear_dict(value: dict[Any, Any], arguments: Arguments) -> None:
    arguments.reader.changed(value, None, {})


# set


@_method("set.add", 1)
def _add(value: set[Any], arguments: Arguments) -> None:
    item = arguments.positional[0]
    if hashable(item):
        arguments.reader.changed(value, None, {*value, item})
    else:
        arguments.reader.doubt(value)


@_method("set.discard", 1)
@_method("set.remove", 1)
def _discard(value: set[Any], arguments: Arguments) -> None:
    item = arguments.positional[0]
    if hashable(item):
        arguments.reader.changed(value, None, value - {item})
    else:
        arguments.reader.doubt(value)


@_method("set.update")
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
    @_read(f"set.{name}")
    @_read(f"frozenset.{name}")
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
