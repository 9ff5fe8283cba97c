"""The schedule of the usual families that a fitted law likes best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_lrkit.forecast.bootstrap import bootstrap
from paddle_lrkit.forecast.forecast import QUANTILE, ScoredLaw, deviation, final_losses, unseen
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.schedule import Schedule

_SHARES = (5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90)
"""Per cent of the run that a WSD schedule decays."""
_POWERS = (1.5, 2.0, 3.0)
_ZERO = 0.01
"""Share of the peak below which the lowest fitted rate counts as 0."""


@dataclass(frozen=True)
class BestSchedule:
    """A schedule with the least forecast loss.

    Args:
        name: In words.
        data: A config of our own dialect.
        schedule: Its schedule.
        path: Its rates.
    """

    name: str
    data: dict[str, Any]
    schedule: Schedule
    path: RatePath


@dataclass(frozen=True)
class ForecastGain:
    """How much lower the final loss of a schedule is than that of another.

    Args:
        value: The difference, positive for a gain.
        interval: Its lower and upper end.
    """

    value: float
    interval: tuple[float, float]


def best_schedule(laws: Sequence[ScoredLaw], curves: Sequence[LossCurve], updates: int) -> BestSchedule | None:
    """The schedule with the least final loss by the first law, at the peak rate and with the warmup of the runs.

    Candidates are linear, cosine and power decays, and warmup-stable-decay with shares of 5% to 90%, as far as
    the warmup leaves room. They end at the lowest rate of the fitted runs, because below it the law has seen nothing.

    Args:
        laws: Fitted laws.
        curves: The losses to which they were fitted.
        updates: Length of the schedule.

    Returns:
        The schedule; None if some law gives each of them a loss of 0 or less.
    """
    found = [_read(name, data) for name, data in _candidates(curves, updates)]
    losses = [(final_losses(laws, each.path), each) for each in found]
    known = [(finals[0], each) for finals, each in losses if min(finals) > 0]
    return min(known, key=lambda one: one[0])[1] if known else None


def gain_over(laws: Sequence[ScoredLaw], curves: Sequence[LossCurve], path: RatePath, other: RatePath) -> ForecastGain:
    """How much lower the final loss of a schedule is than that of another one.

    Args:
        laws: Fitted laws.
        curves: The losses to which they were fitted.
        path: Rates of the schedule.
        other: Rates of the other one.
    """
    best, paths = laws[0], (path, other)
    ends = [np.array([each.updates - 1]) for each in paths]
    last = [best.fitted.points(each, end) for each, end in zip(paths, ends, strict=True)]
    finals = np.array([final_losses(laws, each) for each in paths]).T
    noise = np.diff(bootstrap(best.fitted, curves, last), axis=1).std(axis=0)
    apart = np.diff(np.log(finals), axis=1).std(axis=0, ddof=1)
    hidden = unseen(best.fitted, curves, last).max(keepdims=True)
    width = QUANTILE * float(deviation(noise, best.held_out_error, apart, hidden)[0]) * finals[0, 1]
    value = float(finals[0, 1] - finals[0, 0])
    return ForecastGain(value, (value - width, value + width))


def _candidates(curves: Sequence[LossCurve], updates: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and config of each candidate."""
    longest = max(curves, key=lambda curve: curve.path.updates).path
    lowest = min(float(curve.path.rates[curve.updates].min()) / longest.peak for curve in curves)
    peak = float(f"{longest.peak:.6g}")
    floor = 0.0 if lowest < _ZERO else float(f"{lowest * peak:.3g}")
    ramp: dict[str, Any] = {}
    after_warmup = updates
    if 0 < longest.warmup < updates:
        after_warmup -= longest.warmup
        start = float(f"{longest.rates[0] / longest.peak:.3g}")
        ramp = {"warmup": f"{longest.warmup}it", "warmup_start_factor": min(start, 1.0)}
    shapes: list[tuple[str, dict[str, Any]]] = [
        ("linear", {"name": "LinearDecay", "end_lr": floor}),
        ("cosine", {"name": "CosineAnnealingDecay", "eta_min": floor}),
    ]
    for power in _POWERS:
        shapes.append((f"power {power:g}", {"name": "PolynomialDecay", "power": power, "end_lr": floor}))
    for share in _SHARES:
        if not 100 <= share * updates <= 100 * (after_warmup - 1):
            continue
        for shape in ("linear", "1-sqrt"):
            section = {"name": "WSD", "decay_steps": f"{share}%", "end_lr": floor, "shape": shape}
            shapes.append((f"WSD, {share}% {shape}", section))
    for name, section in shapes:
        rate = {"name": section["name"], "learning_rate": peak, **section, **ramp}
        yield name, {"Global": {"updates": updates}, "Optimizer": {"name": "Momentum", "lr": rate}}


def _read(name: str, data: dict[str, Any]) -> BestSchedule:
    schedule = load_schedule(data)
    rates = np.asarray(schedule.curve.values(range(schedule.total_updates)), float)
    return BestSchedule(name, data, schedule, RatePath(rates))
