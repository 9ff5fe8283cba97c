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

from paddle_lrkit.experiments.lr_finder.loss_curve import BETA, RampCurve, smooth_curve

EDGE = 0.1
"""Share of the fall by which the loss at the edge may exceed its minimum."""
LEAST_FALL = 0.02
"""Least fall, relative to the first loss."""
LEAST_SIGNAL = 3.0
"""Least fall in standard errors of the mean curve."""
MOST_SPREAD = 0.5
"""Largest standard deviation of the edges of the ramps, in decades."""
BEGINNING = 0.05
"""Share of a ramp, in updates, that counts as its beginning."""


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
    reason = _objection(ramps, each, mean, rates, losses, updates)
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
    mean: CurveRates,
    rates: np.ndarray,
    losses: np.ndarray,
    updates: int,
) -> str | None:
    """Why the ramps do not support a suggestion, or None."""
    low, high = float(rates[0]), float(ramps[0].rates[-1])
    lowest, margin = int(losses.argmin()), max(int(BEGINNING * updates), 1)
    fall = float(losses[0] - losses[lowest])
    if lowest <= margin and losses[-1] > losses[lowest] + max(fall, LEAST_FALL * abs(losses[0])):
        return f"the loss rose from the start of the ramps: {low:g} is too high; start lower with --low"
    if fall < max(LEAST_FALL * abs(float(losses[0])), LEAST_SIGNAL * _standard_error(ramps)):
        return (
            f"the loss never fell by more than its noise ({losses[0]:.4g} to {losses[lowest]:.4g}): more updates in a "
            "ramp, more ramps or larger batches may help; trained weights may have little left to learn"
        )
    if mean.edge == rates[-1] and all(ramp.end == "high" for ramp in ramps):
        return f"the loss had not risen at {high:g}, the end of the ramps, and none diverged; go higher with --high"
    edges = [rates.edge for rates in each]
    spread = float(np.std(np.log10(edges)))
    if spread > MOST_SPREAD:
        return (
            f"the ramps disagree: their highest good rates range from {min(edges):.2g} to {max(edges):.2g}; more "
            "updates in a ramp or larger batches may help"
        )
    return None


def _standard_error(ramps: Sequence[RampCurve]) -> float:
    """Of a point of the mean curve: the scatter of the losses about their averages, over the losses in a point."""
    rests = [ramp.losses[np.isfinite(ramp.losses)] - smooth_curve(ramp) for ramp in ramps]
    scatter = float(np.median([np.median(np.abs(rest)) for rest in rests])) * 1.4826
    return scatter / math.sqrt(len(ramps) * (1 + BETA) / (1 - BETA))
