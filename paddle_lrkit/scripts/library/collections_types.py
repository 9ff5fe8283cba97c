"""The types of ``collections``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.bounds import MOST_ITEMS
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.library.values import hashable, merged
from paddle_lrkit.scripts.unknown import CodePlace, Unknown


class DefaultDict(dict[Any, Any]):
    """A ``defaultdict``: a key that is asked for and not there gets a value.

    Args:
        factory: What makes the value; None for none.
        reader: The reader.
        place: Where it is made.
    """

    def __init__(self, factory: Any, reader: Reader, place: CodePlace) -> None:
        super().__init__()
        self.factory, self.reader, self.place = factory, reader, place

    def __missing__(self, key: Any) -> Any:
        if self.factory is None or len(self) >= MOST_ITEMS:
            raise KeyError(key)
        value = self.reader.call(self.factory, [], {}, self.place)
        self.reader.changed(self, key, value)
        return value


@describes("collections.defaultdict")
def _defaultdict(arguments: Arguments) -> Any:
    if arguments.incomplete:
        return arguments.unknown()
    made = DefaultDict(arguments.get(0, "default_factory", None), arguments.reader, arguments.place)
    found: Any = {}
    if len(arguments.positional) > 1:
        found = merged(found, arguments.positional[1], arguments)
    if isinstance(found, Unknown):
        return found
    made.update({**found, **{name: value for name, value in arguments.named.items() if name != "default_factory"}})
    return made


@describes("collections.Counter")
def _counter(arguments: Arguments) -> Any:
    made = DefaultDict(Described(lambda given: 0, "int"), arguments.reader, arguments.place)
    if arguments.incomplete:
        return arguments.unknown()
    source = arguments.positional[0] if arguments.positional else {}
    if isinstance(source, dict):
        made.update({**source, **arguments.named})
        return made
    items = listed(source, arguments)
    if isinstance(items, Unknown):
        return items
    for item in items:
        if not hashable(item):
            return item if isinstance(item, Unknown) else arguments.unknown()
        made.update({item: made.get(item, 0) + 1})
    return made


class NamedTupleClass(LibraryObject):
    """A class that ``namedtuple`` makes.

    Args:
        name: Its name.
        fields: Its fields.
        defaults: Defaults of the last fields.
    """

    def __init__(self, name: str, fields: list[str], defaults: list[Any]) -> None:
        self.text = name
        self.fields = fields
        self.defaults = dict(zip(fields[len(fields) - len(defaults) :], defaults, strict=False))

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name == "_fields":
            return tuple(self.fields)
        if name == "_make":
            return Described(self._make, name)
        return super().attribute(name, reader, place)

    def _make(self, arguments: Arguments) -> Any:
        items = listed(arguments.get(0, "iterable", None), arguments)
        if isinstance(items, Unknown) or len(items) != len(self.fields):
            return items if isinstance(items, Unknown) else arguments.unknown()
        return NamedTupleValue(self, dict(zip(self.fields, items, strict=True)))

    def call(self, arguments: Arguments) -> Any:
        given = {**self.defaults, **dict(zip(self.fields, arguments.positional, strict=False)), **arguments.named}
        if arguments.incomplete or set(given) != set(self.fields):
            return arguments.unknown()
        return NamedTupleValue(self, {name: given[name] for name in self.fields})


class NamedTupleValue(LibraryObject):
    """A named tuple.

    Args:
        kind: Its class.
        values: Field -> value.
    """

    kinds = ("tuple",)

    def __init__(self, kind: NamedTupleClass, values: dict[str, Any]) -> None:
        self.kind = kind
        self.values = values
        self.text = kind.text

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name in self.values:
            return self.values[name]
        if name == "_asdict":
            return Described(lambda arguments: dict(self.values), name)
        if name == "_replace":
            return Described(lambda arguments: NamedTupleValue(self.kind, {**self.values, **arguments.named}), name)
        return tuple(self.values) if name == "_fields" else super().attribute(name, reader, place)

    def has(self, name: str) -> bool | None:
        return name in self.values or name in ("_asdict", "_replace", "_fields")

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        try:
            return tuple(self.values.values())[key]
        except (IndexError, TypeError):
            return super().item(key, reader, place)

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        return list(self.values.values())

    def length(self, reader: Reader, place: CodePlace) -> Any:
        return len(self.values)


@describes("collections.namedtuple")
def _namedtuple(arguments: Arguments) -> Any:
    name, fields = arguments.get(0, "typename", "tuple"), arguments.get(1, "field_names", [])
    names = fields.replace(",", " ").split() if isinstance(fields, str) else listed(fields, arguments)
    defaults = listed(arguments.named.get("defaults", []), arguments)
    if isinstance(names, Unknown) or isinstance(defaults, Unknown) or not all(isinstance(each, str) for each in names):
        return names if isinstance(names, Unknown) else arguments.unknown()
    return NamedTupleClass(str(name), names, defaults)


class Deque(list[Any]):
    """A ``deque``: a list that may have a greatest length.

    Args:
        items: Its items.
        most: Its greatest length; None for none.
    """

    def __init__(self, items: list[Any], most: int | None) -> None:
        super().__init__(items if most is None else items[max(len(items) - most, 0) :])
        self.most = most


@describes("collections.deque")
def _deque(arguments: Arguments) -> Any:
    items = listed(arguments.get(0, "iterable", []), arguments)
    most = arguments.get(1, "maxlen", None)
    if isinstance(items, Unknown) or arguments.incomplete or not (most is None or isinstance(most, int)):
        return items if isinstance(items, Unknown) else arguments.unknown()
    return Deque(items, most)


@describes("Deque.append", "Deque.appendleft")
def _append(arguments: Arguments) -> Any:
    value, item = arguments.positional
    left = arguments.text.endswith("appendleft")
    items = [item, *value] if left else [*value, item]
    extra = max(len(items) - value.most, 0) if value.most is not None else 0
    arguments.reader.changed(value, None, items[: len(items) - extra] if left else items[extra:])


@describes("Deque.popleft")
def _popleft(arguments: Arguments) -> Any:
    value = arguments.positional[0]
    items = listed(value, arguments)
    if isinstance(items, Unknown):
        return items
    if not items:
        return arguments.reader.stop("IndexError", "pop from an empty deque", arguments.place)
    arguments.reader.changed(value, None, items[1:])
    return items[0]
