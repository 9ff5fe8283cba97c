"""One value out of many: ``sum``, ``min``, ``max``, ``any``, ``all``, ``sorted``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.bounds import MOST_CALLS, MOST_ITEMS
from paddle_lrkit.scripts.library.plain import Noted, TooLargeError, computed, listed, with_arguments
from paddle_lrkit.scripts.library.uneven import largest, smallest
from paddle_lrkit.scripts.unknown import Unknown


def total(values: Any, start: Any = 0) -> Any:
    """``sum(values, start)``; the list that it makes fits into memory."""
    if isinstance(start, (list, tuple)) and len(values) * sum(len(value) for value in values) > 100 * MOST_ITEMS:
        raise TooLargeError
    return sum(values, start)


@describes("sum")
def _sum(arguments: Arguments) -> Any:
    value = arguments.get(0, "iterable", None)
    start = arguments.get(1, "start", 0)
    if isinstance(value, range) and isinstance(start, (int, float)):
        count = (value[-1] - value[0]) // value.step + 1 if value else 0
        return start + (count * (value[0] + value[-1]) // 2 if count else 0)
    items = listed(value, arguments)
    return items if isinstance(items, Unknown) else computed(total, with_arguments(arguments, [items, start], {}))


def keyed(items: list[Any], arguments: Arguments) -> Any:
    """The keys by which items are ordered: the items themselves, or ``key(item)`` of each; or `Unknown`."""
    function = arguments.named.get("key")
    if function is None:
        return items
    if len(items) > MOST_CALLS:
        return arguments.unknown(tr("is too large to read"))
    return [arguments.reader.call(function, [item], {}, arguments.place) for item in items]


def ordered(items: list[Any], arguments: Arguments) -> Any:
    """The items in the order that ``key`` and ``reverse`` ask for, or `Unknown`."""
    keys, reverse = keyed(items, arguments), arguments.named.get("reverse", False)
    if isinstance(keys, Unknown):
        return keys
    backwards = arguments.reader.truth(reverse)
    if backwards is None:
        return reverse if isinstance(reverse, Unknown) else arguments.unknown()
    order = computed(
        lambda keys: sorted(range(len(keys)), key=keys.__getitem__, reverse=backwards),
        with_arguments(arguments, [keys], {}),
    )
    return order if isinstance(order, Unknown) else [items[int(number)] for number in order]


@describes("sorted")
def _sorted(arguments: Arguments) -> Any:
    items = listed(arguments.get(0, "iterable", None), arguments)
    return items if isinstance(items, Unknown) else ordered(items, arguments)


def _extreme(choose: Callable[..., Any], noted: Noted) -> Callable[[Arguments], Any]:
    def describe(arguments: Arguments) -> Any:
        if arguments.incomplete or not arguments.positional:
            return arguments.unknown()
        items: Any = arguments.positional
        if len(items) == 1:
            items = items[0]
            items = [items[0], items[-1]] if isinstance(items, range) and items else listed(items, arguments)
        if isinstance(items, Unknown):
            return items
        if not items and "default" in arguments.named:
            return arguments.named["default"]
        keys = keyed(items, arguments)
        if isinstance(keys, Unknown):
            return keys
        if keys is items:
            given = items if len(arguments.positional) > 1 else [items]
            return computed(choose, with_arguments(arguments, given, {}), noted)
        number = computed(
            lambda keys: choose(range(len(keys)), key=keys.__getitem__), with_arguments(arguments, [keys], {})
        )
        return number if isinstance(number, Unknown) else items[int(number)]

    return describe


describes("min")(_extreme(min, smallest))
describes("max")(_extreme(max, largest))


def _decided(by: bool) -> Callable[[Arguments], Any]:
    """``any`` and ``all``: one value decides, else all must be known."""

    def describe(arguments: Arguments) -> Any:
        items = listed(arguments.get(0, "iterable", None), arguments)
        if isinstance(items, Unknown):
            return items
        unknown = None
        for item in items:
            known = arguments.reader.truth(item)
            if known is by:
                arguments.reader.depends("Same", None, None, by, arguments.place)
                return by
            if known is None and unknown is None:
                unknown = item
        arguments.reader.depends("Same", None, None, not by, arguments.place)
        return (not by) if unknown is None else unknown if isinstance(unknown, Unknown) else arguments.unknown()

    return describe


describes("any")(_decided(True))
describes("all")(_decided(False))
