"""Schedules in the order of their convex bounds, with their best peak rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from paddle_lrkit.errors import ConfigError, UsageError, unknown_name
from paddle_lrkit.messages import tr
from paddle_lrkit.ranking.convex_bound import (
    RankedBound,
    convex_bound,
    peak_factor,
    rank,
    sample_rates,
    stretched_rates,
)
from paddle_lrkit.ranking.evidence import Regime, regime
from paddle_lrkit.suites.schedule import Schedule


class RankedSchedule(NamedTuple):
    """A schedule, its rank and its peak rate.

    Args:
        ranked: Name, rank and bound.
        schedule: The schedule.
        rates: Rate of each update, shape ``[updates]``.
        reference: Name of the schedule whose peak rate is tuned.
        peak_factor: Its best peak rate over that of the reference.
        moved_peak_lr: Its peak rate, if the peak rate of the reference is tuned.
        regime: Whether the order was confirmed for trainings like this one.
    """

    ranked: RankedBound
    schedule: Schedule
    rates: np.ndarray
    reference: str
    peak_factor: float
    moved_peak_lr: float
    regime: Regime

    @property
    def name(self) -> str:
        return self.ranked.name

    @property
    def updates(self) -> int:
        return len(self.rates)

    def to_json(self) -> dict[str, Any]:
        """Returns what ``lrkit rank --json`` prints."""
        ranked, bound = self.ranked, self.ranked.bound
        return {
            "name": ranked.name,
            "file": self.schedule.file,
            "schedule": self.schedule.name,
            "rank": ranked.rank,
            "tied": ranked.tied,
            "score": bound.score,
            "excess": ranked.excess,
            "gamma": bound.gamma,
            "updates": self.updates,
            "zero_rates": bound.zeros,
            "peak_lr": bound.peak,
            "reference": self.reference,
            "peak_factor": self.peak_factor,
            "moved_peak_lr": self.moved_peak_lr,
            "confirmed": self.regime.confirmed,
            "not_confirmed": self.regime.reason or None,
        }


MOST_UPDATES = 10_000_000
"""Each takes about 50 bytes and a microsecond."""


def rank_schedules(
    named: Mapping[str, Schedule], updates: int | None, reference: str, norms: np.ndarray | None = None
) -> list[RankedSchedule]:
    """Ranks schedules, best first.

    Args:
        named: Name -> schedule.
        updates: Length of all; None for each one's own.
        reference: Name of the schedule whose peak rate is tuned.
        norms: Gradient norms of a run, which are stretched to the length of each schedule; None for 1.

    Raises:
        UsageError: A schedule depends on a metric.
        ConfigError: A schedule cannot be ranked, or the reference is unknown.
    """
    if reference not in named:
        raise unknown_name("schedule", reference, named, key="--reference")
    rates = {name: _rates(name, schedule, updates) for name, schedule in named.items()}
    bounds = {}
    for name, drawn in rates.items():
        try:
            bounds[name] = convex_bound(drawn, _stretched(norms, len(drawn)))
        except ConfigError as error:
            raise ConfigError(error.message, file=named[name].file or name) from None
    tuned, schedules = bounds[reference], []
    for ranked in rank(bounds):
        factor = peak_factor(tuned, ranked.bound)
        schedule, drawn = named[ranked.name], rates[ranked.name]
        known = regime(schedule.pretraining, len(drawn))
        schedules.append(RankedSchedule(ranked, schedule, drawn, reference, factor, tuned.peak * factor, known))
    return schedules


def _stretched(norms: np.ndarray | None, updates: int) -> np.ndarray | None:
    if norms is None or len(norms) == updates:
        return norms
    places = np.linspace(0, len(norms) - 1, updates)
    stretched: np.ndarray = np.interp(places, np.arange(len(norms)), norms)
    return stretched


def _rates(name: str, schedule: Schedule, updates: int | None) -> np.ndarray:
    """The rates of the run, stretched to another length if ``updates`` is given."""
    if schedule.plateau is not None:
        raise UsageError(
            tr(
                "{}: the rate of {} depends on a metric, so it has no rank before a run (lrkit plot --plateau-on RUN "
                "shows what it would have done in one)",
                schedule.file or name,
                schedule.name or "ReduceOnPlateau",
            )
        )
    curve, own = schedule.curve, schedule.total_updates
    if (updates or own) > MOST_UPDATES:
        raise UsageError(
            tr(
                "{}: {:,} updates are too many to rank; --updates {} or fewer stretches the schedules to a shorter run",
                schedule.file or name,
                updates or own,
                MOST_UPDATES,
            )
        )
    if updates is None or updates == own:
        return sample_rates(curve, own)
    return stretched_rates(curve, own, updates)
