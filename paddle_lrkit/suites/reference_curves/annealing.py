"""The schedules of the trainers of PaddleNLP, PaddleFormers and ERNIE, and of PaddleClas' FixMatch."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, around, reference_curve, repeats


@reference_curve
def warmed_line(base: float, warmup: Tick, end: Tick) -> Formula:
    """``base`` times ``t / warmup``, then ``max(0, (end - t) / max(1, end - warmup))``.

    Example:
        >>> c = warmed_line(0.1, 10, 110)
        >>> c(5), c(10), c(60)
        (0.05, 0.1, 0.05)

    Reference: PaddleNLP's ``linear``.
    """

    def factor(update: int) -> float:
        return max(0.0, float(end - update) / float(max(1, end - warmup)))

    return _warmed(base, warmup, factor, lambda stop: (warmup, end))


@reference_curve
def warmed_wave(base: float, warmup: Tick, end: Tick, cycles: float) -> Formula:
    """``base`` times ``t / warmup``, then ``max(0, 0.5 * (1 + cos(2 pi cycles (t - warmup) / max(1, end - warmup))))``.

    Example:
        >>> c = warmed_wave(0.1, 10, 110, 0.5)
        >>> c(5), c(10), round(c(60), 12)
        (0.05, 0.1, 0.05)

    Reference: PaddleNLP's ``cosine``.
    """
    wave, bends = _wave(warmup, end, cycles)
    return _warmed(base, warmup, wave, bends)


@reference_curve
def warmed_floored_wave(base: float, floor: float, warmup: Tick, end: Tick, cycles: float) -> Formula:
    """`warmed_wave` with ``r * (1 - floor / base) + floor / base`` for its factor ``r``; after ``end`` it rises again.

    Example:
        >>> c = warmed_floored_wave(0.1, 0.02, 10, 110, 0.5)
        >>> c(5), c(10), round(c(60), 12)
        (0.05, 0.1, 0.06)

    Reference: PaddleFormers' ``cosine`` with ``min_lr``.
    """
    wave, bends = _wave(warmup, end, cycles)
    return _warmed(base, warmup, lambda update: wave(update) * (1 - floor / base) + floor / base, bends)


@reference_curve
def warmed_stable_decay(base: float, floor: float, warmup: Tick, steady: Tick, end: Tick, decay: str) -> Formula:
    """``base`` times ``t / warmup``, then ``base``, and from update ``steady`` on a decay to ``floor`` at ``end``.

    With ``p = (t - steady) / max(1, end - steady)`` the decay is the factor ``r * (1 - floor / base) + floor / base``
    with ``r = (0.05 ** p - 0.05) / 0.95`` for ``half_life`` and ``r = 1 - sqrt(p)`` for ``1-sqrt``.

    Example:
        >>> c = warmed_stable_decay(0.1, 0.0, 10, 60, 100, "1-sqrt")
        >>> c(5), c(59), c(70)
        (0.05, 0.1, 0.05)

    Reference: the ``wsd`` of ERNIE's pre-training and of ERNIEKit.
    """

    def factor(update: int) -> float:
        if update < steady:
            return 1.0
        progress = float(update - steady) / float(max(1, end - steady))
        if decay == "half_life":
            ratio = (0.05**progress - 0.05) * (1 / (1 - 0.05))
        elif decay == "1-sqrt":
            ratio = 1 - math.sqrt(progress)
        else:
            return math.nan
        return ratio * (1 - floor / base) + floor / base

    return _warmed(base, warmup, factor, lambda stop: (warmup, steady))


@reference_curve
def warmed_restarts(base: float, warmup: Tick, end: Tick, cycles: float) -> Formula:
    """``base`` times ``t / warmup``, then ``cycles`` half cosines, each from ``base`` to 0, and 0 from ``end`` on.

    Example:
        >>> c = warmed_restarts(0.1, 0, 100, 2.0)
        >>> c(0), c(25), c(50), c(100)
        (0.1, 0.05, 0.1, 0.0)

    Reference: PaddleNLP's ``CosineDecayWithWarmup`` with hard restarts.
    """
    span = max(1, end - warmup)

    def factor(update: int) -> float:
        progress = float(update - warmup) / float(span)
        if progress >= 1.0:
            return 0.0
        return max(0.0, 0.5 * (1.0 + math.cos(math.pi * ((float(cycles) * progress) % 1.0))))

    def bends(stop: int) -> Iterator[Tick]:
        yield from (warmup, warmup + span)
        for restart in repeats(span / abs(cycles) if cycles else 0, stop, warmup):
            yield from (restart, restart - 1)

    return _warmed(base, warmup, factor, bends)


@reference_curve
def warmed_quarter_wave(base: float, warmup: Tick, end: Tick, cycles: float) -> Formula:
    """``base`` times ``t / warmup``, then ``max(0, cos(pi cycles (t - warmup) / max(1, end - warmup)))``.

    Example:
        >>> round(warmed_quarter_wave(0.03, 0, 100, 7 / 16)(100), 4)
        0.0059

    Reference: PaddleClas' ``CosineFixmatch``.
    """
    span = max(1, end - warmup)

    def factor(update: int) -> float:
        return max(0.0, math.cos(math.pi * cycles * (float(update - warmup) / float(span))))

    return _warmed(base, warmup, factor, lambda stop: _bends(warmup, span / abs(cycles * 2) if cycles else 0, stop))


@reference_curve
def warmed_power(base: float, warmup: Tick, end: Tick, floor: float, power: float) -> Formula:
    """``base`` times ``t / warmup``, then a polynomial to ``floor`` at ``end``, then ``floor``.

    ``lr(t) = (base - floor) * (1 - (t - warmup) / (end - warmup)) ** power + floor``

    Example:
        >>> c = warmed_power(0.1, 0, 100, 0.0, 2.0)
        >>> c(50), c(101)
        (0.025, 0.0)

    Reference: PaddleNLP's ``polynomial``.
    """

    def factor(update: int) -> float:
        if update > end:
            return floor / base
        left = 1 - (update - warmup) / (end - warmup)
        return ((base - floor) * left**power + floor) / base

    return _warmed(base, warmup, factor, lambda stop: (warmup, end, end + 1))


@reference_curve
def warmed_level(base: float, warmup: Tick) -> Formula:
    """``base`` times ``t / warmup``, then ``base``.

    Reference: PaddleNLP's ``constant_with_warmup``.
    """
    return _warmed(base, warmup, lambda update: 1.0, lambda stop: (warmup,))


@reference_curve
def annealing(
    peak: float, floor: float, warmup: Tick, end: Tick, cosine: bool, first: int = 1, stride: int = 1
) -> Formula:
    """``peak * tick / warmup`` up to ``tick = warmup``, then half a cosine or a line to ``floor`` at ``end``.

    Update ``t`` is tick ``first + stride * t``; the warmup may end between two ticks.

    Example:
        >>> c = annealing(0.1, 0.01, 10.0, 100, False)
        >>> c(0), c(9), c(100)
        (0.01, 0.1, 0.01)

    Reference: PaddleNLP's ``LinearAnnealingWithWarmupDecay`` and ``CosineAnnealingWithWarmupDecay``.
    """

    def at(update: int) -> float:
        tick = first + stride * update
        if warmup > 0 and tick <= warmup:
            return float(peak) * tick / warmup
        if tick > end:
            return floor
        part = float(tick - warmup) / float(end - warmup)
        return floor + (0.5 * (math.cos(math.pi * part) + 1.0) if cosine else 1.0 - part) * (peak - floor)

    def knots(stop: int) -> Iterator[int]:
        for tick in (warmup, end):
            if stride:
                yield from around((tick - first) / stride)

    return Formula(at, knots=knots)


def _wave(warmup: Tick, end: Tick, cycles: float) -> tuple[Callable[[int], float], Callable[[int], Iterable[Tick]]]:
    """The factor of a cosine of ``cycles`` waves after the warmup, and where it bends."""
    span = max(1, end - warmup)

    def factor(update: int) -> float:
        progress = float(update - warmup) / float(span)
        return max(0.0, 0.5 * (1.0 + math.cos(math.pi * float(cycles) * 2.0 * progress)))

    return factor, lambda stop: _bends(warmup, span / abs(cycles * 2) if cycles else 0, stop)


def _warmed(
    base: float, warmup: Tick, factor: Callable[[int], float], bends: Callable[[int], Iterable[Tick]]
) -> Formula:
    def at(update: int) -> float:
        if update < warmup:
            return base * (float(update) / float(max(1, warmup)))
        return base * factor(update)

    return Formula(at, knots=lambda stop: (knot for bend in bends(stop) for knot in around(bend)))


def _bends(warmup: Tick, half_period: float, stop: int) -> Iterator[Tick]:
    yield warmup
    yield from repeats(half_period, stop, warmup)
