"""Paddle's ``CosineAnnealingWarmRestarts``, ticked by itself and stepped by number."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.curves.base import Shape
from paddle_lrkit.suites.forms.form import form, repeats


@form
def restarts(base: float, floor: float, first: int, multiplier: int) -> Shape:
    """Half cosines, the next one ``multiplier`` times as long, counted in whole updates.

    Example:
        >>> c = restarts(0.1, 0.0, 10, 2)
        >>> c(0), c(10), c(30)
        (0.1, 0.1, 0.1)
    """

    def at(update: int) -> float:
        begin, length = _cycle(update, first, multiplier)
        return _half(base, floor, update - begin, length)

    return Shape(at, knots=lambda stop: _starts(first, multiplier, stop))


@form
def restarts_by_logarithm(base: float, floor: float, first: int, multiplier: int) -> Shape:
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

    return Shape(at, knots=lambda stop: _starts(first, multiplier, stop))


def _half(base: float, floor: float, tick: float, length: int) -> float:
    return floor + (base - floor) * (1 + math.cos(math.pi * tick / length)) / 2


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
