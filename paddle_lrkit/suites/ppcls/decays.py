"""The falling schedules of PaddleClas: arguments as in its configs, a `Ticked` scheduler as result.

A warmup delays what follows it, so milestones count from its end.
"""

from __future__ import annotations

from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.decays import multistep_decay, piecewise_decay, polynomial_decay, step_decay
from paddle_lrkit.suites.paddle.scheduler import Scheduler, closed_form, refused
from paddle_lrkit.suites.ppcls.base import Base, Ticked
from paddle_lrkit.suites.reference_curves import lines, stairs
from paddle_lrkit.suites.values import multiplied, number, sequence


def constant(learning_rate: Any, last_epoch: Any = -1) -> Ticked:
    """The same rate at every update; it knows neither warmup nor ``by_epoch``."""
    level = lines.level(number("learning_rate", learning_rate))
    return Ticked(Scheduler(level, level))


def const_lr(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> Ticked:
    """The same rate after the warmup."""
    base = Base.of(epochs, step_each_epoch, learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    return base.ticked(constant(learning_rate).scheduler)


def linear(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    end_lr: Any = 0.0,
    power: Any = 1.0,
    cycle: Any = False,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> Ticked:
    """A polynomial. The warmup is counted in updates also with ``by_epoch``, and then ticks once an epoch."""
    base = Base.of(epochs, step_each_epoch, learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    warmup = round(base.warmup_epoch * step_each_epoch)
    if base.left <= 0:
        return base.ticked(constant(learning_rate).scheduler, warmup)
    _check_span(base.left, warmup_epoch)
    return base.ticked(polynomial_decay(learning_rate, base.left, end_lr, power, cycle, last_epoch), warmup)


def cosine(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    eta_min: Any = 0.0,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> Ticked:
    """A cosine over what the warmup leaves of the run."""
    base = Base.of(epochs, step_each_epoch, learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    if base.left <= 0:
        return base.ticked(constant(learning_rate).scheduler)
    _check_span(base.left, warmup_epoch)
    return base.ticked(cosine_annealing_decay(learning_rate, base.left, eta_min, last_epoch))


def step(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    step_size: Any,
    gamma: Any,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> Ticked:
    """Times ``gamma`` every ``step_size`` epochs, rounded down to updates."""
    base = Base.of(epochs, step_each_epoch, learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    size = number("step_size", step_size)
    updates = size if by_epoch else int(size * step_each_epoch)
    return base.ticked(step_decay(learning_rate, updates, gamma, last_epoch))


def piecewise(
    epochs: int,
    step_each_epoch: int,
    decay_epochs: Any,
    values: Any,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    last_epoch: Any = -1,
    by_epoch: Any = False,
    learning_rate: Any = None,
) -> Ticked:
    """A table. With ``learning_rate`` the table is thrown away for a tenth every 30 epochs."""
    if learning_rate:
        return _every_thirty(
            epochs, step_each_epoch, learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch
        )
    first = next(iter(sequence("values", values)), None)
    if first is None:
        raise refused("values", values, "a list that is not empty")
    base = Base.of(epochs, step_each_epoch, first, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    marks = multiplied("decay_epochs", decay_epochs, 1 if by_epoch is True else step_each_epoch)
    try:
        return base.ticked(piecewise_decay(marks, values, last_epoch))
    except ConfigError as error:
        key = "decay_epochs" if error.key == "boundaries" else error.key
        raise ConfigError(error.message, key=key) from None


def _every_thirty(
    epochs: int, steps: int, learning_rate: Any, warmup_epoch: Any, start: Any, last_epoch: Any, by_epoch: Any
) -> Ticked:
    if epochs < 1:
        raise ConfigError(f"must be >= 1 with learning_rate in Piecewise, got {epochs}", key="epochs")
    peak = number("learning_rate", learning_rate)
    base = Base.of(epochs, steps, peak, warmup_epoch, start, last_epoch, by_epoch)
    unit = 1 if by_epoch is True else steps
    drops = (epochs - 1) // 30
    if drops == 0:
        return base.ticked(closed_form(lines.level(peak), last_epoch))
    return base.ticked(closed_form(stairs.stairs(peak, 30 * unit, 0.1, drops), last_epoch))


def multistep(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    milestones: Any,
    gamma: Any = 0.1,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> Ticked:
    """Times ``gamma`` at each milestone."""
    base = Base.of(epochs, step_each_epoch, learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    marks = multiplied("milestones", milestones, 1 if by_epoch else step_each_epoch)
    return base.ticked(multistep_decay(learning_rate, marks, gamma, last_epoch))


def _check_span(span: float, warmup_epoch: Any) -> None:
    if not isinstance(span, int):
        raise refused("warmup_epoch", warmup_epoch, "a whole number without a dot: Paddle's decay takes no fraction")
