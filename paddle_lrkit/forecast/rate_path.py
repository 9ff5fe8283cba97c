"""The rates of a run as the laws see them: their sum, and the steps in which they fall."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

AT_PEAK = 0.999
"""The warmup ends at the first update with this share of the peak rate."""
_FINE = 256
"""A step has at most this part of all that the rate falls and rises, unless a single update has more."""


@dataclass(frozen=True)
class RatePath:
    """The rates of a run.

    Args:
        rates: Rate of each update, shape ``[updates]``; at least one is positive.
    """

    rates: np.ndarray

    @property
    def updates(self) -> int:
        return len(self.rates)

    @cached_property
    def peak(self) -> float:
        return float(self.rates.max())

    @cached_property
    def warmup(self) -> int:
        """Updates before the first one at the peak rate."""
        return int(np.argmax(self.rates >= AT_PEAK * self.peak))

    @cached_property
    def sums(self) -> np.ndarray:
        """Sum of the rates up to and with each update, shape ``[updates]``."""
        return np.cumsum(self.rates)

    def falls(self, share: float) -> bool:
        """Whether the rate falls below a share of the peak after the warmup."""
        return bool((self.rates[self.warmup :] < share * self.peak).any())

    def stretched(self, updates: int) -> RatePath:
        """The same shape over another number of updates, its warmup included."""
        if updates == self.updates:
            return self
        places = np.arange(updates) * (self.updates - 1) / max(updates - 1, 1)
        return RatePath(np.interp(places, np.arange(self.updates), self.rates))


@dataclass(frozen=True)
class RatePoints:
    """What a law needs to know of a run at some of its updates, the points.

    Between them the rate falls in steps. A step and a later point are a pair, and a law is a sum over the pairs of each
    point. Rates are relative to a peak, sums of rates to a scale.

    Args:
        sums: Sum of the rates up to each point, shape ``[points]``.
        drops: How far the rate falls in each step; negative where it rises, shape ``[steps]``.
        after_warmup: 1 for a step after the warmup, else 0, shape ``[steps]``.
        rates: Rate after each step, shape ``[steps]``.
        begins: Sum of the rates before each step, shape ``[steps]``.
        point: Number of the point of each pair, shape ``[pairs]``.
        step: Number of the step of each pair, shape ``[pairs]``.
        since: Sum of the rates from the step to the point, shape ``[pairs]``.
        updates: Updates from the step to the point, shape ``[pairs]``.
    """

    sums: np.ndarray
    drops: np.ndarray
    after_warmup: np.ndarray
    rates: np.ndarray
    begins: np.ndarray
    point: np.ndarray
    step: np.ndarray
    since: np.ndarray
    updates: np.ndarray

    def fallen(self, effects: np.ndarray, weights: np.ndarray | float = 1.0) -> np.ndarray:
        """``sum_k drop_k * weight_k * effect_k`` at each point.

        Args:
            effects: Of each pair.
            weights: Of each step.
        """
        found: np.ndarray = np.bincount(self.point, (self.drops * weights)[self.step] * effects, len(self.sums))
        return found


def rate_points(path: RatePath, at: np.ndarray, peak: float, scale: float) -> RatePoints:
    """A run at some updates.

    Args:
        path: Its rates.
        at: The updates, ascending, shape ``[points]``.
        peak: Rate that counts as 1.
        scale: Sum of rates that counts as 1.
    """
    drops, later = path.rates[:-1] - path.rates[1:], np.arange(1, path.updates)
    kept = (drops != 0) & (later <= at[-1])
    drops, later = drops[kept], later[kept]
    begins = _begins(drops, later, at, path.warmup)
    falls = np.add.reduceat(drops, begins) if len(begins) else drops
    shares = drops / np.repeat(falls, np.diff(np.append(begins, len(drops))))

    def mean(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(shares * values, begins) if len(begins) else np.zeros(0)

    places, before = mean(later), mean(path.sums[later - 1])
    point, step = np.nonzero(at[:, None] >= np.floor(places)[None, :])
    return RatePoints(
        sums=path.sums[at] / scale,
        drops=falls / peak,
        after_warmup=(places > path.warmup).astype(float),
        rates=mean(path.rates[later]) / peak,
        begins=before / scale,
        point=point,
        step=step,
        since=np.maximum(path.sums[at][point] - before[step], 0) / scale,
        updates=np.maximum(at[point] - places[step], 0) + 1,
    )


def _begins(drops: np.ndarray, later: np.ndarray, at: np.ndarray, warmup: int) -> np.ndarray:
    """Where steps begin: after a point or the warmup, where the rate turns, and where it has moved far enough."""
    if not len(drops):
        return np.zeros(0, int)
    moved = np.cumsum(np.abs(drops))
    fine = np.floor(moved / moved[-1] * _FINE * (1 - 1e-12))
    marks = (np.searchsorted(at, later), later > warmup, drops > 0, fine)
    changes = np.logical_or.reduce([mark[1:] != mark[:-1] for mark in marks])
    return np.append(0, 1 + np.flatnonzero(changes))
