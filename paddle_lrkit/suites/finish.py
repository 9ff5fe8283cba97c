"""The last step of every reader: the curve is asked over the run, and becomes a `Schedule`."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.units import RunLength

_LONGEST_RUN = 2**63 - 1
_SAMPLES = 400


def finish(
    suite: str,
    section: Section,
    rates: SchedulerRates,
    length: RunLength,
    name: str = "",
    variant: str | None = None,
) -> Schedule:
    """The schedule of a suite's config.

    Args:
        suite: Whose config it is.
        section: Where the schedule stands.
        rates: The curve and its warmup.
        length: The run.
        name: Name of the schedule in the config.
        variant: Which program of the suite reads the config.

    Raises:
        ConfigError: The run is too long to count, or the suite's own scheduler would fail at some update of it.
    """
    total = length.total_updates or 0
    if total > _LONGEST_RUN:
        raise section.error(f"a run of more than {_LONGEST_RUN} updates")
    most = rates.most_ticks
    if most is not None and total > most:
        raise section.error(
            f"{section.suite} stops with an error after update {most - 1}: the schedule is {most} updates long and the "
            f"run {total}"
        )
    _check_rates(section, rates.curve, total)
    return Schedule(
        rates.curve,
        suite,
        length,
        name,
        section.document.file,
        min(rates.warmup, total),
        rates.plateau,
        variant,
    )


def _check_rates(section: Section, curve: Curve, total: int) -> None:
    for update in _asked(curve, total):
        value = curve(update)
        if not math.isfinite(value):
            raise section.error(
                f"{section.suite} cannot train with this: its scheduler fails or overflows at update {update}"
            )


def _asked(curve: Curve, total: int) -> Iterator[int]:
    last = max(total - 1, 0)
    knots = curve.knots(max(total, 1))
    step = max(len(knots) // _SAMPLES, 1)
    yield from (0, min(1, last), last // 2, max(last - 1, 0), last)
    yield from knots[::step]
