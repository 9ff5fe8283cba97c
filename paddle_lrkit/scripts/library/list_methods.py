"""The methods of ``list``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments
from paddle_lrkit.scripts.library.methods import changing, reading, unsure
from paddle_lrkit.scripts.library.plain import NOT_PLAIN, listed, obstacle
from paddle_lrkit.scripts.library.reductions import ordered
from paddle_lrkit.scripts.unknown import Rest, Unknown, rest_of


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


@changing("list.append", 1)
def _append(value: list[Any], arguments: Arguments) -> None:
    arguments.reader.changed(value, None, [*value, arguments.positional[0]])


@changing("list.extend", 1)
def _extend(value: list[Any], arguments: Arguments) -> None:
    items = listed(arguments.positional[0], arguments)
    if isinstance(items, Unknown):
        unsure(value, items, arguments)
    else:
        arguments.reader.changed(value, None, [*value, *items])


@changing("list.insert", 2)
def _insert(value: list[Any], arguments: Arguments) -> None:
    at, item = arguments.positional[:2]
    if not isinstance(at, int):
        _all_unsure(value, at, arguments)
        return
    items = list(value)
    items.insert(at, item)
    arguments.reader.changed(value, None, items)


@changing("list.clear")
@changing("set.clear")
def _clear(value: Any, arguments: Arguments) -> None:
    arguments.reader.changed(value, None, type(value)())


@changing("list.reverse")
def _reverse(value: list[Any], arguments: Arguments) -> None:
    why = rest_of(value)
    if why is not None:
        _all_unsure(value, why, arguments)
    else:
        arguments.reader.changed(value, None, value[::-1])


@changing("list.sort")
def _sort(value: list[Any], arguments: Arguments) -> None:
    items = listed(value, arguments)
    items = items if isinstance(items, Unknown) else ordered(items, arguments)
    if isinstance(items, Unknown):
        _all_unsure(value, items, arguments)
    else:
        arguments.reader.changed(value, None, items)


@changing("list.pop")
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


@changing("list.remove", 1)
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


@reading("list.index", 1)
def _index(value: list[Any], arguments: Arguments) -> Any:
    found = _found(value, arguments.positional[0], arguments)
    if isinstance(found, Unknown):
        return found
    if True not in found:
        return arguments.reader.stop("ValueError", f"{arguments.positional[0]!r} is not in list", arguments.place)
    return found.index(True)


@reading("list.count", 1)
def _count(value: list[Any], arguments: Arguments) -> Any:
    found = _found(value, arguments.positional[0], arguments)
    return found if isinstance(found, Unknown) else sum(found)


@reading("list.copy")
@reading("dict.copy")
@reading("set.copy")
def _copy(value: Any, arguments: Arguments) -> Any:
    return value.copy()
