"""Powers and exponentials."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, around, reference_curve, repeats


@reference_curve
def power_decay(base: float, end: float, length: int, power: float, cycle: bool = False) -> Formula:
    """``lr(t) = (base - end) * (1 - t / length) ** power + end``, then ``end``; rising when ``end`` is above ``base``.

    With ``cycle`` the length is multiplied by ``ceil(t / length)`` instead, so that the rate jumps up at each multiple.

    Example:
        >>> power_decay(0.1, 0.0, 100, 2.0)(50), power_decay(0.1, 0.0, 100, 1.0, True)(150)
        (0.025, 0.025)

    Reference: ``paddle.optimizer.lr.PolynomialDecay``.
    """

    def at(update: int) -> float:
        return (base - end) * (1 - update / length) ** power + end

    def cyclic(update: int) -> float:
        rounds = math.ceil(update / length) or 1
        return (base - end) * (1 - update / (length * rounds)) ** power + end

    if cycle:
        return Formula(cyclic, knots=lambda stop: (*repeats(length, stop), *repeats(length, stop, 1)))
    return Formula(at, length)


@reference_curve
def open_power(base: float, begin: Tick, end: Tick, power: float) -> Formula:
    """``lr(t) = base * (1 - (t - begin) / (end - begin)) ** power``, also after ``end``, where it rises again.

    Example:
        >>> c = open_power(0.1, 0, 10, 2)
        >>> c(0), c(5), c(10), c(20)
        (0.1, 0.025, 0.0, 0.1)

    Reference: PASSL's ``Poly`` after its warmup.
    """
    return Formula(lambda update: base * (1 - (update - begin) / (end - begin)) ** power, knots=tuple(around(end)))


@reference_curve
def floored_power(base: float, start: float, floor: float, span: Tick, power: float) -> Formula:
    """``lr(t) = max(floor, start + (base - start) * (1 - t / span) ** power)``

    Example:
        >>> c = floored_power(0.1, 0.0, 0.02, 10, 1.0)
        >>> c(5), c(9), c(20)
        (0.05, 0.02, 0.02)

    Reference: PaddleViT's ``WarmupPolyLR`` after its warmup.
    """

    def at(update: int) -> float:
        value = start + (base - start) * (1 - update / span) ** power
        return floor if isinstance(value, complex) or value <= floor else value

    def knots(stop: int) -> Iterator[int]:
        yield from around(span)
        part = (floor - start) / (base - start) if base != start else 0.0
        if 0 < part < 1 and power > 0:
            yield from around(span * (1 - part ** (1 / power)))

    return Formula(at, knots=knots)


@reference_curve
def geometric(base: float, gamma: float) -> Formula:
    """``lr(t) = base * gamma ** t``

    Reference: ``paddle.optimizer.lr.ExponentialDecay``.
    """
    return Formula(lambda update: base * gamma**update)


@reference_curve
def stretched_geometric(base: float, factor: float, span: Tick) -> Formula:
    """``lr(t) = base * factor ** (t / span)``

    Example:
        >>> stretched_geometric(0.5, 0.01, 100)(50)
        0.05

    Reference: PaddleRendering's ``ExponentialDecay``.
    """
    return Formula(lambda update: base * factor ** (update / span))


@reference_curve
def delayed_geometric(base: float, end: float, span: Tick, delay: Tick = 0, start: float = 1.0) -> Formula:
    """From ``base`` to ``end`` along a line of logarithms, times a quarter of a sine that rises from ``start`` to 1.

    ``lr(t) = exp(log(base) * (1 - p) + log(end) * p) * (start + (1 - start) * sin(pi / 2 * t / delay))``, with
    ``p = t / span``; both shares end at 1

    Args:
        base: Rate at update 0, but for the sine.
        end: Rate at update ``span`` and after it.
        span: Updates of the decay.
        delay: Updates of the sine; 0 for none.
        start: Its first factor.

    Example:
        >>> c = delayed_geometric(0.1, 0.001, 100, 10, 0.5)
        >>> round(c(0), 6), round(c(10), 6), round(c(50), 6), round(c(100), 6)
        (0.05, 0.063096, 0.01, 0.001)

    Reference: PaddleRendering's ``CustomExponentialDecay``.
    """

    def at(update: int) -> float:
        rise = start + (1 - start) * math.sin(0.5 * math.pi * _share(update, delay)) if delay > 0 else 1.0
        part = _share(update, span)
        return base * (rise * (math.exp(math.log(base) * (1 - part) + math.log(end) * part) / base))

    def knots(stop: int) -> Iterator[int]:
        for bend in (delay, span):
            yield from around(max(bend, 0))
        yield _turn(at, math.ceil(min(delay, span, stop)))

    return Formula(at, knots=knots)


def _share(update: int, span: Tick) -> float:
    return max(min(update / span, 1), 0)


def _turn(at: Callable[[int], float], stop: int) -> int:
    """The update before ``stop`` at which a curve that bends once turns from rising to falling, or the reverse."""
    rises = at(1) > at(0)
    return bisect_left(range(max(stop, 0)), True, key=lambda update: (at(update + 1) > at(update)) != rises)


@reference_curve
def natural(base: float, gamma: float) -> Formula:
    """``lr(t) = base * exp(-gamma * t)``

    Reference: ``paddle.optimizer.lr.NaturalExpDecay``.
    """
    return Formula(lambda update: base * math.exp(-1 * gamma * update))


@reference_curve
def inverse(base: float, gamma: float) -> Formula:
    """``lr(t) = base / (1 + gamma * t)``, also with a negative ``gamma`` and its pole.

    Reference: ``paddle.optimizer.lr.InverseTimeDecay``.
    """

    def knots(stop: int) -> Iterator[int]:
        if gamma < 0 and -1 / gamma < stop:
            yield from around(-1 / gamma)

    return Formula(lambda update: base / (1 + gamma * update), knots=knots)


@reference_curve
def noam_wave(base: float, d_model: float, warmup_steps: Tick) -> Formula:
    """``lr(t) = base * d_model ** -0.5 * min(t ** -0.5, t * warmup_steps ** -1.5)``, 0 at update 0.

    Reference: ``paddle.optimizer.lr.NoamDecay``.
    """

    def at(update: int) -> float:
        falling = 1 if update == 0 else update**-0.5
        return base * d_model**-0.5 * min(falling, warmup_steps**-1.5 * update)

    return Formula(at, knots=tuple(around(warmup_steps)))


@reference_curve
def inverse_root(base: float, warmup_steps: Tick) -> Formula:
    """``lr(t) = base * t / warmup_steps``, then ``base * (warmup_steps / t) ** 0.5``.

    Example:
        >>> c = inverse_root(0.1, 4)
        >>> c(2), c(4), c(16)
        (0.05, 0.1, 0.05)

    Reference: PaddleNLP's ``InverseSquareRootSchedule``.
    """
    slope, scale = base / warmup_steps, base * warmup_steps**0.5

    def at(update: int) -> float:
        return 0.0 + update * slope if update < warmup_steps else scale * update**-0.5

    return Formula(at, knots=tuple(around(warmup_steps)))
