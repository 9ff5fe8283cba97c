"""Paddle's ``CosineAnnealingWarmRestarts``, ticked by itself and stepped by number."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.form import form, repeats

_MOST_LATE = 4000


@form
def restarts(base: float, floor: float, first: int, multiplier: int) -> Formula:
    """Half cosines, the next one ``multiplier`` times as long, counted in whole updates.

    Example:
        >>> c = restarts(0.1, 0.0, 10, 2)
        >>> c(0), c(10), c(30)
        (0.1, 0.1, 0.1)
    """

    def at(update: int) -> float:
        begin, length = _cycle(update, first, multiplier)
        return _half(base, floor, update - begin, length)

    return Formula(at, knots=lambda stop: _starts(first, multiplier, stop))


@form
def entered_restarts(base: float, floor: float, first: int, multiplier: int, entry: int) -> Formula:
    """`restarts` for a scheduler that was made with ``last_epoch=entry``.

    An entry beyond the first cycle is worked off by at most one cycle a tick.

    Example:
        >>> c = entered_restarts(0.1, 0.0, 10, 1, 3)
        >>> c(0) == restarts(0.1, 0.0, 10, 1)(4)
        True
    """
    late = _late(first, multiplier, entry)

    def at(update: int) -> float:
        tick = update + 1
        if multiplier == 1 and first == 1:
            return _half(base, floor, entry, 1)
        if multiplier == 1 and tick <= entry // (first - 1):
            return _half(base, floor, entry - tick * (first - 1), first)
        if multiplier == 1:
            worked_off = entry // (first - 1)
            return _half(base, floor, (entry - worked_off * (first - 1) + tick - worked_off) % first, first)
        position, length = late[min(tick, len(late) - 1)]
        if tick < len(late):
            return _half(base, floor, position, length)
        begin, length = _cycle(position + tick - len(late) + 1, length, multiplier)
        return _half(base, floor, position + tick - len(late) + 1 - begin, length)

    return Formula(at, knots=lambda stop: range(min(stop, _MOST_LATE)))


@form
def restarts_by_logarithm(base: float, floor: float, first: int, multiplier: int) -> Formula:
    """The same as ``step(epoch)`` computes it: the number of the cycle comes from a logarithm of floats.

    Where that rounds down at the start of a cycle, the rate there is the lowest instead of the highest.

    Example:
        >>> c = restarts_by_logarithm(0.1, 0.0, 1, 3)
        >>> [round(c(t), 3) for t in (0, 1, 4, 13, 121)]
        [0.1, 0.1, 0.1, 0.1, 0.0]
    """

    def at(update: int) -> float:
        if multiplier == 1:
            return _half(base, floor, update % first, first)
        if update < first:
            return _half(base, floor, update, first)
        cycle = int(math.log(update / first * (multiplier - 1) + 1, multiplier))
        begin = first * (multiplier**cycle - 1) / (multiplier - 1)
        return _half(base, floor, update - begin, first * multiplier**cycle)

    return Formula(at, knots=lambda stop: _starts(first, multiplier, stop))


def _half(base: float, floor: float, tick: float, length: int) -> float:
    return floor + (base - floor) * (1 + math.cos(math.pi * tick / length)) / 2


def _late(first: int, multiplier: int, entry: int) -> list[tuple[int, int]]:
    """Position and length of the cycle at each tick until the entry is worked off; for growing cycles."""
    states = [(entry, first)]
    while multiplier > 1 and states[-1][0] + 1 >= states[-1][1]:
        position, length = states[-1]
        states.append((position + 1 - length, length * multiplier))
    return states


def _cycle(update: int, first: int, multiplier: int) -> tuple[int, int]:
    if multiplier == 1:
        return update // first * first, first
    begin, length = 0, first
    while update >= begin + length:
        begin, length = begin + length, length * multiplier
    return begin, length


def _starts(first: int, multiplier: int, stop: int) -> Iterator[int]:
    if multiplier == 1:
        yield from repeats(first, stop, first)
        return
    begin, length = first, first * multiplier
    while begin < stop:
        yield begin
        begin, length = begin + length, length * multiplier
