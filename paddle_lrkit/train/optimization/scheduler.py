"""What the scheduler of a run plans, and what it observes."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.errors import ConfigError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.suites import Schedule


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
        hint = did_you_mean(name, metrics) or tr("; it has {}", tr(", ").join(metrics))
        raise ConfigError(tr("the evaluation has no metric {!r}{}", name, hint), key="Optimizer.lr.metric")
    scheduler.observe(metrics[name])
