"""Lists, tuples, dicts and sets of a script: how they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, LibraryObject, describes
from paddle_lrkit.scripts.library.bounds import too_large
from paddle_lrkit.scripts.library.iteration import AssumedRange
from paddle_lrkit.scripts.library.plain import computed, listed
from paddle_lrkit.scripts.unknown import Unknown, rests_on


def merged(into: dict[Any, Any], other: Any, arguments: Arguments) -> dict[Any, Any] | Unknown:
    """A dict with the items of another one, or of a list of pairs; `Unknown` when these are not known."""
    mapping = other if isinstance(other, dict) else getattr(other, "mapping", None)
    if isinstance(mapping, dict):
        return arguments.unknown() if arguments.reader.items(mapping) is None else {**into, **mapping}
    pairs = listed(other, arguments)
    if isinstance(pairs, Unknown):
        return pairs
    found = dict(into)
    for pair in pairs:
        two = listed(pair, arguments)
        if isinstance(two, Unknown) or len(two) != 2 or not hashable(two[0]):
            return two if isinstance(two, Unknown) else arguments.unknown()
        found[two[0]] = two[1]
    return found


def hashable(value: Any) -> bool:
    """Whether a value can be a key."""
    if isinstance(value, Unknown):
        return False
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _collection(kind: Callable[[list[Any]], Any]) -> Callable[[Arguments], Any]:
    def describe(arguments: Arguments) -> Any:
        if arguments.incomplete:
            return arguments.unknown()
        items = listed(arguments.positional[0], arguments) if arguments.positional else []
        if isinstance(items, Unknown):
            return items
        if kind in (set, frozenset):
            unhashable = next((item for item in items if not hashable(item)), None)
            if isinstance(unhashable, Unknown):
                return unhashable
            if unhashable is not None:
                return arguments.unknown()
        return kind(items)

    return describe


describes("list", "typing.List", kind=list)(_collection(list))
describes("tuple", "typing.Tuple", kind=tuple)(_collection(tuple))
describes("set", kind=set)(_collection(set))
describes("frozenset", kind=frozenset)(_collection(frozenset))


@describes("dict", "collections.OrderedDict", "typing.Dict", kind=dict)
def _dict(arguments: Arguments) -> Any:
    found: Any = {}
    if arguments.positional:
        found = merged(found, arguments.positional[0], arguments)
    if isinstance(found, Unknown) or arguments.incomplete:
        return found if isinstance(found, Unknown) else arguments.unknown()
    made = {**found, **arguments.named}
    for name in arguments.named:
        if name in arguments.places:
            arguments.reader.placed(made, name, arguments.places[name])
    return made


@describes("str", kind=str)
def _str(arguments: Arguments) -> Any:
    if not arguments.positional and not arguments.incomplete:
        return ""
    value = arguments.positional[0] if arguments.positional else None
    path = getattr(value, "path", None)
    if isinstance(value, LibraryObject) and isinstance(path, str):
        return path
    return computed(str, arguments)


@describes("range", kind=range)
def _range(arguments: Arguments) -> Any:
    found = computed(range, arguments)
    names = frozenset().union(*(rests_on(value) for value in arguments.positional))
    return AssumedRange(found, names) if names and isinstance(found, range) else found


@describes("len")
def _len(arguments: Arguments) -> Any:
    if not arguments.positional or arguments.incomplete:
        return arguments.unknown()
    value = arguments.positional[0]
    if isinstance(value, range) and too_large(value):
        return (value[-1] - value[0]) // value.step + 1
    return arguments.reader.length(value, arguments.place)


@describes("dict.fromkeys", "dict.fromkeys")
def _fromkeys(arguments: Arguments) -> Any:
    keys = listed(arguments.get(0, "iterable", []), arguments)
    if isinstance(keys, Unknown):
        return keys
    return dict.fromkeys([key for key in keys if hashable(key)], arguments.get(1, "value", None))
