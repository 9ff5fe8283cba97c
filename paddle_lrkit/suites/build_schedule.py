"""The last step of every reader: checks the rates of a run and builds its `Schedule`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.units import RunLength

_LONGEST_RUN = 2**63 - 1
_MOST_KNOTS = 400


def build_schedule(
    suite: str,
    section: Section,
    rates: SchedulerRates,
    length: RunLength,
    name: str = "",
    variant: str | None = None,
    entry: str | None = None,
    assumed: Iterable[str] = (),
    pretraining: bool = False,
) -> Schedule:
    """The schedule of a suite's config.

    Args:
        suite: Name of the suite.
        section: The section of the schedule.
        rates: The rates, a tick an update.
        length: The run.
        name: Name of the schedule in the config.
        variant: Which program of the suite reads the config.
        entry: Which program or optimizer, if there are several.
        assumed: What the config does not say and was assumed.
        pretraining: Whether the config says that it pre-trains a language model.

    Raises:
        ConfigError: The run is too long to count, or the suite's scheduler fails at some update of it.
    """
    total, most = length.total_updates or 0, rates.most_ticks
    if total > _LONGEST_RUN:
        raise section.error(tr("a run must have at most {} updates", _LONGEST_RUN))
    if most is not None and total > most:
        reason = rates.reason or tr("the schedule has {} updates, the run {}", most, total)
        raise section.error(tr("{} stops with an error after update {}: {}", section.suite, most - 1, reason))
    for update in _sampled(rates.curve, total):
        if not math.isfinite(rates.curve(update)):
            raise section.error(
                tr("{} cannot train with this: its scheduler fails or overflows at update {}", section.suite, update)
            )
    warmup, file = min(rates.warmup, total), section.document.file
    return Schedule(
        rates.curve,
        suite,
        length,
        name,
        file,
        warmup,
        rates.plateau,
        variant,
        entry=entry,
        assumed=tuple(assumed),
        pretraining=pretraining,
    )


def _sampled(curve: Curve, total: int) -> Iterator[int]:
    """The first and last updates, the middle, and a selection of the knots."""
    last = max(total - 1, 0)
    knots = curve.knots(max(total, 1))
    yield from (0, min(1, last), last // 2, max(last - 1, 0), last)
    yield from knots[:: max(len(knots) // _MOST_KNOTS, 1)]
