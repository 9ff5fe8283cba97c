"""The suggestion of a range test: an interval of rates and a peak rate, or why there is none.

Three rates are read from the smoothed loss over the logarithm of the rate: where it falls fastest (*steepest*), where
it is lowest (*minimum*), and the last rate at which it is within a tenth of its fall above the minimum (*edge*). The
classic suggestion, between *steepest* and a tenth of *minimum*, is conservative, because a ramp applies each rate for a
few updates only. The suggestion here is the geometric mean of *minimum* and *edge*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paddle_lrkit.experiments.lr_finder.loss_curve import BETA, FIRST, RampCurve, smooth_curve, two_digits

EDGE = 0.1
"""Share of the fall by which the loss at the edge may exceed its minimum."""
LEAST_FALL = 0.02
"""Least fall, relative to the first loss."""
LEAST_SIGNAL = 3.0
"""Least fall in standard errors of the mean curve."""
MOST_SPREAD = 0.5
"""Largest standard deviation of the edges of the ramps, in decades."""
BEGINNING = 0.05
"""Share of a ramp, in updates, that counts as its beginning, and as its end."""
NEXT, FAR = 10.0, 100.0
"""Factors to the next range: where the loss moved at the end of this one, and where it did not."""


@dataclass(frozen=True)
class CurveRates:
    """The rates read from a smoothed curve.

    Args:
        steepest: Where the loss falls fastest.
        minimum: Where it is lowest.
        edge: The last rate at which it is within `EDGE` of its fall above the minimum.
    """

    steepest: float
    minimum: float
    edge: float


@dataclass(frozen=True)
class RateSuggestion:
    """The suggestion of a range test.

    Args:
        interval: Rates worth a trial, from the larger one of ``classic`` to the edge; None without a suggestion.
        suggestion: A peak rate, rounded to two digits; None if the ramps do not support one.
        reason: Why there is no suggestion; None if there is one.
        classic: Rate at the steepest slope and a tenth of that at the minimum, ascending; None without a suggestion.
        mean: Rates read from the mean curve.
        ramps: Rates read from each ramp.
        rates: Rates of the mean curve, shape ``[n]``.
        losses: The smoothed loss, mean over the ramps, shape ``[n]``.
    """

    interval: tuple[float, float] | None
    suggestion: float | None
    reason: str | None
    classic: tuple[float, float] | None
    mean: CurveRates
    ramps: tuple[CurveRates, ...]
    rates: np.ndarray
    losses: np.ndarray


def suggest_rate(ramps: Sequence[RampCurve], updates: int) -> RateSuggestion:
    """Suggests a peak rate from the ramps of a range test.

    Args:
        ramps: At least one, all over the same rates; a ramp that stopped early is shorter.
        updates: Updates of a whole ramp.

    Raises:
        LrkitError: A ramp has fewer than two finite losses.

    Example:
        >>> rates = np.geomspace(1e-4, 1.0, 81)
        >>> bowl = 2 - np.exp(-(np.log10(rates / 0.01) ** 2))
        >>> found = suggest_rate([RampCurve(rates, bowl, "high"), RampCurve(rates, bowl, "high")], 81)
        >>> found.reason, 0.01 < found.suggestion < found.interval[1] < 0.03
        (None, True)
    """
    curves = [smooth_curve(ramp) for ramp in ramps]
    shortest = min(len(curve) for curve in curves)
    rates, losses = ramps[0].rates[:shortest], np.mean([curve[:shortest] for curve in curves], axis=0)
    each = tuple(_curve_rates(ramp.rates[: len(curve)], curve) for ramp, curve in zip(ramps, curves, strict=True))
    mean = _curve_rates(rates, losses)
    lows = [int(curve.argmin()) for curve in curves]
    reason = _objection(ramps, each, lows, mean, losses, updates)
    if reason is not None:
        return RateSuggestion(None, None, reason, None, mean, each, rates, losses)
    low, high = sorted((mean.steepest, mean.minimum / 10))
    suggestion = float(f"{math.sqrt(mean.minimum * mean.edge):.1e}")
    interval = min(high, suggestion), max(mean.edge, suggestion)
    return RateSuggestion(interval, suggestion, None, (low, high), mean, each, rates, losses)


def _curve_rates(rates: np.ndarray, losses: np.ndarray) -> CurveRates:
    lowest = int(losses.argmin())
    slope = np.gradient(losses, np.log(rates))
    limit = losses[lowest] + EDGE * (losses[0] - losses[lowest])
    edge = int(np.flatnonzero(losses <= limit)[-1])
    return CurveRates(float(rates[slope[: lowest + 1].argmin()]), float(rates[lowest]), float(rates[edge]))


def _objection(
    ramps: Sequence[RampCurve],
    each: Sequence[CurveRates],
    lows: Sequence[int],
    mean: CurveRates,
    losses: np.ndarray,
    updates: int,
) -> str | None:
    """Why the ramps do not support a suggestion, or None.

    Args:
        ramps: The measurements.
        each: Rates read from each ramp.
        lows: Update of the lowest smoothed loss of each ramp.
        mean: Rates read from the mean curve.
        losses: The mean curve.
        updates: Updates of a whole ramp.
    """
    low, high = float(ramps[0].rates[0]), float(ramps[0].rates[-1])
    whole, margin = all(ramp.end == "high" for ramp in ramps), max(int(BEGINNING * updates), 1)
    first, last, lowest = float(losses[0]), float(losses[-1]), float(losses.min())
    fall, visible, noise = first - lowest, LEAST_FALL * abs(first), LEAST_SIGNAL * _standard_error(ramps)
    if whole and np.ptp([ramp.losses for ramp in ramps]) == 0:
        return f"the loss is {first:.4g} at every rate, so no update changes it; check the loss and what is trained"
    if all(len(ramp.rates) <= max(margin, FIRST) and ramp.end != "high" for ramp in ramps) or (
        max(lows) <= margin and last - lowest > max(fall, min(visible, noise))
    ):
        return f"the loss rose from the start of the ramps: {low:g} is too high; {_lower(low)}"
    not_risen = f"the loss had not risen at {high:g}, the end of the ramps, and none diverged"
    if fall < max(visible, noise):
        if whole and min(lows) >= updates - 1 - margin and fall > 0:
            return f"{not_risen}; {_higher(high * FAR)}"
        level = whole and last - lowest <= max(fall, visible, noise)
        higher = f"; or the rates are too low: {_higher(high * FAR)}" if level else ""
        return (
            f"the loss never fell by more than its noise ({first:.4g} to {lowest:.4g}): more updates in a ramp, more "
            f"ramps or larger batches may help; trained weights may have little left to learn{higher}"
        )
    if whole and mean.edge == high:
        return f"{not_risen}; {_higher(high * NEXT)}"
    edges = [rates.edge for rates in each]
    spread = float(np.std(np.log10(edges)))
    if spread > MOST_SPREAD:
        return (
            f"the ramps disagree: their highest good rates range from {min(edges):.2g} to {max(edges):.2g}; more "
            "updates in a ramp or larger batches may help"
        )
    return None


def _higher(high: float) -> str:
    return f"go higher with --high {two_digits(high)}"


def _lower(low: float) -> str:
    """The range below ``low``; a ramp that ends far above it would have few updates there."""
    return f"start lower with --low {two_digits(low / FAR)} --high {two_digits(low)}"


def _standard_error(ramps: Sequence[RampCurve]) -> float:
    """Of a point of the mean curve: the scatter of the losses about their averages, over the losses in a point."""
    rests = [ramp.losses[np.isfinite(ramp.losses)] - smooth_curve(ramp) for ramp in ramps]
    scatter = float(np.median([np.median(np.abs(rest)) for rest in rests])) * 1.4826
    return scatter / math.sqrt(len(ramps) * (1 + BETA) / (1 - BETA))
