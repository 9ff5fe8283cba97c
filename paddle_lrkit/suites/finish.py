"""The last step of every reader: the curve is asked over the run, and becomes a `Schedule`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.paddle.scheduler import Scheduler
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section

_LONGEST_RUN = 2**63 - 1
_SAMPLES = 400


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """What a suite's reader found besides the curve.

    Args:
        total_updates: Length of the run.
        steps_per_epoch: Updates in an epoch, when something depends on it.
        name: Name of the schedule in the config.
        batch_size: Samples per process and forward pass.
        world_size: Number of processes.
        variant: Which program of the suite reads the config.
    """

    total_updates: int
    steps_per_epoch: int | None = None
    name: str = ""
    batch_size: int | None = None
    world_size: int = 1
    variant: str | None = None


def finish(suite: str, section: Section, scheduler: Scheduler, run: Run) -> Schedule:
    """The schedule of a suite's config.

    Raises:
        ConfigError: The run is too long to count, or the suite's own scheduler would fail at some update of it.
    """
    if run.total_updates > _LONGEST_RUN:
        raise section.error(f"a run of more than {_LONGEST_RUN} updates")
    most = scheduler.most_updates
    if most is not None and run.total_updates > most:
        raise section.error(
            f"{section.suite} stops with an error after update {most - 1}: the schedule is {most} updates long and the "
            f"run {run.total_updates}"
        )
    _check_rates(section, scheduler.own, run.total_updates)
    return Schedule(
        scheduler.own,
        suite,
        run.total_updates,
        run.steps_per_epoch,
        run.name,
        section.document.file,
        min(scheduler.warmup, run.total_updates),
        run.batch_size,
        run.world_size,
        scheduler.plateau,
        run.variant,
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
