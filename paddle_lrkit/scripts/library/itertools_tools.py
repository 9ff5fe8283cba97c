"""``itertools``: finite ones are lists, and endless ones give one element a round."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, Reader, describes
from paddle_lrkit.scripts.library.bounds import MOST_ITEMS
from paddle_lrkit.scripts.library.iteration import Iterator, SideBySide
from paddle_lrkit.scripts.library.plain import computed, listed, with_arguments
from paddle_lrkit.scripts.unknown import CodePlace, Unknown


class Endless(SideBySide):
    """What never ends by itself: ``itertools.count()``, ``cycle(loader)``.

    Args:
        text: Its source text.
        element: From the number of the round to what the target gets.
        batches: Whether these are the batches of a loader.
    """

    def __init__(self, text: str, element: Callable[[Any], Any]) -> None:
        super().__init__(text, (), lambda values, number: element(number))

    def length(self, reader: Reader, place: CodePlace) -> Any:
        return reader.unknown(f"len({self.text})", tr("has no end"), place)


def _endless(text: str, element: Callable[[Any], Any]) -> Iterator:
    return Iterator(text, Endless(text, element), None)


def _lists(values: list[Any], arguments: Arguments) -> Any:
    found = []
    for value in values:
        items = listed(value, arguments)
        if isinstance(items, Unknown):
            return items
        found.append(items)
    return found


@describes("itertools.chain", "itertools.chain.from_iterable")
def _chain(arguments: Arguments) -> Any:
    values: Any = arguments.positional
    if arguments.text.endswith("from_iterable"):
        values = listed(values[0], arguments) if values else arguments.unknown()
    lists = values if isinstance(values, Unknown) else _lists(values, arguments)
    if isinstance(lists, Unknown) or arguments.incomplete:
        return lists if isinstance(lists, Unknown) else arguments.unknown()
    return [item for items in lists for item in items]


@describes("itertools.product")
def _product(arguments: Arguments) -> Any:
    lists = _lists(arguments.positional, arguments)
    times = arguments.named.get("repeat", 1)
    if isinstance(lists, Unknown) or not isinstance(times, int):
        return lists if isinstance(lists, Unknown) else arguments.unknown()
    if not 0 <= times < 20 or math.prod(len(items) for items in lists) ** max(times, 1) > MOST_ITEMS:
        return arguments.unknown(tr("is too large to read"))
    return list(itertools.product(*lists, repeat=times))


def _choices(path: str, choose: Callable[[list[Any], int], Any], count: Callable[[int, int], int]) -> None:
    @describes(path)
    def describe(arguments: Arguments) -> Any:
        items = listed(arguments.get(0, "iterable", None), arguments)
        if isinstance(items, Unknown):
            return items
        size = arguments.get(1, "r", len(items))
        if not isinstance(size, int) or size < 0 or size > 20 or len(items) > 1000:
            return size if isinstance(size, Unknown) else arguments.unknown(tr("is too large to read"))
        return (
            list(choose(items, size))
            if count(len(items), size) <= MOST_ITEMS
            else arguments.unknown(tr("is too large to read"))
        )


_choices("itertools.combinations", itertools.combinations, math.comb)
_choices("itertools.permutations", itertools.permutations, math.perm)


@describes("itertools.accumulate")
def _accumulate(arguments: Arguments) -> Any:
    items = listed(arguments.get(0, "iterable", None), arguments)
    if isinstance(items, Unknown):
        return items
    if arguments.get(1, "func", None) is not None or "initial" in arguments.named:
        return arguments.unknown()
    return computed(lambda values: list(itertools.accumulate(values)), with_arguments(arguments, [items], {}))


@describes("itertools.islice")
def _islice(arguments: Arguments) -> Any:
    if len(arguments.positional) < 2:
        return arguments.unknown()
    value, *bounds = arguments.positional
    unknown = next((bound for bound in bounds if isinstance(bound, Unknown)), None)
    if unknown is not None or not all(bound is None or isinstance(bound, int) for bound in bounds):
        return unknown or arguments.unknown()
    start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    start, step = start or 0, step or 1
    if isinstance(value, (list, tuple, range)):
        items = listed(value[start:stop:step], arguments)
        return items
    if stop is None or start or step != 1:
        return arguments.unknown()
    return SideBySide("itertools.islice()", (value, range(stop)), lambda values, number: values[0])


@describes("itertools.zip_longest")
def _zip_longest(arguments: Arguments) -> Any:
    lists = _lists(arguments.positional, arguments)
    if isinstance(lists, Unknown):
        return lists
    return list(itertools.zip_longest(*lists, fillvalue=arguments.named.get("fillvalue")))


@describes("itertools.count")
def _count(arguments: Arguments) -> Any:
    start, step = arguments.get(0, "start", 0), arguments.get(1, "step", 1)
    unknown = next((value for value in (start, step) if isinstance(value, Unknown)), None)
    return _endless("itertools.count()", lambda number: unknown if unknown is not None else start + number * step)


@describes("itertools.repeat")
def _repeat(arguments: Arguments) -> Any:
    value, times = arguments.get(0, "object", None), arguments.get(1, "times", None)
    if times is None:
        return _endless("itertools.repeat()", lambda number: value)
    if not isinstance(times, int) or times > MOST_ITEMS:
        return times if isinstance(times, Unknown) else arguments.unknown(tr("is too large to read"))
    return [value] * times


@describes("itertools.cycle")
def _cycle(arguments: Arguments) -> Any:
    value = arguments.get(0, "iterable", None)
    items = listed(value, arguments)
    if isinstance(items, Unknown):
        return _endless("itertools.cycle()", lambda number: items)
    return _endless("itertools.cycle()", lambda number: items[number % len(items)]) if items else []


@describes("itertools.tee")
def _tee(arguments: Arguments) -> Any:
    value, times = arguments.get(0, "iterable", None), arguments.get(1, "n", 2)
    return tuple([value] * times) if isinstance(times, int) and 0 < times < 100 else arguments.unknown()
