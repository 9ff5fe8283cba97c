"""The scripts of the example neuraloperator, which read ``TRAIN.lr_scheduler.type`` and pass some of the keys."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppsci.classes import CLASSES
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.section import Section, call, find


def _first_rate(learning_rate: object, scheduler_T_max: object) -> SchedulerRates:
    """``CosineAnnealingDecay(..)()``: the scheduler is called, and the optimizer gets the rate that it returns."""
    return SchedulerRates(lines.level(cosine_annealing_decay(learning_rate, scheduler_T_max).curve(0)))


def _plateau(learning_rate: object, gamma: object, scheduler_patience: object) -> SchedulerRates:
    raise ConfigError(
        tr("ReduceOnPlateau depends on a metric, and PaddleScience's trainer passes none: it fails at its first step"),
        key="type",
    )


_TYPES = {
    "StepDecay": CLASSES["Step"],
    "CosineAnnealingDecay": ScheduleClass(_first_rate, "constant"),
    "ReduceOnPlateau": ScheduleClass(_plateau, "plateau"),
}
_PASSED: Mapping[str, tuple[str, ...]] = {
    "StepDecay": ("epochs", "learning_rate", "step_size", "gamma"),
    "CosineAnnealingDecay": ("learning_rate", "scheduler_T_max"),
    "ReduceOnPlateau": ("learning_rate", "gamma", "scheduler_patience"),
}
"""Type -> the keys that the scripts pass. ``by_epoch`` is not among them, so that a tick is an iteration."""


def scheduler(section: Section, iterations: int) -> SchedulerRates:
    """The rates of the class that ``type`` names; keys that the script does not pass have no effect.

    Args:
        section: ``TRAIN.lr_scheduler``.
        iterations: Iterations in an epoch.
    """
    section.need("type")
    name = section.values["type"]
    found = find(section, "type", name, _TYPES, tr("schedule of {}", "neuraloperator"))
    given = {key: section.need(key) for key in _PASSED[name]}
    return call(found, section, given, name, {"iters_per_epoch": iterations} if name == "StepDecay" else None)
