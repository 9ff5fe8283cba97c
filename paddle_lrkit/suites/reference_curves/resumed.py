"""Paddle's schedulers after ``set_state_dict``, which restores ``last_epoch`` and ``last_lr`` and nothing else.

Everything else, such as ``T_max``, comes from the constructor, so from the config of the resumed run. The first update
uses the rate of the file; the rates after it depend on the class.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.curves.base import Curve, Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, reference_curve, repeats


@reference_curve
def resumed(ticks: Curve, tick: int, rate: float) -> Formula:
    """A class that computes each rate from the tick: ``rate`` at ``tick``, and ``ticks`` at every other one.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.powers import power_decay
        >>> c = resumed(power_decay(0.1, 0.0, 20, 1.0), 10, 0.0)
        >>> c(9), c(10), c(11)
        (0.05500000000000001, 0.0, 0.045)
    """

    def knots(stop: int) -> Iterator[int]:
        yield from ticks.knots(stop)
        yield from (tick, tick + 1)

    length = None if ticks.length is None else max(ticks.length, tick + 1)
    return Formula(lambda update: rate if update == tick else ticks(update), length, knots)


@reference_curve
def resumed_wave(base: float, floor: float, half_period: int, tick: int, rate: float) -> Formula:
    """``CosineAnnealingDecay``, which computes each rate from the one before: a cosine through ``rate`` at ``tick``.

    ``lr(t) = floor + (rate - floor) * lift(t) / lift(tick)`` up to the next valley, ``lift(t) = 1 + cos(pi t / T)``

    A rate at the floor stays there until the tick after the next valley, where Paddle adds
    ``(base - floor) * lift(T + 1) / 2``; from then on the plain wave follows.

    Example:
        >>> c = resumed_wave(0.1, 0.0, 200, 100, 0.0)
        >>> c(101), c(200), round(c(300), 3)
        (0.0, 0.0, 0.05)

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay``.
    """
    period, height = 2 * half_period, base - floor
    valley = tick + (half_period - tick) % period
    rise = height * _lift(half_period + 1, half_period) / 2

    def wave(update: int) -> float:
        return floor + height * _lift(update, half_period) / 2

    def at(update: int) -> float:
        if update < tick:
            return wave(update)
        if update == tick:
            return rate
        if tick == valley:  # the rise is added to the rate of the file
            if update > valley + period:
                return wave(update)
            return floor + (rate - floor + rise) * _lift(update, half_period) / _lift(valley + 1, half_period)
        if update < valley:
            return floor + (rate - floor) * _lift(update, half_period) / _lift(tick, half_period)
        return wave(update)

    def knots(stop: int) -> Iterator[int]:
        yield from repeats(half_period, stop)
        yield from (tick, tick + 1)

    return Formula(at, knots=knots)


@reference_curve
def resumed_line(line: Curve, tick: int, rate: float, span: Tick) -> Formula:
    """``LinearLR``: ``lr(t) = rate * line(t) / line(tick)`` up to tick ``span``, and held after it.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.lines import line
        >>> c = resumed_line(line(0.1, 0.2, 10, 10), 5, 0.3, 10)
        >>> c(5), round(c(10), 12), round(c(11), 12)
        (0.3, 0.4, 0.4)

    Reference: ``paddle.optimizer.lr.LinearLR``.
    """
    last = math.floor(span)

    def at(update: int) -> float:
        if update < tick:
            return line(update)
        return rate if tick >= last else rate * line(min(update, last)) / line(tick)

    return Formula(at, knots=(tick, last))


@reference_curve
def resumed_restarts(cycles: Curve, tick: int, rate: float) -> Formula:
    """``CosineAnnealingWarmRestarts``: its position in the cycle is not restored, so the first cycle begins again.

    ``lr(t) = cycles(t - tick)`` for ``t > tick``

    Example:
        >>> from paddle_lrkit.suites.reference_curves.restarts import restarts
        >>> c = resumed_restarts(restarts(0.1, 0.0, 10, 1), 15, 0.05)
        >>> c(15), c(25)
        (0.05, 0.1)

    Reference: ``paddle.optimizer.lr.CosineAnnealingWarmRestarts``.
    """

    def at(update: int) -> float:
        return rate if update == tick else cycles(update - tick if update > tick else update)

    def knots(stop: int) -> Iterator[int]:
        yield from (tick, tick + 1)
        yield from (tick + knot for knot in cycles.knots(max(stop - tick, 0)))

    return Formula(at, knots=knots)


@reference_curve
def resumed_two_waves(base: float, first: int, second: int, tick: int, rate: float) -> Formula:
    """PaddleOCR's ``TwoStepCosineDecay`` without a warmup: `resumed_wave` of each period, one after the other.

    Example:
        >>> c = resumed_two_waves(0.1, 200, 400, 100, 0.02)
        >>> c(100), c(200), c(201)
        (0.02, 0.0, 0.0)
    """
    early = resumed_wave(base, 0.0, first, tick, rate)
    begin, passed = (tick, rate) if tick > first else (first, early(first))
    late = resumed_wave(base, 0.0, second, begin, passed)
    return Formula(lambda update: (early if update <= first else late)(update), knots=lambda stop: range(0))


def _lift(tick: int, half_period: int) -> float:
    """Height above the valley: 2 at the top, 0 in the valley."""
    return 1 + math.cos(math.pi * tick / half_period)
