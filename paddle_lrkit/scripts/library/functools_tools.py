"""``functools``, ``copy``, ``dataclasses`` and ``operator``."""

from __future__ import annotations

import operator
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import MISSING, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.bounds import MOST_CALLS
from paddle_lrkit.scripts.library.config_objects import ConfigObject
from paddle_lrkit.scripts.library.namespaces import ValueNamespace
from paddle_lrkit.scripts.library.plain import listed, pure
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_MOST_DEPTH = 20


class PartialFunction(LibraryObject):
    """``partial(function, ...)``.

    Args:
        function: The function.
        positional: Its first arguments.
        named: Its named arguments.
        given: The call of ``partial``.
    """

    def __init__(self, function: Any, given: Arguments) -> None:
        self.text = given.texts.get(0, "partial")
        self.function = function
        self.given = given

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        own = {"func": self.function, "args": tuple(self.given.positional[1:]), "keywords": self.given.named}
        return own[name] if name in own else super().attribute(name, reader, place)

    def call(self, arguments: Arguments) -> Any:
        if arguments.incomplete or self.given.incomplete:
            return arguments.unknown()
        positional = [*self.given.positional[1:], *arguments.positional]
        named = {**self.given.named, **arguments.named}
        return arguments.reader.call(self.function, positional, named, arguments.place)


@describes("functools.partial")
def _partial(arguments: Arguments) -> Any:
    return PartialFunction(arguments.positional[0], arguments) if arguments.positional else arguments.unknown()


@describes("functools.reduce")
def _reduce(arguments: Arguments) -> Any:
    if len(arguments.positional) < 2 or arguments.incomplete:
        return arguments.unknown()
    function, values, *start = arguments.positional
    items = listed(values, arguments)
    if isinstance(items, Unknown):
        return items
    items = [*start, *items]
    if not items or len(items) > MOST_CALLS:
        return arguments.unknown(tr("is too large to read") if items else tr("has no items"))
    found = items[0]
    for item in items[1:]:
        found = arguments.reader.call(function, [found, item], {}, arguments.place)
    return found


def _same(arguments: Arguments) -> Any:
    return arguments.positional[0] if arguments.positional else None


@describes(
    "functools.wraps",
    "functools.total_ordering",
    "functools.lru_cache",
    "functools.cache",
    "contextlib.contextmanager",
    "abc.abstractmethod",
    "typing.no_type_check",
    "typing.overload",
    "functools.cached_property",
    "atexit.register",
)
def _decorator(arguments: Arguments) -> Any:
    """A decorator that leaves the function as it is, with or without arguments of its own."""
    if arguments.text.endswith("wraps") or not arguments.positional or isinstance(arguments.positional[0], int):
        return Described(_same, "decorator")
    return arguments.positional[0]


@describes("typing.cast")
def _cast(arguments: Arguments) -> Any:
    return arguments.get(1, "val", None)


@describes("copy.copy", "copy.deepcopy")
def _copy(arguments: Arguments) -> Any:
    if not arguments.positional:
        return arguments.unknown()
    found = copied(arguments.positional[0], arguments, deep=arguments.text.endswith("deepcopy"))
    return arguments.unknown() if found is MISSING else found


def copied(value: Any, arguments: Arguments, deep: bool, depth: int = 0) -> Any:
    """A copy of a value; `MISSING` for an object that is not followed. Inner ones of these stay the same."""
    if isinstance(value, (list, dict, set)) and arguments.reader.items(value) is None:
        return arguments.unknown()
    if isinstance(value, ValueNamespace):
        return value.copied(copied(value.values, arguments, deep, depth + 1) if deep else dict(value.values))
    if isinstance(value, ConfigObject):
        return value.copied()
    if type(value) in (list, tuple, set, dict) and (not deep or depth > _MOST_DEPTH):
        return value.copy() if hasattr(value, "copy") else value
    if type(value) in (list, tuple):
        return type(value)(_inner(part, arguments, depth) for part in value)
    if type(value) is dict:
        return {key: _inner(part, arguments, depth) for key, part in value.items()}
    if isinstance(value, (int, float, str, bool, bytes, range, frozenset, set, type(None), Unknown)):
        return value
    return MISSING


def _inner(value: Any, arguments: Arguments, depth: int) -> Any:
    found = copied(value, arguments, True, depth + 1)
    return value if found is MISSING else found


class FieldFactory(LibraryObject):
    """``field(default_factory=...)`` of a dataclass."""

    text = "field"

    def __init__(self, factory: Any) -> None:
        self.default_factory = factory


@describes("dataclasses.field", "attr.ib", "attr.field", "attrs.field")
def _field(arguments: Arguments) -> Any:
    if "default" in arguments.named:
        return arguments.named["default"]
    factory = arguments.named.get("default_factory", arguments.named.get("factory"))
    return arguments.unknown(tr("has no default")) if factory is None else FieldFactory(factory)


@describes("dataclasses.asdict", "attr.asdict", "attrs.asdict")
def _asdict(arguments: Arguments) -> Any:
    if not arguments.positional:
        return arguments.unknown()
    values = arguments.reader.get(arguments.positional[0], "__dict__", arguments.place)
    return copied(values, arguments, deep=True) if isinstance(values, dict) else values


@describes("dataclasses.replace", "attr.evolve")
def _replace(arguments: Arguments) -> Any:
    if len(arguments.positional) != 1:
        return arguments.unknown()
    value, place, reader = arguments.positional[0], arguments.place, arguments.reader
    values = reader.get(value, "__dict__", place)
    kind = reader.get(value, "__class__", place)
    if not isinstance(values, dict) or isinstance(kind, Unknown):
        return arguments.unknown()
    return reader.call(kind, [], {**values, **arguments.named}, place)


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "neg", "lt", "le", "eq", "ne", "ge", "gt"):
    pure(getattr(operator, _name), f"operator.{_name}")
