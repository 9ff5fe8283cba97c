"""What the ramps of a range test say: an interval and a suggestion, or why there is none.

Three rates are read from the smoothed loss over the logarithm of the rate: where it falls fastest (*steepest*), where
it is lowest (*minimum*), and the last one at which it lies within a tenth of its fall above the minimum (*edge*). The
usual advice, between *steepest* and a tenth of *minimum*, is given as ``classic``; it is far on the safe side, because
a ramp holds each rate for a few updates only. The suggestion is the geometric mean of *minimum* and *edge*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.lr_finder.ramp import BETA, Ramp, Watch, smoothed

EDGE = 0.1
"""Share of the fall that the loss may lie above its minimum."""
LEAST_FALL = 0.02
"""Least fall, relative to the first loss."""
LEAST_SIGNAL = 3.0
"""Least fall in standard errors of the mean curve."""
MOST_SPREAD = 0.5
"""Largest standard deviation of the edges of the ramps, in decades."""
FIRST = 5
"""Losses whose average is the first loss of a ramp."""
LEAST_ROOM = 0.1
"""How far a loss may at least lie above the first one, relative to it."""
AT_AN_END = 0.05
"""Share of a ramp, in updates, that counts as its beginning."""


@dataclass(frozen=True)
class Landmarks:
    """The rates that a smoothed curve shows.

    Args:
        steepest: Where the loss falls fastest.
        minimum: Where it is lowest.
        edge: The last rate at which it lies within `EDGE` of its fall above the minimum.
    """

    steepest: float
    minimum: float
    edge: float


@dataclass(frozen=True)
class Finding:
    """What a range test found.

    Args:
        interval: Rates that deserve a trial, from the larger one of ``classic`` to the edge; None without a suggestion.
        suggestion: A peak rate, rounded to two digits; None when the ramps do not say one.
        reason: Why there is no suggestion; None when there is one.
        classic: Steepest slope and a tenth of the minimum, ascending; None without a suggestion.
        mean: Landmarks of the mean curve.
        ramps: Landmarks of each ramp.
        rates: Rates of the mean curve, shape ``[n]``.
        losses: The smoothed loss, mean over the ramps, shape ``[n]``.
    """

    interval: tuple[float, float] | None
    suggestion: float | None
    reason: str | None
    classic: tuple[float, float] | None
    mean: Landmarks
    ramps: tuple[Landmarks, ...]
    rates: np.ndarray
    losses: np.ndarray


def find_rate(ramps: Sequence[Ramp], updates: int) -> Finding:
    """Reads the ramps of a range test.

    Args:
        ramps: At least one, all over the same rates; one that was stopped is shorter.
        updates: Updates of a whole ramp.

    Raises:
        LrkitError: A ramp has fewer than two finite losses.

    Example:
        >>> rates = np.geomspace(1e-4, 1.0, 81)
        >>> bowl = 2 - np.exp(-(np.log10(rates / 0.01) ** 2))
        >>> found = find_rate([Ramp(rates, bowl, "high"), Ramp(rates, bowl, "high")], 81)
        >>> found.reason, 0.01 < found.suggestion < found.interval[1] < 0.03
        (None, True)
    """
    curves = [smooth_curve(ramp) for ramp in ramps]
    shortest = min(len(curve) for curve in curves)
    rates, losses = ramps[0].rates[:shortest], np.mean([curve[:shortest] for curve in curves], axis=0)
    each = tuple(_landmarks(ramp.rates[: len(curve)], curve) for ramp, curve in zip(ramps, curves, strict=True))
    mean = _landmarks(rates, losses)
    reason = _doubt(ramps, each, mean, rates, losses, updates)
    if reason is not None:
        return Finding(None, None, reason, None, mean, each, rates, losses)
    low, high = sorted((mean.steepest, mean.minimum / 10))
    suggestion = float(f"{math.sqrt(mean.minimum * mean.edge):.1e}")
    interval = min(high, suggestion), max(mean.edge, suggestion)
    return Finding(interval, suggestion, None, (low, high), mean, each, rates, losses)


def smooth_curve(ramp: Ramp) -> np.ndarray:
    """The smoothed loss of a ramp, shape ``[n]``, over its finite losses.

    A loss that lies higher above the first ones than these above the minimum is cut there: what a divergence reaches
    in its last updates would otherwise reach back into the smoothed curve before it.

    Raises:
        LrkitError: There are fewer than two finite losses.
    """
    finite = ramp.losses[np.isfinite(ramp.losses)]
    if len(finite) < 2:
        raise LrkitError(
            f"the loss is not finite after one update at the rate {ramp.rates[0]:g}; start lower with --low"
        )
    watch, averages = Watch(), []
    for loss in finite:
        watch.take(float(loss))
        averages.append(watch.average)
    first = averages[min(FIRST, len(averages)) - 1]
    roof = first + max(first - min(averages), LEAST_ROOM * abs(first))
    return smoothed(np.minimum(finite, roof))


def _landmarks(rates: np.ndarray, losses: np.ndarray) -> Landmarks:
    lowest = int(losses.argmin())
    slope = np.gradient(losses, np.log(rates))
    limit = losses[lowest] + EDGE * (losses[0] - losses[lowest])
    edge = int(np.flatnonzero(losses <= limit)[-1])
    return Landmarks(float(rates[slope[: lowest + 1].argmin()]), float(rates[lowest]), float(rates[edge]))


def _doubt(
    ramps: Sequence[Ramp],
    each: Sequence[Landmarks],
    mean: Landmarks,
    rates: np.ndarray,
    losses: np.ndarray,
    updates: int,
) -> str | None:
    """Why the ramps do not say a rate, or None."""
    low, high = float(rates[0]), float(ramps[0].rates[-1])
    lowest, margin = int(losses.argmin()), max(int(AT_AN_END * updates), 1)
    fall = float(losses[0] - losses[lowest])
    if lowest <= margin and losses[-1] > losses[lowest] + max(fall, LEAST_FALL * abs(losses[0])):
        return f"the loss rose from the start of the ramps: {low:g} is too high; start lower with --low"
    if fall < max(LEAST_FALL * abs(float(losses[0])), LEAST_SIGNAL * _standard_error(ramps)):
        return (
            f"the loss never fell by more than its noise ({losses[0]:.4g} to {losses[lowest]:.4g}): more updates in a "
            "ramp, more ramps or larger batches would show more; trained weights may have little left to learn"
        )
    if mean.edge == rates[-1] and all(ramp.end == "high" for ramp in ramps):
        return f"the loss had not risen at {high:g}, the end of the ramps, and none diverged; go higher with --high"
    edges = [landmarks.edge for landmarks in each]
    spread = float(np.std(np.log10(edges)))
    if spread > MOST_SPREAD:
        return (
            f"the ramps disagree: they put the highest good rate at {min(edges):.2g} to {max(edges):.2g}; more updates "
            "in a ramp or larger batches would make them steadier"
        )
    return None


def _standard_error(ramps: Sequence[Ramp]) -> float:
    """Of one point of the mean curve: what the losses scatter about their averages, over the losses in it."""
    rests = [ramp.losses[np.isfinite(ramp.losses)] - smooth_curve(ramp) for ramp in ramps]
    scatter = float(np.median([np.median(np.abs(rest)) for rest in rests])) * 1.4826
    return scatter / math.sqrt(len(ramps) * (1 + BETA) / (1 - BETA))
