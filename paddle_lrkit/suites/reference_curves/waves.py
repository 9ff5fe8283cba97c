"""Cosines."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.form import Tick, form, repeats


@form
def wave(base: float, floor: float, half_period: int) -> Formula:
    """``lr(t) = floor + (base - floor) * (1 + cos(pi * t / half_period)) / 2``, falling and rising without end.

    Example:
        >>> c = wave(0.1, 0.0, 10)
        >>> c(0), c(10), c(20)
        (0.1, 0.0, 0.1)

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay``.
    """
    return Formula(lambda t: _cosine(base, floor, t, half_period), knots=lambda stop: repeats(half_period, stop))


@form
def entered_wave(base: float, floor: float, half_period: int, entry: int) -> Formula:
    """The wave of a scheduler that was made with ``last_epoch=entry``: its recursion starts at ``base`` there.

    Update ``t`` is tick ``entry + 1 + t``. The amplitude is that of a wave through ``base`` at tick ``entry`` until
    the tick after the next valley, where the recursion restarts with the amplitude of the plain wave.

    Example:
        >>> c = entered_wave(0.1, 0.0, 100, 49)
        >>> round(c(0), 4), round(wave(0.1, 0.0, 100)(50), 4)
        (0.097, 0.05)

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay`` with ``last_epoch``.
    """
    period = 2 * half_period
    restart = entry + 1 + (half_period - entry) % period
    height = base - floor

    def at(update: int) -> float:
        tick = entry + 1 + update
        if tick < restart:
            return height * _lift(tick, half_period) / _lift(entry, half_period) + floor
        risen = height * _lift(1 + half_period, half_period) / 2
        if restart > entry + 1:
            return _cosine(base, floor, tick, half_period)
        following = restart + period
        if tick >= following:
            return _cosine(base, floor, tick, half_period)
        return (height + risen) * _lift(tick, half_period) / _lift(restart, half_period) + floor

    def knots(stop: int) -> Iterator[int]:
        return repeats(half_period, stop, (-entry - 1) % half_period)

    return Formula(at, knots=knots)


@form
def falling_wave(base: float, floor: float, span: Tick, length: int) -> Formula:
    """Half a cosine over ``span`` updates, then ``floor``; after ``length`` the value there is held.

    ``lr(t) = floor + (base - floor) * 0.5 * (cos(t * pi / span) + 1)`` for ``t < span``

    Example:
        >>> c = falling_wave(0.1, 0.01, 8, 10)
        >>> c(0), c(8)
        (0.1, 0.01)

    Reference: PaddleDetection's ``CosineDecay``, which builds one table entry an update for it.
    """

    def at(update: int) -> float:
        if update >= span:
            return floor
        return floor + (base - floor) * 0.5 * (math.cos(update * math.pi / span) + 1)

    return Formula(at, length, (max(math.ceil(span), 0),))


@form
def two_waves(base: float, first: int, second: int) -> Formula:
    """The closed form of PaddleOCR's ``TwoStepCosineDecay``: it jumps to another cosine after ``first`` updates.

    ``lr(t) = base * (1 + cos(pi * t / period)) / 2`` with the period ``first`` up to ``t = first`` and ``second`` after

    Example:
        >>> c = two_waves(0.1, 10, 20)
        >>> round(c(10), 4), round(c(11), 4)
        (0.0, 0.0422)
    """

    def knots(stop: int) -> Iterator[int]:
        yield first + 1
        yield from repeats(second, stop)

    return Formula(lambda t: _cosine(base, 0.0, t, first if t <= first else second), knots=knots)


@form
def spent_wave(base: float, height: float, first: int, second: int) -> Formula:
    """The recursion of PaddleOCR's ``TwoStepCosineDecay``: from ``height`` to 0 in ``first`` updates, where it stays.

    Only after ``second`` updates, when these are more, it rises again with the second period.

    Example:
        >>> c = spent_wave(0.1, 0.1, 10, 20)
        >>> c(0), c(11), c(20)
        (0.1, 0.0, 0.0)
    """

    def at(update: int) -> float:
        if update < first:
            return _cosine(height, 0.0, update, first)
        return 0.0 if update <= max(first, second) else _cosine(base, 0.0, update, second)

    return Formula(at, knots=lambda stop: (first, *repeats(second, stop, second)))


@form
def sawtooth_wave(base: float, cycle: int) -> Formula:
    """``lr(t) = 0.5 * base * (1 + cos(pi * (t % cycle) / cycle))``

    Example:
        >>> sawtooth_wave(0.1, 10)(10)
        0.1

    Reference: PaddleOCR's ``CyclicalCosineDecay``.
    """

    def at(update: int) -> float:
        if update == 0:
            return base
        return 0.5 * base * (1 + math.cos(math.pi * (update % cycle) / cycle))

    return Formula(at, knots=lambda stop: repeats(abs(cycle), stop))


def _cosine(base: float, floor: float, tick: int, half_period: int) -> float:
    return floor + (base - floor) * _lift(tick, half_period) / 2


def _lift(tick: int, half_period: int) -> float:
    return 1 + math.cos(math.pi * tick / half_period)
