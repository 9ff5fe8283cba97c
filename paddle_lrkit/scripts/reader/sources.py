"""What a ``for`` goes over: how many items there are, and what they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LibraryObject
from paddle_lrkit.scripts.library.iteration import AssumedRange, SideBySide
from paddle_lrkit.scripts.reader.objects import Function, Instance
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumed, rests_on

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine


@dataclass(frozen=True)
class ItemSource:
    """What a ``for`` goes over.

    Args:
        count: Number of items; None when they never end.
        item: The item of a round.
        batches: Whether they are the batches of a loader.
        rests_on: What the number of items rests on.
        counts: Whether the items are numbers or batches.
        step: Of a ``range`` its step.
    """

    count: int | None
    item: Callable[[int], Any]
    batches: bool = False
    rests_on: frozenset[str] = frozenset()
    counts: bool = True
    step: int = 1


def source_of(machine: Machine, value: Any, place: CodePlace) -> ItemSource:
    """What a ``for`` over a value goes over."""
    if isinstance(value, LibraryObject):
        return _of_object(machine, value, place)
    if isinstance(value, Instance) and value.mapping is None:
        return _of_instance(machine, value, place)
    if isinstance(value, range):
        return ItemSource(len(value), lambda index: value[index], rests_on=rests_on(value))
    items = machine.items(value)
    if items is not None:
        numbers = all(_is_numbered(each) for each in items)
        return ItemSource(len(items), lambda index: items[index], rests_on=rests_on(len(items)), counts=numbers)
    if not isinstance(value, Unknown):
        value = machine.unknown(machine.name_of(value), place=place)
    return _of_unknown(machine, value, machine.batches(value))


def _is_numbered(item: Any) -> bool:
    """Whether an item is a number, or a tuple of numbers as ``enumerate`` makes them."""
    return all(isinstance(part, (int, float)) for part in (item if isinstance(item, tuple) else (item,)))


def _of_unknown(machine: Machine, value: Unknown, count: Any) -> ItemSource:
    batch = machine.derived(value, "batch", tr("a batch of {}", machine.name_of(value)))
    if not isinstance(count, int):
        count = machine.batches(value)
    return ItemSource(int(count), lambda index: batch, True, rests_on(count))


def _of_instance(machine: Machine, value: Instance, place: CodePlace) -> ItemSource:
    maker = value.kind.find("__iter__")
    if isinstance(maker, Function):
        made = machine.call(machine.get(value, "__iter__", place), [], {}, place)
        if made is not value and not isinstance(made, Unknown):
            return source_of(machine, made, place)
    elif value.inner is not None:
        return _of_object(machine, value.inner, place)
    return _of_unknown(machine, machine.opaque(value, place), machine.length(value, place))


def _of_object(machine: Machine, value: LibraryObject, place: CodePlace) -> ItemSource:
    if isinstance(value, SideBySide):
        return _together(machine, value, place)
    if isinstance(value, AssumedRange):
        return ItemSource(
            len(value.values),
            lambda index: assumed(value.values[index], value.rests_on),
            rests_on=value.rests_on,
            step=value.values.step,
        )
    if value.batches:
        unknown = machine.unknown(machine.name_of(value), place=place)
        return _of_unknown(machine, unknown, machine.length(value, place))
    inner = value.iterable(machine, place)
    if isinstance(inner, Unknown):
        return _of_unknown(machine, inner, machine.length(value, place))
    if inner is value or inner is None:
        unknown = machine.unknown(machine.name_of(value), place=place)
        return _of_unknown(machine, unknown, machine.length(value, place))
    return source_of(machine, inner, place)


def _together(machine: Machine, value: SideBySide, place: CodePlace) -> ItemSource:
    """``enumerate(loader)``, ``zip(a, b)``: one item of each."""
    parts = [source_of(machine, part, place) for part in value.sources]
    counts = [part.count for part in parts if part.count is not None]
    count = min(counts, default=None)
    rests = frozenset().union(*(part.rests_on for part in parts if part.count == count))

    def item(index: int) -> Any:
        return value.element([part.item(index) for part in parts], index)

    numbers = all(part.counts for part in parts)
    return ItemSource(count, item, any(part.batches for part in parts), rests, numbers)
