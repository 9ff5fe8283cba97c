"""The scheduler of a run."""

from __future__ import annotations

import dataclasses
from typing import Any

from paddle_lrkit.errors import ConfigError, did_you_mean
from paddle_lrkit.runs.resumption import INSIDE
from paddle_lrkit.schedulers import CurveLR, ReduceOnPlateau
from paddle_lrkit.schedulers.composite import CompositeLR
from paddle_lrkit.suites import Schedule


def build_scheduler(schedule: Schedule) -> Any:
    """Builds the scheduler of a schedule: its curve, or its plateau rule after the warmup."""
    if schedule.plateau is None:
        return CurveLR(schedule.curve, length=schedule.total_updates)
    arguments = dataclasses.asdict(schedule.plateau)
    del arguments["metric"]
    rule = ReduceOnPlateau(**arguments)
    if not schedule.warmup_updates:
        return rule
    return CompositeLR(schedule.curve, {INSIDE: (schedule.warmup_updates, None, rule)})


def planned_rate(scheduler: Any, schedule: Schedule, update: int) -> float:
    """The learning rate for an update: the value of the curve, or the current rate of a plateau rule."""
    return float(scheduler.curve(update) if schedule.plateau is None else scheduler())


def observe(scheduler: Any, schedule: Schedule, metrics: dict[str, float]) -> None:
    """Passes the metric of an evaluation to a plateau rule; does nothing for other schedules.

    Raises:
        ConfigError: The evaluation does not have the metric that the rule monitors.
    """
    if schedule.plateau is None:
        return
    name = schedule.plateau.metric
    if name not in metrics:
        hint = did_you_mean(name, metrics) or f"; it has {', '.join(metrics)}"
        raise ConfigError(f"the evaluation has no metric {name!r}{hint}", key="Optimizer.lr.metric")
    scheduler.observe(metrics[name])
