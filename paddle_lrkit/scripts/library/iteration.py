"""What loops go over: ``enumerate``, ``zip``, ``map``, ``iter`` and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.bounds import MOST_CALLS
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.unknown import Assumed, CodePlace, Unknown, assumed, rest_of, rests_on

_MOST_EAGER = 1000


class SideBySide(LibraryObject):
    """What goes over other things side by side: ``enumerate(loader)``, ``zip(a, b)``, ``map(f, loader)``.

    A loop over it has as many rounds as the shortest of its sources; in each round its target gets ``element``.

    Args:
        text: Its source text.
        sources: What it goes over: a loader, a range, a list, an `Unknown`, another `SideBySide`.
        element: From the elements of the sources and the number of the round, to what the target gets.
    """

    def __init__(self, text: str, sources: tuple[Any, ...], element: Callable[[list[Any], Any], Any]) -> None:
        self.text = text
        self.sources = sources
        self.element = element

    @property
    def batches(self) -> bool:  # type: ignore[override]
        """Whether one of its sources gives batches."""
        return any(getattr(source, "batches", False) for source in self.sources)

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        return self

    def length(self, reader: Reader, place: CodePlace) -> Any:
        lengths = [reader.length(source, place) for source in self.sources]
        unknown = next((length for length in lengths if not isinstance(length, int)), None)
        if unknown is not None or not lengths:
            return unknown
        return assumed(int(min(lengths)), frozenset().union(*(rests_on(length) for length in lengths)))


class AssumedRange(LibraryObject, Assumed):
    """A ``range`` whose length rests on an assumed number."""

    text = "range"
    kinds = ("range",)

    def __init__(self, values: range, names: frozenset[str]) -> None:
        self.values = values
        self.rests_on = names

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        return self.values

    def length(self, reader: Reader, place: CodePlace) -> Any:
        return assumed(len(self.values), self.rests_on)

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        try:
            found = self.values[key]
        except (IndexError, TypeError, ValueError):
            return super().item(key, reader, place)
        return AssumedRange(found, self.rests_on) if isinstance(found, range) else assumed(found, self.rests_on)

    def contains(self, value: Any, reader: Reader, place: CodePlace) -> Any:
        return value in self.values if isinstance(value, (int, float)) else super().contains(value, reader, place)

    def truth(self) -> bool | None:
        return bool(self.values)


class Iterator(LibraryObject):
    """What ``iter()`` gives: a list and the place in it, or batches without end.

    Args:
        text: Its source text.
        source: What it goes over.
        items: The items; None when they are not known.
    """

    def __init__(self, text: str, source: Any, items: list[Any] | None) -> None:
        self.text = text
        self.source = source
        self.items = items
        self.at = 0

    def next(self, arguments: Arguments) -> Any:
        """``next(self)``."""
        if isinstance(self.source, SideBySide) and not self.source.sources:
            arguments.reader.changed(self, "at", self.at + 1)
            return self.source.element([], self.at - 1)
        if self.items is None:
            return arguments.unknown(tr("is a batch or an item that is not known without running the script"))
        if self.at >= len(self.items):
            if len(arguments.positional) > 1:
                return arguments.positional[1]
            return arguments.reader.stop("StopIteration", "", arguments.place)
        arguments.reader.changed(self, "at", self.at + 1)
        return self.items[self.at - 1]

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        if self.items is None:
            return self.source
        return self.items[self.at :]

    def length(self, reader: Reader, place: CodePlace) -> Any:
        return reader.length(self.source, place)


def _short(values: list[Any], arguments: Arguments) -> list[list[Any]] | None:
    """The items of each value where all are known and few; else None."""
    found = []
    for value in values:
        if isinstance(value, AssumedRange) or (
            isinstance(value, (range, str)) and len(value[: _MOST_EAGER + 1]) > _MOST_EAGER
        ):
            return None
        items = listed(value, arguments)
        if isinstance(items, Unknown) or len(items) > _MOST_EAGER:
            return None
        found.append(items)
    return found


def _rounds(arguments: Arguments, values: list[Any], element: Callable[[list[Any], Any], Any]) -> Any:
    """A list where all values are short and known, else `SideBySide`."""
    known = _short(values, arguments)
    if known is None:
        return SideBySide(f"{arguments.text}(...)", tuple(values), element)
    return [element(list(parts), number) for number, parts in enumerate(zip(*known, strict=False))]


@describes("enumerate")
def _enumerate(arguments: Arguments) -> Any:
    start = arguments.get(1, "start", 0)
    if arguments.incomplete or not (arguments.positional or "iterable" in arguments.named):
        return arguments.unknown()

    def element(values: list[Any], number: Any) -> Any:
        return (start if isinstance(start, Unknown) else number + start, values[0])

    return _rounds(arguments, [arguments.get(0, "iterable")], element)


@describes("zip")
def _zip(arguments: Arguments) -> Any:
    if arguments.incomplete:
        return arguments.unknown()
    return _rounds(arguments, arguments.positional, lambda values, number: tuple(values))


@describes("map")
def _map(arguments: Arguments) -> Any:
    if arguments.incomplete or len(arguments.positional) < 2:
        return arguments.unknown()
    function, *values = arguments.positional

    def element(parts: list[Any], number: Any) -> Any:
        return arguments.reader.call(function, parts, {}, arguments.place)

    return _rounds(arguments, values, element)


@describes("filter")
def _filter(arguments: Arguments) -> Any:
    if arguments.incomplete or len(arguments.positional) != 2:
        return arguments.unknown()
    function, value = arguments.positional
    items = listed(value, arguments)
    if isinstance(items, Unknown):
        return items
    if len(items) > MOST_CALLS:
        return arguments.unknown(tr("is too large to read"))
    kept = []
    for item in items:
        result = item if function is None else arguments.reader.call(function, [item], {}, arguments.place)
        known = arguments.reader.truth(result)
        if known is None:
            return result if isinstance(result, Unknown) else arguments.unknown()
        if known:
            kept.append(item)
    return kept


@describes("reversed")
def _reversed(arguments: Arguments) -> Any:
    value = arguments.get(0, "sequence", None)
    if isinstance(value, AssumedRange):
        return AssumedRange(value.values[::-1], value.rests_on)
    if isinstance(value, range):
        return value[::-1]
    items = listed(value, arguments)
    return items if isinstance(items, Unknown) else items[::-1]


@describes("iter")
def _iter(arguments: Arguments) -> Any:
    if arguments.incomplete or len(arguments.positional) != 1:
        return arguments.unknown()
    value = arguments.positional[0]
    if isinstance(value, Iterator):
        return value
    known = _short([value], arguments)
    return Iterator(f"{arguments.text}(...)", value, None if known is None else known[0])


@describes("next")
def _next(arguments: Arguments) -> Any:
    value = arguments.get(0, "iterator", None)
    if isinstance(value, Iterator):
        return value.next(arguments)
    if isinstance(value, list) and value and rest_of(value[:1]) is None:
        first = value[0]
        arguments.reader.changed(value, None, value[1:])
        return first
    if isinstance(value, list) and not value:
        if len(arguments.positional) > 1:
            return arguments.positional[1]
        return arguments.reader.stop("StopIteration", "", arguments.place)
    return value if isinstance(value, Unknown) else arguments.unknown()
