"""Forecasts of the losses of runs under other schedules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from paddle_lrkit.forecast.bootstrap import bootstrap
from paddle_lrkit.forecast.fit_law import FittedLaw, fit_law
from paddle_lrkit.forecast.functional import FunctionalLaw
from paddle_lrkit.forecast.held_out import held_out_error, splits
from paddle_lrkit.forecast.identifiable import FALLEN, SAME_PEAK, only_constant, unidentified
from paddle_lrkit.forecast.law import Law
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.forecast.multi_power import MultiPowerLaw
from paddle_lrkit.forecast.rate_path import RatePath, RatePoints
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

LAWS: tuple[Law, ...] = (FunctionalLaw(), MultiPowerLaw(), MomentumLaw())
"""The laws, the one first whose forecasts from the public losses at 25M parameters are the best."""
TIED = 1e-3
"""Difference of held-out errors up to which they do not tell which law is better."""
MISFIT = 0.11
"""Share of what the decay takes from the loss that a law misses on another schedule, as a standard deviation. It is the
least one with which the intervals of laws that know nothing of them hold 90% of the public final losses at 25M
parameters. With `FunctionalLaw`'s usual r, which is from these losses, 0.06 would do (`benchmarks/forecasts.py`)."""
CONFIDENCE, QUANTILE = 0.9, 1.645
"""Share of the final losses that an interval holds, and the standard deviations on each side for it."""
LONGEST = 3.5
"""Sum of the rates, relative to the longest fitted run, up to which the coverage was measured."""
MOST_ERROR = 0.1
"""Held-out error above which no law describes the losses."""
_DRAWN = 200


@dataclass(frozen=True)
class ScoredLaw:
    """A law with its error on losses to which it was not fitted.

    Args:
        fitted: The law, fitted to all losses.
        held_out_error: Mean relative error on losses that were left out.
    """

    fitted: FittedLaw
    held_out_error: float

    @property
    def law(self) -> Law:
        return self.fitted.law


@dataclass(frozen=True)
class Forecast:
    """The forecast for a schedule.

    Args:
        schedule: Its name.
        path: Its rates.
        updates: Some updates after the warmup, shape ``[points]``.
        losses: The losses there.
        final_loss: The loss at the last update.
        interval: Lower and upper end of the final loss.
        by_law: Final loss by each law, in the order of `Forecasts.laws`.
        notes: What to know about it.
    """

    schedule: str
    path: RatePath
    updates: np.ndarray
    losses: np.ndarray
    final_loss: float
    interval: tuple[float, float]
    by_law: tuple[float, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefusedForecast:
    """A forecast that is not made.

    Args:
        schedule: Name of the schedule; None for all.
        reason: Why.
        needs: The run that would make it possible.
    """

    schedule: str | None
    reason: str
    needs: str


@dataclass(frozen=True)
class Forecasts:
    """Laws, and forecasts by the best of them.

    Args:
        runs: The losses of the runs.
        laws: The laws, the one that is used first; empty where nothing can be fitted.
        forecasts: One for each schedule that is not refused.
        refused: What is not forecast.
        fitted: The losses to which the laws were fitted.
    """

    runs: Sequence[LossCurve]
    laws: Sequence[ScoredLaw] = ()
    forecasts: Sequence[Forecast] = ()
    refused: Sequence[RefusedForecast] = ()
    fitted: Sequence[LossCurve] = ()


def fit_laws(curves: Sequence[LossCurve], done: Callable[[float], None] = lambda share: None) -> list[ScoredLaw]:
    """Fits all laws, the one to use first.

    That is the first of `LAWS` whose held-out error is the least or at most `TIED` above it; the others follow by
    their held-out errors.

    Args:
        curves: Losses of runs, as a fit sees them, that are enough for a fit (`unidentified`).
        done: Called with the share of the work that is done.
    """
    parts = splits(curves)
    fits, made = len(LAWS) * (len(parts) + 1), 0

    def count() -> None:
        nonlocal made
        made += 1
        done(made / fits)

    scored = []
    for law in LAWS:
        error = held_out_error(law, parts, count)
        scored.append(ScoredLaw(fit_law(law, curves), error))
        count()
    least = min(one.held_out_error for one in scored)
    used = next(one for one in scored if one.held_out_error <= least + TIED)
    return [used, *sorted((one for one in scored if one is not used), key=lambda one: one.held_out_error)]


def forecast(
    runs: Sequence[LossCurve], schedules: Mapping[str, RatePath], done: Callable[[float], None] = lambda share: None
) -> Forecasts:
    """Fits the laws to runs and forecasts the losses of other schedules.

    Args:
        runs: Losses of runs.
        schedules: Name -> rates.
        done: Called with the share of the work that is done.
    """
    curves = [run.for_fit() for run in runs]
    missing = unidentified(curves)
    if missing is not None and missing != only_constant():
        return Forecasts(runs, refused=[RefusedForecast(None, *missing)])
    peak = max(curve.path.peak for curve in curves)
    refused, wanted = [], {}
    for name, path in schedules.items():
        if abs(path.peak / peak - 1) > SAME_PEAK:
            refused.append(RefusedForecast(name, *_other_peak(path.peak, peak)))
        elif missing is not None and path.falls(FALLEN):
            refused.append(RefusedForecast(name, *missing))
        else:
            wanted[name] = path
    if not wanted:
        return Forecasts(runs, refused=refused)
    laws = fit_laws(curves, done)
    if laws[0].held_out_error > MOST_ERROR:
        return Forecasts(runs, laws, refused=[RefusedForecast(None, *_no_law(laws[0]))])
    for name in [name for name, path in wanted.items() if min(final_losses(laws, path)) <= 0]:
        refused.append(RefusedForecast(name, *negative_loss()))
        del wanted[name]
    found = forecasts_of(laws, curves, wanted) if wanted else []
    return Forecasts(runs, laws, found, refused, curves)


def forecasts_of(
    laws: Sequence[ScoredLaw], curves: Sequence[LossCurve], schedules: Mapping[str, RatePath]
) -> list[Forecast]:
    """Forecasts by the first law.

    Args:
        laws: Fitted laws.
        curves: The losses to which they were fitted.
        schedules: Name -> rates.
    """
    best, paths = laws[0], list(schedules.values())
    ends = [np.array([path.updates - 1]) for path in paths]
    last = [best.fitted.points(path, end) for path, end in zip(paths, ends, strict=True)]
    noise = bootstrap(best.fitted, curves, last).std(axis=0)
    finals = np.array([final_losses(laws, path) for path in paths])
    apart = np.log(finals).std(axis=1, ddof=1)
    widths = QUANTILE * deviation(noise, best.held_out_error, apart, unseen(best.fitted, curves, last))
    found = []
    for name, path, losses, width in zip(schedules, paths, finals.tolist(), widths.tolist(), strict=True):
        begin = max(path.warmup, path.updates // 50)
        updates = np.unique(np.linspace(begin, path.updates - 1, _DRAWN).astype(int))
        interval = losses[0] * float(np.exp(-width)), losses[0] * float(np.exp(width))
        drawn = best.fitted.losses(path, updates)
        found.append(
            Forecast(name, path, updates, drawn, losses[0], interval, tuple(losses), _notes(path, best.fitted))
        )
    return found


def final_losses(laws: Sequence[ScoredLaw], path: RatePath) -> list[float]:
    """The loss at the last update by each law."""
    end = np.array([path.updates - 1])
    return [float(one.fitted.losses(path, end)[0]) for one in laws]


def deviation(
    noise: np.ndarray, held_out_error: float, apart: np.ndarray, hidden: np.ndarray, misfit: float = MISFIT
) -> np.ndarray:
    """The standard deviation of the logarithm of each final loss.

    Args:
        noise: That of the bootstrap.
        held_out_error: That of the law.
        apart: That of the forecasts by the different laws.
        hidden: What is the business of the law alone (`unseen`).
        misfit: Share of that which the law misses.
    """
    found: np.ndarray = np.sqrt(noise**2 + held_out_error**2 + apart**2 + (misfit * hidden) ** 2)
    return found


def unseen(fitted: FittedLaw, curves: Sequence[LossCurve], last: Sequence[RatePoints]) -> np.ndarray:
    """The share of a final loss that is the business of the law alone, for each forecast.

    It is what the decay takes from the losses of the fitted runs, or what learning takes beyond their end, if that is
    more.

    Args:
        fitted: A law.
        curves: The losses to which it was fitted.
        last: The last point of each forecast.
    """
    decays = []
    for curve in curves:
        columns = fitted.law.columns(fitted.points(curve.path, curve.updates), fitted.shapes)
        decays.append(np.ptp(columns[:, 2] * fitted.coefficients[2] / curve.losses))
    ends = np.array([fitted.law.columns(points, fitted.shapes)[0] for points in last])
    learned = fitted.coefficients[1] * (1 - ends[:, 1]) / (ends @ fitted.coefficients)
    return np.maximum(max(decays), learned)


def _notes(path: RatePath, fitted: FittedLaw) -> tuple[str, ...]:
    longer = float(path.sums[-1]) / fitted.scale
    if longer <= LONGEST:
        return ()
    return (
        tr(
            "its sum of rates is {:.1f} times that of the longest fitted run; the coverage of the interval was "
            "measured up to {:g} times",
            longer,
            LONGEST,
        ),
    )


def negative_loss() -> tuple[str, str]:
    """Why a law does not count whose loss is not positive, and what is needed."""
    return (
        tr("a law forecasts a loss of 0 or less, so the runs do not tell what this schedule does"),
        tr("a run that is as long and falls as far as this schedule"),
    )


def _no_law(best: ScoredLaw) -> tuple[str, str]:
    return (
        tr(
            "no law describes the losses: the least held-out error is {:.0%}, and a forecast needs {:.0%} or less",
            best.held_out_error,
            MOST_ERROR,
        ),
        tr("losses that are averaged over more updates, or a longer run"),
    )


def _other_peak(peak: float, fitted: float) -> tuple[str, str]:
    return (
        tr(
            "its peak rate is {} and that of the runs {}; the laws do not hold across peak rates",
            format_rate(peak, 3),
            format_rate(fitted, 3),
        ),
        tr(
            "a run with the peak rate {} that stays there for half of its updates and then decays", format_rate(peak, 3)
        ),
    )
