"""Schedules in the order of their convex bounds, with the peak rate that each wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_lrkit.errors import ConfigError, UsageError, unknown_name
from paddle_lrkit.ranking.convex_bound import Place, convex_bound, peak_factor, rank, rates_of, stretched_rates
from paddle_lrkit.suites.schedule import Schedule


@dataclass(frozen=True)
class RankedSchedule:
    """A schedule, its place and its peak rate.

    Args:
        place: Name, rank and bound.
        schedule: The schedule.
        rates: Rate of each update, shape ``[updates]``.
        reference: Name of the schedule whose peak rate is tuned.
        peak_factor: Its best peak rate over that of the reference.
        moved_peak_lr: Its peak rate, if the peak rate of the reference is tuned.
    """

    place: Place
    schedule: Schedule
    rates: np.ndarray
    reference: str
    peak_factor: float
    moved_peak_lr: float

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def updates(self) -> int:
        return len(self.rates)

    def to_json(self) -> dict[str, Any]:
        """What ``lrkit rank --json`` prints."""
        place, bound = self.place, self.place.bound
        return {
            "name": place.name,
            "file": self.schedule.file,
            "schedule": self.schedule.name,
            "rank": place.rank,
            "tied": place.tied,
            "score": bound.score,
            "excess": place.excess,
            "gamma": bound.gamma,
            "updates": self.updates,
            "zero_rates": bound.zeros,
            "peak_lr": bound.peak,
            "reference": self.reference,
            "peak_factor": self.peak_factor,
            "moved_peak_lr": self.moved_peak_lr,
        }


def rank_schedules(named: Mapping[str, Schedule], updates: int | None, reference: str) -> list[RankedSchedule]:
    """The schedules, the best first.

    Args:
        named: Name -> schedule.
        updates: Length of all; None for each one's own.
        reference: Name of the schedule whose peak rate is tuned.

    Raises:
        UsageError: A schedule depends on a metric.
        ConfigError: A schedule cannot be ranked, or the reference is unknown.
    """
    if reference not in named:
        raise unknown_name("schedule", reference, named, key="--from")
    rates = {name: _rates(name, schedule, updates) for name, schedule in named.items()}
    bounds = {}
    for name, drawn in rates.items():
        try:
            bounds[name] = convex_bound(drawn)
        except ConfigError as error:
            raise ConfigError(error.message, file=named[name].file or name) from None
    tuned, ranked = bounds[reference], []
    for place in rank(bounds):
        factor = peak_factor(tuned, place.bound)
        schedule, drawn = named[place.name], rates[place.name]
        ranked.append(RankedSchedule(place, schedule, drawn, reference, factor, tuned.peak * factor))
    return ranked


def _rates(name: str, schedule: Schedule, updates: int | None) -> np.ndarray:
    """The rates of the run, stretched to another length if ``updates`` is given."""
    if schedule.plateau is not None:
        raise UsageError(
            f"{schedule.file or name}: the rate of {schedule.name or 'ReduceOnPlateau'} depends on a metric, so it has "
            "no rank before a run (lrkit plot --plateau-on RUN shows what it would have done in one)"
        )
    curve, own = schedule.curve, schedule.total_updates
    if updates is None or updates == own:
        return rates_of(curve, own)
    return stretched_rates(curve, own, updates)
