"""The schedule classes of PaddleScience: keys as in its configs, the rates as result.

They are PaddleClas' classes with other defaults. ``epochs`` and ``iters_per_epoch`` are keys of the section, which need
not be those of the run. A tick is an iteration, or an epoch with ``by_epoch``. A warmup delays what follows it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

from paddle_lrkit.errors import ConfigError, argument_names, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_warm_restarts
from paddle_lrkit.suites.paddle.cycles import one_cycle_lr
from paddle_lrkit.suites.paddle.decays import exponential_decay, piecewise_decay, step_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, refused
from paddle_lrkit.suites.ppcls.classes import cosine, linear, multistep
from paddle_lrkit.suites.ppcls.warmup import ClassRun, with_warmup
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import multiplied, number, whole

_with_warmup = partial(with_warmup, steps_key="iters_per_epoch")


def exponential(run: ClassRun, learning_rate: Any, gamma: Any, decay_steps: Any) -> SchedulerRates:
    """Times ``gamma`` over ``decay_steps`` iterations, also where a tick is an epoch."""
    factor, steps = number("gamma", gamma), number("decay_steps", decay_steps)
    if run.by_epoch and not run.steps:
        raise refused("iters_per_epoch", run.steps, tr("a number other than 0"))
    ticks = steps / run.steps if run.by_epoch else steps
    if not ticks:
        raise refused("decay_steps", decay_steps, tr("a number other than 0"))
    try:
        root = factor ** (1 / ticks) if factor > 0 else 0.0
    except OverflowError:
        root = math.inf
    if not 0 < root < 1:
        message = tr("must be such that gamma ** (1 / decay_steps) is above 0 and below 1, got {}", shown(gamma))
        raise ConfigError(message, key="gamma")
    return exponential_decay(learning_rate, root, run.last_epoch)


def step(run: ClassRun, learning_rate: Any, step_size: Any, gamma: Any) -> SchedulerRates:
    """Times ``gamma`` every ``step_size`` epochs."""
    return step_decay(learning_rate, _in_ticks("step_size", step_size, run, bool(run.by_epoch)), gamma, run.last_epoch)


def piecewise(run: ClassRun, decay_epochs: Any, values: Any) -> SchedulerRates:
    """A table; its first rate is the end of a warmup."""
    marks = multiplied("decay_epochs", decay_epochs, 1 if run.by_epoch is True else run.steps)
    with argument_names(boundaries="decay_epochs"):
        return piecewise_decay(marks, values, run.last_epoch)


def warm_restarts(run: ClassRun, learning_rate: Any, T_0: Any, T_mult: Any, eta_min: Any = 0.0) -> SchedulerRates:
    """Half cosines; the first takes ``T_0`` epochs."""
    first = _in_ticks("T_0", T_0, run, run.by_epoch is not False)
    return cosine_annealing_warm_restarts(learning_rate, first, T_mult, eta_min, run.last_epoch)


def _in_ticks(key: str, value: Any, run: ClassRun, counts_epochs: bool) -> int:
    """A number of epochs as whole ticks: Paddle takes no fraction, and 2.5 epochs of 20 iterations are 50.0."""
    epochs = whole(key, value)
    if not counts_epochs and not isinstance(run.steps, int):
        raise refused("iters_per_epoch", run.steps, tr("a whole number with {}", key))
    return epochs if counts_epochs else epochs * run.steps


def _total(run: ClassRun) -> Any:
    """Ticks of a cycle: the class computes it from the keys, and Paddle takes a whole number above 0."""
    ticks = run.epochs if run.by_epoch else run.epochs * run.steps
    return whole("epochs", ticks, at_least=1)


def _first_value(keys: Mapping[str, Any]) -> Any:
    return keys["values"][0]


_ONE_CYCLE = _with_warmup(one_cycle_lr, end="max_learning_rate", supplies={"total_steps": _total}, without=("verbose",))

CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "ExponentialDecay": ScheduleClass(_with_warmup(exponential, in_updates=True), "exponential"),
    "Step": ScheduleClass(_with_warmup(step), "step"),
    "CosineWarmRestarts": ScheduleClass(_with_warmup(warm_restarts)),
    "OneCycleLR": ScheduleClass(_ONE_CYCLE),
    "Cosine": ScheduleClass(_with_warmup(cosine), "cosine"),
    "Piecewise": ScheduleClass(_with_warmup(piecewise, end=_first_value), "piecewise"),
    "Linear": ScheduleClass(_with_warmup(linear, in_updates=True), "polynomial"),
    "MultiStepDecay": ScheduleClass(_with_warmup(multistep), "multistep"),
}
"""Name of a class in ``ppsci.optimizer.lr_scheduler`` -> the class."""
