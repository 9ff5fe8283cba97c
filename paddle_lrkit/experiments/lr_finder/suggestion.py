"""The suggestion of a range test: an interval of rates and a peak rate, or why there is none.

The ramps find the range: three rates are read from the smoothed loss over the logarithm of the rate, where it falls
fastest (*steepest*), where it is lowest (*minimum*), and the last rate at which it is within a tenth of its fall above
the minimum (*edge*). The short trainings around the minimum find the rate: the center of those with a low loss at their
end.
A longer run wants a rate that is lower by a factor between 1, where stability limits the rate, and the square root of
the ratio of the lengths, where noise does; the interval holds both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paddle_lrkit.experiments.lr_finder.loss_curve import BETA, FIRST, RampCurve, smooth_curve, two_digits
from paddle_lrkit.experiments.lr_finder.rate_search import FINE, best_rate, central_rate
from paddle_lrkit.experiments.lr_finder.trials import ShortTrainings
from paddle_lrkit.messages import tr

EDGE = 0.1
"""Share of the fall by which the loss at the edge may exceed its minimum."""
LEAST_FALL = 0.02
"""Least fall, relative to the first loss."""
LEAST_SIGNAL = 3.0
"""Least fall in standard errors of the mean curve."""
BEGINNING = 0.05
"""Share of a ramp, in updates, that counts as its beginning, and as its end."""
NEXT, FAR = 10.0, 100.0
"""Factors to the next range: where the loss moved at the end of this one, and where it did not."""
HORIZON = 1 / 3
"""The suggestion falls with this power of the length of the run: between 0 (stability) and 1/2 (noise); J. Bjorck et
al., Scaling Optimal LR Across Token Horizons, arXiv 2409.19913, measured 0.32 on language models."""
MOST_HORIZON = 1 / 2


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
class RampReading:
    """What the ramps show.

    Args:
        reason: Why the trials have no range to start in; None if they have.
        mean: Rates read from the mean curve.
        ramps: Rates read from each ramp.
        rates: Rates of the mean curve, shape ``[n]``.
        losses: The smoothed loss, mean over the ramps, shape ``[n]``.
    """

    reason: str | None
    mean: CurveRates
    ramps: tuple[CurveRates, ...]
    rates: np.ndarray
    losses: np.ndarray


@dataclass(frozen=True)
class RateSuggestion:
    """The suggestion of a range test.

    Args:
        interval: Rates worth a trial; None without a suggestion.
        suggestion: A peak rate, rounded to two digits; None if the test does not support one.
        reason: Why there is no suggestion; None if there is one.
    """

    interval: tuple[float, float] | None
    suggestion: float | None
    reason: str | None


def read_ramps(ramps: Sequence[RampCurve], updates: int) -> RampReading:
    """Reads the ramps of a range test.

    Args:
        ramps: At least one, all over the same rates; a ramp that stopped early is shorter.
        updates: Updates of a whole ramp.

    Raises:
        LrkitError: A ramp has fewer than two finite losses.

    Example:
        >>> rates = np.geomspace(1e-4, 1.0, 81)
        >>> bowl = 2 - np.exp(-(np.log10(rates / 0.01) ** 2))
        >>> found = read_ramps([RampCurve(rates, bowl, "high"), RampCurve(rates, bowl, "high")], 81)
        >>> found.reason, round(found.mean.minimum, 3)
        (None, 0.01)
    """
    curves = [smooth_curve(ramp) for ramp in ramps]
    shortest = min(len(curve) for curve in curves)
    rates, losses = ramps[0].rates[:shortest], np.mean([curve[:shortest] for curve in curves], axis=0)
    each = tuple(_curve_rates(ramp.rates[: len(curve)], curve) for ramp, curve in zip(ramps, curves, strict=True))
    lows = [int(curve.argmin()) for curve in curves]
    return RampReading(_objection(ramps, lows, losses, updates), _curve_rates(rates, losses), each, rates, losses)


def suggest_rate(trials: ShortTrainings) -> RateSuggestion:
    """Suggests a peak rate from the short trainings of a range test.

    ``suggestion = center * (updates / run_updates) ** HORIZON``

    Args:
        trials: Their losses.

    Example:
        >>> losses = {0.05: 0.5, 0.1: 0.31, 0.2: 0.3, 0.4: 0.33, 0.8: math.inf}
        >>> found = suggest_rate(ShortTrainings(losses, 2.3, updates=200, run_updates=200, held_out="Eval"))
        >>> found.suggestion, round(found.interval[0], 3), round(found.interval[1], 3)
        (0.17, 0.087, 0.348)
    """
    tried, best = dict(trials.losses), best_rate(dict(trials.losses))
    reason = _trial_objection(trials, best)
    if reason is not None:
        return RateSuggestion(None, None, reason)
    ratio = max(trials.run_updates / trials.updates, 1.0)
    limit = tried[best] + EDGE * (trials.initial - tried[best])
    good = [rate for rate, loss in tried.items() if loss <= limit]
    top = central_rate(tried, trials.initial)
    low, high = max(min(good), top / FINE), min(max(good), top * FINE)
    low, high = min(low, top) * ratio**-MOST_HORIZON, max(high, top)
    suggestion = float(f"{top * ratio**-HORIZON:.1e}")
    return RateSuggestion((min(low, suggestion), max(high, suggestion)), suggestion, None)


def _curve_rates(rates: np.ndarray, losses: np.ndarray) -> CurveRates:
    lowest = int(losses.argmin())
    slope = np.gradient(losses, np.log(rates))
    limit = losses[lowest] + EDGE * (losses[0] - losses[lowest])
    edge = int(np.flatnonzero(losses <= limit)[-1])
    return CurveRates(float(rates[slope[: lowest + 1].argmin()]), float(rates[lowest]), float(rates[edge]))


def _objection(
    ramps: Sequence[RampCurve],
    lows: Sequence[int],
    losses: np.ndarray,
    updates: int,
) -> str | None:
    """Why the ramps show no range of rates to try, or None.

    Args:
        ramps: The measurements.
        lows: Update of the lowest smoothed loss of each ramp.
        losses: The mean curve.
        updates: Updates of a whole ramp.
    """
    low, high = float(ramps[0].rates[0]), float(ramps[0].rates[-1])
    whole, margin = all(ramp.end == "high" for ramp in ramps), max(int(BEGINNING * updates), 1)
    first, last, lowest = float(losses[0]), float(losses[-1]), float(losses.min())
    fall, visible, noise = first - lowest, LEAST_FALL * abs(first), LEAST_SIGNAL * _standard_error(ramps)
    if whole and np.ptp([ramp.losses for ramp in ramps]) == 0:
        return tr(
            "the loss is {:.4g} at every rate, so no update changes it; check the loss and what is trained", first
        )
    if all(len(ramp.rates) <= max(margin, FIRST) and ramp.end != "high" for ramp in ramps) or (
        max(lows) <= margin and last - lowest > max(fall, min(visible, noise))
    ):
        return tr("the loss rose from the start of the ramps: {:g} is too high; {}", low, _lower(low))
    not_risen = tr("the loss had not risen at {:g}, the end of the ramps, and none diverged", high)
    if fall < max(visible, noise):
        if whole and min(lows) >= updates - 1 - margin and fall > 0:
            return tr("{}; {}", not_risen, _higher(high * FAR))
        level = whole and last - lowest <= max(fall, visible, noise)
        other = tr("; or the rates are too low: {}", _higher(high * FAR)) if level else ""
        if all(ramp.end != "high" for ramp in ramps) and losses.argmin() <= len(losses) / 2:
            other = tr("; or the ramps start too high: start lower with --low {}", two_digits(low / FAR))
        return tr(
            "the loss never fell by more than its noise ({:.4g} to {:.4g}): more updates in a ramp, more ramps "
            "or larger batches may help; trained weights may have little left to learn{}",
            first,
            lowest,
            other,
        )
    if whole and losses.argmin() >= updates - 1 - margin:
        return f"{not_risen}; {_higher(high * NEXT)}"
    return None


def _trial_objection(trials: ShortTrainings, best: float) -> str | None:
    """Why the short trainings do not support a suggestion, or None."""
    tried, lowest = list(trials.losses), trials.losses[best]
    around = f"--low {two_digits(min(tried) / FAR)} --high {two_digits(min(tried) * FINE)}"
    if not math.isfinite(lowest):
        return tr(
            "the short trainings diverged at every rate, from {} on; start lower with {}",
            two_digits(min(tried)),
            around,
        )
    fall = trials.initial - lowest
    if fall < LEAST_FALL * abs(trials.initial):
        return tr(
            "no short training lowered the loss by more than {:.0%} ({:.4g} before, {:.4g} at best): raise "
            "--trial-updates; trained weights may have little left to learn",
            LEAST_FALL,
            trials.initial,
            lowest,
        )
    if best == min(tried):
        return tr(
            "the lowest rate of the short trainings, {}, was the best; start lower with {}", two_digits(best), around
        )
    if best == max(tried):
        higher = _higher(best * FAR)
        return tr("the highest rate of the short trainings, {}, was the best; {}", two_digits(best), higher)
    return None


def _higher(high: float) -> str:
    return tr("go higher with --high {}", two_digits(high))


def _lower(low: float) -> str:
    """The range below ``low``; a ramp that ends far above it would have few updates there."""
    return tr("start lower with --low {} --high {}", two_digits(low / FAR), two_digits(low))


def _standard_error(ramps: Sequence[RampCurve]) -> float:
    """Of a point of the mean curve: the scatter of the losses about their averages, over the losses in a point."""
    rests = [ramp.losses[np.isfinite(ramp.losses)] - smooth_curve(ramp) for ramp in ramps]
    scatter = float(np.median([np.median(np.abs(rest)) for rest in rests])) * 1.4826
    return scatter / math.sqrt(len(ramps) * (1 + BETA) / (1 - BETA))
