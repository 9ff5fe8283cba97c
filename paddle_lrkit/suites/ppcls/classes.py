"""The schedule classes of PaddleClas: keys as in its configs, the rates as result.

A warmup delays what follows it, so milestones count from its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from paddle_lrkit.errors import ConfigError, argument_names
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.cycles import cyclic_lr, one_cycle_lr
from paddle_lrkit.suites.paddle.decays import multistep_decay, piecewise_decay, polynomial_decay, step_decay
from paddle_lrkit.suites.paddle.plateau import reduce_on_plateau
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, closed_form, refused
from paddle_lrkit.suites.ppcls.warmup import ClassRun, with_warmup
from paddle_lrkit.suites.reference_curves import annealing, lines, stairs
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import multiplied, number, rate, sequence


def constant(learning_rate: Any, last_epoch: Any = -1) -> SchedulerRates:
    """The same rate at every update; ``Constant`` has neither a warmup nor ``by_epoch``, ``ConstLR`` has both."""
    return SchedulerRates(lines.level(number("learning_rate", learning_rate)))


def linear(
    run: ClassRun, learning_rate: Any, end_lr: Any = 0.0, power: Any = 1.0, cycle: Any = False
) -> SchedulerRates:
    """A polynomial over the run without the warmup."""
    if run.left <= 0:
        return constant(learning_rate)
    return polynomial_decay(learning_rate, run.whole_left, end_lr, power, cycle, run.last_epoch)


def cosine(run: ClassRun, learning_rate: Any, eta_min: Any = 0.0) -> SchedulerRates:
    """A cosine over the run without the warmup."""
    if run.left <= 0:
        return constant(learning_rate)
    return cosine_annealing_decay(learning_rate, run.whole_left, eta_min, run.last_epoch)


def step(run: ClassRun, learning_rate: Any, step_size: Any, gamma: Any) -> SchedulerRates:
    """Times ``gamma`` every ``step_size`` epochs, rounded down to updates."""
    size = number("step_size", step_size)
    return step_decay(learning_rate, size if run.by_epoch else int(size * run.steps), gamma, run.last_epoch)


def multistep(run: ClassRun, learning_rate: Any, milestones: Any, gamma: Any = 0.1) -> SchedulerRates:
    """Times ``gamma`` at each milestone."""
    marks = multiplied("milestones", milestones, 1 if run.by_epoch else run.steps)
    return multistep_decay(learning_rate, marks, gamma, run.last_epoch)


def piecewise(run: ClassRun, decay_epochs: Any, values: Any, learning_rate: Any = None) -> SchedulerRates:
    """A table. With ``learning_rate`` the table is replaced by a tenth every 30 epochs."""
    unit = 1 if run.by_epoch is True else run.steps
    if learning_rate:
        return _every_thirty(run, number("learning_rate", learning_rate), 30 * unit)
    if not sequence("values", values):
        raise refused("values", values, tr("a list that is not empty"))
    marks = multiplied("decay_epochs", decay_epochs, unit)
    with argument_names(boundaries="decay_epochs"):
        return piecewise_decay(marks, values, run.last_epoch)


def _every_thirty(run: ClassRun, peak: float, interval: int) -> SchedulerRates:
    if run.epochs < 1:
        raise ConfigError(tr("must be >= 1 with learning_rate in Piecewise, got {}", run.epochs), key="epochs")
    drops = (run.epochs - 1) // 30
    curve = stairs.stairs(peak, interval, 0.1, drops) if drops else lines.level(peak)
    return closed_form(curve, run.last_epoch)


def _first_rate(keys: Mapping[str, Any]) -> Any:
    """The rate at which the warmup of ``Piecewise`` ends."""
    return keys["learning_rate"] or keys["values"][0]


def cosine_fixmatch(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    num_warmup_steps: Any,
    num_cycles: Any = 7 / 16,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> SchedulerRates:
    """Part of a cosine, 7/16 of its period by default; it ends well above 0."""
    total = epochs * step_each_epoch
    warmup, cycles = number("num_warmup_steps", num_warmup_steps), number("num_cycles", num_cycles)
    curve = annealing.warmed_quarter_wave(rate("learning_rate", learning_rate), warmup, total, cycles)
    return replace(closed_form(curve, last_epoch), by_epoch=bool(by_epoch))


_ONE_CYCLE = with_warmup(
    partial(one_cycle_lr, end_learning_rate=1e-10),
    end="max_learning_rate",
    supplies={"total_steps": lambda run: run.total},
)
"""Up and down once over the whole run; a warmup delays it."""

CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "ConstLR": ScheduleClass(with_warmup(constant), "constant", ignores_unknown=True),
    "Constant": ScheduleClass(constant, "constant", ignores_unknown=True),
    "Cosine": ScheduleClass(with_warmup(cosine), "cosine", ignores_unknown=True),
    "CosineFixmatch": ScheduleClass(cosine_fixmatch),
    "Cyclic": ScheduleClass(with_warmup(cyclic_lr, end="base_learning_rate", optional=False)),
    "Linear": ScheduleClass(with_warmup(linear, in_updates=True), "polynomial", ignores_unknown=True),
    "MultiStepDecay": ScheduleClass(with_warmup(multistep), "multistep", ignores_unknown=True),
    "OneCycleLR": ScheduleClass(_ONE_CYCLE),
    "Piecewise": ScheduleClass(with_warmup(piecewise, end=_first_rate), "piecewise", ignores_unknown=True),
    "ReduceOnPlateau": ScheduleClass(
        with_warmup(reduce_on_plateau, without=("verbose",)), "plateau", ignores_unknown=True
    ),
    "Step": ScheduleClass(with_warmup(step), "step", ignores_unknown=True),
}
