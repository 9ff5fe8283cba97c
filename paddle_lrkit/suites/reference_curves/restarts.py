"""Paddle's ``CosineAnnealingWarmRestarts``, with ``step()`` and with ``step(epoch)``; PaddleGAN's restarts."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, around, reference_curve, repeats

_MOST_LATE = 4000


@reference_curve
def restarts(base: float, floor: float, first: int, multiplier: int) -> Formula:
    """Half cosines, each ``multiplier`` times as long as the one before.

    Example:
        >>> c = restarts(0.1, 0.0, 10, 2)
        >>> c(0), c(10), c(30)
        (0.1, 0.1, 0.1)
    """

    def at(update: int) -> float:
        begin, length = _cycle(update, first, multiplier)
        return _half(base, floor, update - begin, length)

    return Formula(at, knots=lambda stop: _starts(first, multiplier, stop))


@reference_curve
def entered_restarts(base: float, floor: float, first: int, multiplier: int, entry: int) -> Formula:
    """`restarts` for a scheduler that was built with ``last_epoch=entry``.

    Paddle starts at position ``entry`` of the first cycle, also where that cycle is shorter, and ends at most one cycle
    at each tick.

    Example:
        >>> c = entered_restarts(0.1, 0.0, 10, 1, 3)
        >>> c(0) == restarts(0.1, 0.0, 10, 1)(4)
        True
    """
    # At each tick the position grows by 1; where that reaches the length of the cycle, the length is subtracted once
    # and the cycle gets `multiplier` times as long. Position p of a cycle of n updates thus becomes p + 1, or
    # p + 1 - n, which may still be n or more.
    #
    # With equal cycles such a tick moves the position back by n - 1. That happens at the first entry // (n - 1) ticks;
    # from then on the position is inside the cycle and wraps around as usual. For n = 1 it never moves.
    #
    # With growing cycles the positions of those first ticks are listed by `_late`; after them the schedule is that of
    # `restarts` whose first cycle is the one that the list ends in.
    late = _late(first, multiplier, entry)

    def at(update: int) -> float:
        tick = update + 1
        if multiplier == 1:
            back = entry // (first - 1) if first > 1 else tick
            position = entry - min(tick, back) * (first - 1)
            return _half(base, floor, position if tick <= back else (position + tick - back) % first, first)
        position, length = late[min(tick, len(late) - 1)]
        if tick < len(late):
            return _half(base, floor, position, length)
        position += tick - len(late) + 1
        begin, length = _cycle(position, length, multiplier)
        return _half(base, floor, position - begin, length)

    return Formula(at, knots=lambda stop: range(min(stop, _MOST_LATE)))


@reference_curve
def restarts_by_logarithm(base: float, floor: float, first: int, multiplier: int) -> Formula:
    """`restarts` as ``step(epoch)`` computes it, with the number of the cycle from a logarithm of floats.

    Where the logarithm is rounded down at the start of a cycle, the rate there is the lowest instead of the highest.

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
        # The cycles before number n have first * (multiplier ** n - 1) / (multiplier - 1) updates; n is solved for.
        cycle = int(math.log(update / first * (multiplier - 1) + 1, multiplier))
        begin = first * (multiplier**cycle - 1) / (multiplier - 1)
        return _half(base, floor, update - begin, first * multiplier**cycle)

    return Formula(at, knots=lambda stop: _starts(first, multiplier, stop))


@reference_curve
def weighted_restarts(base: float, floor: float, periods: Sequence[Tick], weights: Sequence[float]) -> Formula:
    """Half cosines of the given lengths, each from ``floor + weight * (base - floor)`` to ``floor``.

    A period begins at the tick after the sum of those before it; at that sum itself the rate is ``floor``. After the
    last period the rate is NaN.

    Example:
        >>> c = weighted_restarts(0.1, 0.0, [10, 20], [1, 0.5])
        >>> c(0), c(10), round(c(11), 4), c(20)
        (0.1, 0.0, 0.0497, 0.025)

    Reference: PaddleGAN's ``CosineAnnealingRestartLR``.
    """
    ends = list(accumulate(periods))
    highest = list(accumulate(ends, max))

    def at(update: int) -> float:
        index = bisect_left(highest, update)
        if index == len(ends):
            return math.nan
        begin = ends[index - 1] if index else 0
        wave = 1 + math.cos(math.pi * ((update - begin) / periods[index]))
        return floor + weights[index] * 0.5 * (base - floor) * wave

    def knots(stop: int) -> Iterator[int]:
        yield from (knot for end in highest for first in around(end) for knot in (first, first + 1))

    return Formula(at, knots=knots)


def _half(base: float, floor: float, tick: float, length: int) -> float:
    return floor + (base - floor) * (1 + math.cos(math.pi * tick / length)) / 2


def _late(first: int, multiplier: int, entry: int) -> list[tuple[int, int]]:
    """Position and length of the cycle at each tick until the position is inside its cycle; for growing cycles."""
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
