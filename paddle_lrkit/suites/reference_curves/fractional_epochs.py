"""Schedules of PaddleVideo over a fractional epoch that grows by ``1 / batches`` a tick, as floats add it up.

``t(k) = first + 1 / batches + 1 / batches + ...``, see `FloatSum`: the rounding decides at which tick a boundary is
reached.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from paddle_lrkit.curves.base import Formula, first_and_last
from paddle_lrkit.suites.reference_curves.float_sum import FloatSum
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, reference_curve


@reference_curve
def epoch_wave(start: float, warmup: Tick, base: float, span: Tick, batches: Tick, first: Tick = 0) -> Formula:
    """A line from ``start`` to the rate that the cosine has after ``warmup`` epochs, then the cosine.

    ``lr(t) = base * (cos(pi * t / span) + 1) * 0.5``, which rises again after ``span`` epochs

    Example:
        >>> c = epoch_wave(0.0, 2, 0.1, 8, 10)
        >>> round(c(10), 6), round(c(20), 6), c(80)
        (0.042678, 0.085355, 0.0)

    Reference: PaddleVideo's ``CustomWarmupCosineDecay``.
    """

    def wave(epoch: float) -> float:
        return base * (math.cos(math.pi * epoch / span) + 1.0) * 0.5

    def at(epoch: float) -> float:
        return epoch * ((wave(warmup) - start) / warmup) + start if epoch < warmup else wave(epoch)

    def bends(stop: float) -> Iterator[float]:
        yield warmup
        if span:
            size = abs(span)
            yield from (size * turn for turn in first_and_last(range(math.ceil(min(stop / size, 1e15)))))

    return _over_epochs(at, bends, batches, first)


@reference_curve
def epoch_table(
    start: float,
    warmup: Tick,
    boundaries: Sequence[Tick],
    rates: Sequence[float],
    batches: Tick,
    first: Tick = 0,
    opens: bool = True,
) -> Formula:
    """A line from ``start`` to the rate that the table has after ``warmup`` epochs, then the table.

    ``lr(t) = rates[j]`` with the first ``j`` for which ``t < boundaries[j]``, without one the last

    Args:
        start: First rate of the warmup.
        warmup: Epochs of warmup.
        boundaries: Epochs, in any order.
        rates: One for each boundary.
        batches: Ticks in an epoch.
        first: The epoch at tick 0.
        opens: Whether tick 0 has ``start`` whatever the warmup.

    Example:
        >>> c = epoch_table(0.01, 0, [4, 8], [0.5, 0.05], 10)
        >>> c(0), c(1), c(40)
        (0.01, 0.5, 0.05)

    Reference: PaddleVideo's ``CustomWarmupPiecewiseDecay``.
    """
    highest = list(accumulate(boundaries, max))

    def stair(epoch: float) -> float:
        return rates[min(bisect_right(highest, epoch), len(rates) - 1)]

    def at(epoch: float) -> float:
        return epoch * ((stair(warmup) - start) / warmup) + start if epoch < warmup else stair(epoch)

    formula = _over_epochs(at, lambda stop: (warmup, *highest), batches, first, 1)
    later = formula.at
    return Formula(lambda tick: start if opens and tick == 0 else later(tick), knots=formula.knots)


@reference_curve
def epoch_drops(
    base: float, warmup: Tick, factor: float, boundaries: Sequence[Tick], batches: Tick, first: Tick = 0
) -> Formula:
    """``lr(t) = base * (t + 1) / warmup`` before ``warmup``, then ``base * factor ** (number of boundaries <= t)``.

    The warmup is meant for whole epochs: inside its last one the rate is above ``base``.

    Example:
        >>> c = epoch_drops(0.1, 2, 0.5, [3], 10)
        >>> c(0), round(c(19), 6), c(20), c(30)
        (0.05, 0.145, 0.1, 0.05)

    Reference: PaddleVideo's ``CustomWarmupAdjustDecay``.
    """
    marks = sorted(boundaries)

    def at(epoch: float) -> float:
        return base * (epoch + 1) / warmup if epoch < warmup else base * factor ** bisect_right(marks, epoch)

    return _over_epochs(at, lambda stop: (warmup, *marks), batches, first)


@reference_curve
def ramped_epoch_wave(
    base: float, floor: float, span: Tick, warmup: Tick, ratio: float, batches: Tick, skipped: int = 0
) -> Formula:
    """A cosine of the whole epochs, multiplied by a ramp from ``ratio`` to 1 over the first ``warmup`` ticks.

    ``lr(k) = (floor + 0.5 * (base - floor) * (1 + cos(pi * e / span))) * ramp``, ``e = (k + skipped) // batches``

    Args:
        base: Rate at epoch 0 after the warmup.
        floor: Rate at epoch ``span``.
        span: Epochs of the cosine, after which it rises again.
        warmup: Ticks of the warmup.
        ratio: First factor of the ramp.
        batches: Ticks in an epoch.
        skipped: Ticks before the first.

    Example:
        >>> c = ramped_epoch_wave(0.1, 0.0, 4, 5, 0.1, 10)
        >>> round(c(0), 6), c(5), round(c(39), 6), c(40)
        (0.01, 0.1, 0.014645, 0.0)

    Reference: PaddleVideo's ``CustomWarmupCosineStepDecay``.
    """

    def at(tick: int) -> float:
        tick += skipped
        rate = floor + 0.5 * (base - floor) * (math.cos(math.pi * (tick // batches / span)) + 1)
        return rate if tick >= warmup else rate * (1 - (1 - tick / warmup) * (1 - ratio))

    def knots(stop: int) -> Iterator[int]:
        yield math.ceil(warmup) - skipped
        yield from _epochs(stop, batches, skipped)

    return Formula(at, knots=knots)


def _epochs(stop: int, batches: Tick, skipped: int) -> Iterator[int]:
    """The first ticks of the epochs."""
    for epoch in first_and_last(range(1, int(min((stop + skipped) // batches, 1e15)) + 1)):
        yield math.ceil(epoch * batches) - skipped


def _over_epochs(
    at: Callable[[float], float],
    bends: Callable[[float], Iterable[float]],
    batches: Tick,
    first: Tick,
    *others: int,
) -> Formula:
    """A formula of the epoch as one of the tick; its knots are the first ticks at or after its bends, and others."""
    epochs = FloatSum(first, 1 / batches)

    def knots(stop: int) -> Iterator[int]:
        yield from others
        for bend in bends(epochs(stop)):
            tick = epochs.count(bend)
            if tick is not None:
                yield tick

    return Formula(lambda tick: at(epochs(tick)), knots=knots)
