"""Cosines."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from itertools import islice

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, reference_curve, repeats

_MOST_TURNS = 20_000
_ROUNDING, _NEGLIGIBLE, _MOST_STEPS = 2.0**-52, 2e-14, 20_000
_LONGEST = 2**40
"""Later positions in a cosine have too few digits left to compute rates from one another."""


@reference_curve
def wave(base: float, floor: float, half_period: int) -> Formula:
    """``lr(t) = floor + (base - floor) * (1 + cos(pi * t / half_period)) / 2``, which falls and rises for ever.

    Example:
        >>> c = wave(0.1, 0.0, 10)
        >>> c(0), c(10), c(20)
        (0.1, 0.0, 0.1)

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay``.
    """
    return Formula(lambda t: _cosine(base, floor, t, half_period), knots=lambda stop: repeats(half_period, stop))


@reference_curve
def stepped_wave(base: float, floor: float, half_period: float) -> Formula:
    """`wave` with its argument rounded down: ``cos(pi * t // half_period)``, which is constant between two jumps.

    Example:
        >>> c = stepped_wave(0.1, 0.0, 10)
        >>> c(0), c(3), round(c(4), 4), round(c(9), 4)
        (0.1, 0.1, 0.077, 0.0292)

    Reference: PaddleMIX' ``CosineDecayWithWarmup`` with ``step_each_epoch``.
    """

    def at(update: int) -> float:
        return (base - floor) * 0.5 * (1.0 + math.cos(math.pi * update // half_period)) + floor

    return Formula(at, knots=lambda stop: repeats(half_period / math.pi, stop, half_period / math.pi))


@reference_curve
def recursive_wave(base: float, floor: float, half_period: int) -> Formula:
    """`wave` as Paddle computes it, each rate from the one before, with the rounding of its rises.

    The first rates after a valley are ``floor`` plus very little, and rounding changes that little: by up to a
    millionth in a cosine of a million updates. What all later rates are above ``floor`` is a multiple of it.

    Example:
        >>> c = recursive_wave(0.1, 0.001, 100000)
        >>> c(100000), c(150000) == wave(0.1, 0.001, 100000)(150000)
        (0.001, False)

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay``.
    """
    height, period = base - floor, 2 * half_period
    first = height * (1 - math.cos(math.pi / half_period)) / 2
    loss = abs(floor) * _ROUNDING / abs(first) if first else 0.0
    steps = min(math.ceil(min((loss / _NEGLIGIBLE) ** (2 / 3), _MOST_STEPS)) + 1, period)

    @functools.lru_cache(maxsize=16)
    def after(valley: int) -> list[float]:
        """The rates from the first one after a valley on, until rounding changes no more."""
        rates = [floor + first]
        for tick in range(valley + 2, valley + steps + 1):
            share = _lift(tick, half_period) / _lift(tick - 1, half_period)
            rates.append(share * (rates[-1] - floor) + floor)
        return rates

    def at(update: int) -> float:
        valley = (update - half_period - 1) // period * period + half_period
        if update <= half_period or not first or update > _LONGEST:
            return _cosine(base, floor, update, half_period)
        rates = after(valley)
        if update - valley <= len(rates):
            return rates[update - valley - 1]
        known = valley + len(rates)
        return (rates[-1] - floor) * _lift(update, half_period) / _lift(known, half_period) + floor

    return Formula(at, knots=lambda stop: repeats(half_period, stop))


@reference_curve
def entered_wave(base: float, floor: float, half_period: int, entry: int) -> Formula:
    """`wave` for a scheduler that was built with ``last_epoch=entry``, whose recursion takes ``base`` for that tick.

    Update ``t`` is tick ``entry + 1 + t``. Up to the next valley the rates are those of a larger wave through ``base``
    at tick ``entry``; after the valley they are those of `wave`.

    Example:
        >>> c = entered_wave(0.1, 0.0, 100, 49)
        >>> round(c(0), 4), round(wave(0.1, 0.0, 100)(50), 4)
        (0.097, 0.05)

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay`` with ``last_epoch``.
    """
    # Paddle computes a rate from the one before it. With lift(t) = 1 + cos(pi t / half_period), T = half_period and
    # h = base - floor, which are constant:
    #
    #     lr(t) - floor = (lr(t - 1) - floor) * lift(t) / lift(t - 1)   at most ticks
    #     lr(t) = lr(t - 1) + h * lift(T + 1) / 2                       at the tick after each valley, t = T + 1 mod 2 T
    #
    # The first line telescopes from the tick whose rate is known to tick t. Here that is tick `entry` with the rate
    # `base`, so that lr(t) - floor = h * lift(t) / lift(entry). In a valley lift is 0 and the rate is `floor`, whatever
    # it was before; the second line then gives the rate of the plain wave, h * lift(T + 1) / 2 + floor, and the first
    # line continues with the plain wave.
    #
    # Where tick `entry` is a valley itself, the second line is used at once and adds to `base` instead of to `floor`.
    # The wave is then too large, by the factor (h + h * lift(T + 1) / 2) / (h * lift(T + 1) / 2), for one period.
    period = 2 * half_period
    height = base - floor
    after_valley = entry + 1 + (half_period - entry) % period

    def at(update: int) -> float:
        tick = entry + 1 + update
        if tick < after_valley:
            return height * _lift(tick, half_period) / _lift(entry, half_period) + floor
        if after_valley > entry + 1 or tick >= after_valley + period:
            return _cosine(base, floor, tick, half_period)
        first = height + height * _lift(1 + half_period, half_period) / 2
        return first * _lift(tick, half_period) / _lift(after_valley, half_period) + floor

    def knots(stop: int) -> Iterator[int]:
        return repeats(half_period, stop, (-entry - 1) % half_period)

    return Formula(at, knots=knots)


@reference_curve
def falling_wave(base: float, floor: float, span: Tick, length: int) -> Formula:
    """Half a cosine over ``span`` updates, then ``floor``; from update ``length`` on the rate there is held.

    ``lr(t) = floor + (base - floor) * 0.5 * (cos(t * pi / span) + 1)`` for ``t < span``

    Example:
        >>> c = falling_wave(0.1, 0.01, 8, 10)
        >>> c(0), c(8)
        (0.1, 0.01)

    Reference: PaddleDetection's ``CosineDecay``, which builds a table with an entry for each update.
    """

    def at(update: int) -> float:
        if update >= span:
            return floor
        return floor + (base - floor) * 0.5 * (math.cos(update * math.pi / span) + 1)

    return Formula(at, length, (max(math.ceil(span), 0),))


@reference_curve
def two_waves(base: float, first: int, second: int) -> Formula:
    """The closed form of PaddleOCR's ``TwoStepCosineDecay``, which jumps to another cosine after ``first`` updates.

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


@reference_curve
def spent_wave(base: float, height: float, first: int, second: int) -> Formula:
    """The recursion of PaddleOCR's ``TwoStepCosineDecay``: a fall from ``height`` to 0 in ``first`` updates.

    A rate is a multiple of the one before it, so it stays 0. Only where the second cosine has its valley after that,
    at update ``second``, a summand is added there and the rate rises again, as the second cosine does.

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


@reference_curve
def sawtooth_wave(base: float, cycle: int) -> Formula:
    """``lr(t) = 0.5 * base * (1 + cos(pi * (t % cycle) / cycle))``

    Example:
        >>> sawtooth_wave(0.1, 10)(10)
        0.1

    Reference: PaddleOCR's ``CyclicalCosineDecay``.
    """

    def at(update: int) -> float:
        if update == 0:  # a cycle of 0 updates fails only after the first one
            return base
        return 0.5 * base * (1 + math.cos(math.pi * (update % cycle) / cycle))

    return Formula(at, knots=lambda stop: repeats(abs(cycle), stop))


@reference_curve
def repeated_wave(base: float, floor: float, period: Tick, span: Tick, offset: Tick = 0) -> Formula:
    """Half a cosine over ``span`` from ``t = offset`` on; its argument starts again every ``period`` updates.

    ``lr(t) = floor + 0.5 * (base - floor) * (1 + cos(pi * ((t - offset) % period) / span))``

    Example:
        >>> c = repeated_wave(0.1, 0.0, 10, 10)
        >>> c(5), c(10)
        (0.05, 0.1)

    Reference: PASSL's ``TimmCosine`` after its warmup.
    """

    def at(update: int) -> float:
        tick = update - offset
        return floor + 0.5 * (base - floor) * (1 + math.cos(math.pi * (tick - period * (tick // period)) / span))

    def knots(stop: int) -> Iterator[int]:
        for start in repeats(period, stop, offset):
            yield start
            yield from repeats(span, min(start + math.ceil(period), stop), start)

    return Formula(at, knots=lambda stop: islice(knots(stop), _MOST_TURNS))


@reference_curve
def shortened_wave(base: float, floor: float, period: Tick, span: Tick) -> Formula:
    """A cosine over ``span``; after each odd multiple of ``period`` it adds to the rate before instead.

    ``lr(t) = floor + 0.5 * (base - floor) * (1 + cos(pi * t / span))``, ``base`` at update 0, and at ``t = period + 1``
    and every ``2 * period`` updates from there on ``lr(t - 1) + (base - floor) * (1 - cos(pi / period)) / 2``.

    Example:
        >>> c = shortened_wave(0.1, 0.0, 20, 10)
        >>> c(0), c(10), round(c(20), 12), round(c(21), 4)
        (0.1, 0.0, 0.1, 0.1006)

    Reference: PASSL's ``Cosine``, the inner schedule of its ``CosineWarmup``.
    """

    def plain(update: int) -> float:
        return base if update == 0 else floor + 0.5 * (base - floor) * (1 + math.cos(math.pi * update / span))

    def at(update: int) -> float:
        if update and (update - 1 - period) % (2 * period) == 0:
            return plain(update - 1) + (base - floor) * (1 - math.cos(math.pi / period)) / 2
        return plain(update)

    def knots(stop: int) -> Iterator[int]:
        yield from repeats(abs(span), stop)
        for near in (period, period + 2):  # the update between them belongs to neither side
            yield from repeats(2 * abs(period), stop, near % (2 * period))

    return Formula(at, knots=knots)


def _cosine(base: float, floor: float, tick: int, half_period: int) -> float:
    return floor + (base - floor) * _lift(tick, half_period) / 2


def _lift(tick: int, half_period: int) -> float:
    """Height above the valley: 2 at the top, 0 in the valley."""
    return 1 + math.cos(math.pi * tick / half_period)
