"""Medians and the intervals that hold them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from scipy.stats import binom

from benchmarks.measuring.timing import Timing


@dataclass(frozen=True)
class Interval:
    """A median and the limits between which it lies in 95 of 100 measurements."""

    median: float
    low: float
    high: float


def median_of(values: Iterable[float], level: float = 0.95) -> Interval:
    """The median and its interval between two of the sorted values, whatever their distribution.

    ``P(x[k] <= median <= x[n - 1 - k]) = 1 - 2 * P(Binomial(n, 1/2) <= k)``, the largest ``k`` that gives ``level``.

    Example:
        >>> median_of(range(1, 16))
        Interval(median=8, low=4, high=12)

    Reference: the sign test; SciPy's binomial distribution.
    """
    ordered = sorted(values)
    outside = _outside(len(ordered), level)
    return Interval(statistics.median(ordered), ordered[outside], ordered[-1 - outside])


@cache
def _outside(count: int, level: float) -> int:
    """How many of ``count`` sorted values lie below the interval, and as many above it."""
    return max(int(binom.ppf((1 - level) / 2, count, 0.5)) - 1, 0)


def cpu(timings: Sequence[Timing]) -> Interval:
    """CPU seconds of an arm."""
    return median_of(timing.cpu for timing in timings)


def wall(timings: Sequence[Timing]) -> Interval:
    """Wall seconds of an arm."""
    return median_of(timing.wall for timing in timings)


def cpu_ratio(ours: Sequence[Timing], peer: Sequence[Timing]) -> Interval:
    """CPU time of ours divided by that of the peer, round by round."""
    return median_of(one.cpu / other.cpu for one, other in zip(ours, peer, strict=True))


def wall_ratio(ours: Sequence[Timing], peer: Sequence[Timing]) -> Interval:
    """Wall time of ours divided by that of the peer, round by round."""
    return median_of(one.wall / other.wall for one, other in zip(ours, peer, strict=True))
