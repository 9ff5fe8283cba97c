"""The classes whose rate falls."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry, closed_form, refused
from paddle_lrkit.suites.reference_curves import lines, powers, stairs
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.values import number, numbers, rate, sequence, whole


def noam_decay(
    d_model: Any, warmup_steps: Any, learning_rate: Any = 1.0, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """``base * d_model ** -0.5 * min(t ** -0.5, t * warmup_steps ** -1.5)``"""
    for name, value in (("d_model", d_model), ("warmup_steps", warmup_steps)):
        if number(name, value) <= 0:
            raise refused(name, value, "> 0")
    return closed_form(powers.noam_wave(rate("learning_rate", learning_rate), d_model, warmup_steps), last_epoch)


def piecewise_decay(boundaries: Any, values: Any, last_epoch: Any = -1, verbose: Any = False) -> SchedulerRates:
    """A table; the boundaries may have any order, and there may be more values than needed."""
    marks = numbers("boundaries", boundaries)
    if not marks:
        raise refused("boundaries", marks, tr("a list that is not empty"))
    if len(sequence("values", values)) <= len(marks):
        raise ConfigError(
            tr("must have {} values for {} boundaries, got {}", len(marks) + 1, len(marks), len(values)),
            key="values",
        )
    return closed_form(stairs.table(marks, numbers("values", values)), last_epoch)


def natural_exp_decay(learning_rate: Any, gamma: Any, last_epoch: Any = -1, verbose: Any = False) -> SchedulerRates:
    """``base * exp(-gamma * t)``"""
    if number("gamma", gamma) <= 0:
        raise refused("gamma", gamma, "> 0")
    return closed_form(powers.natural(rate("learning_rate", learning_rate), gamma), last_epoch)


def inverse_time_decay(learning_rate: Any, gamma: Any, last_epoch: Any = -1, verbose: Any = False) -> SchedulerRates:
    """``base / (1 + gamma * t)``; ``gamma`` may be negative."""
    return closed_form(powers.inverse(rate("learning_rate", learning_rate), number("gamma", gamma)), last_epoch)


def polynomial_decay(
    learning_rate: Any,
    decay_steps: Any,
    end_lr: Any = 0.0001,
    power: Any = 1.0,
    cycle: Any = False,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """A polynomial to ``end_lr``, 1e-4 by default."""
    steps = whole("decay_steps", decay_steps, at_least=1)
    if number("power", power) <= 0:
        raise refused("power", power, "> 0")
    base, end = rate("learning_rate", learning_rate), number("end_lr", end_lr)
    return closed_form(powers.power_decay(base, end, steps, power, bool(cycle)), last_epoch)


def exponential_decay(learning_rate: Any, gamma: Any, last_epoch: Any = -1, verbose: Any = False) -> SchedulerRates:
    """``base * gamma ** t``"""
    if not 0 < number("gamma", gamma) < 1:
        raise refused("gamma", gamma, tr("> 0 and < 1"))
    return closed_form(powers.geometric(rate("learning_rate", learning_rate), gamma), last_epoch)


def multistep_decay(
    learning_rate: Any, milestones: Any, gamma: Any = 0.1, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """Times ``gamma`` at each milestone."""
    marks = numbers("milestones", milestones)
    for earlier, later in pairwise(marks):
        if later <= earlier:
            raise ConfigError(tr("must increase, got {} after {}", shown(later), shown(earlier)), key="milestones")
    base = rate("learning_rate", learning_rate)
    return closed_form(stairs.drops(base, marks, below_one("gamma", gamma)), last_epoch)


def step_decay(
    learning_rate: Any, step_size: Any, gamma: Any = 0.1, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """Times ``gamma`` every ``step_size`` ticks."""
    size = whole("step_size", step_size, at_least=1)
    base = rate("learning_rate", learning_rate)
    return closed_form(stairs.stairs(base, size, below_one("gamma", gamma)), last_epoch)


def linear_lr(
    learning_rate: Any,
    total_steps: Any,
    start_factor: Any = 1.0 / 3,
    end_factor: Any = 1.0,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """A line between two factors of the rate, Paddle's recursion in closed form."""
    if not 0 < number("start_factor", start_factor) <= 1:
        raise refused("start_factor", start_factor, tr("> 0 and <= 1"))
    if not 0 <= number("end_factor", end_factor) <= 1:
        raise refused("end_factor", end_factor, tr(">= 0 and <= 1"))
    if number("total_steps", total_steps) <= 0:
        raise refused("total_steps", total_steps, "> 0")
    base, entry = rate("learning_rate", learning_rate), check_entry(last_epoch)
    length = int(total_steps)
    line = lines.line(base * start_factor, base * end_factor, total_steps, length)
    if entry < 0:
        return SchedulerRates(line)
    if entry + 1 > total_steps:
        return SchedulerRates(lines.level(base), line)
    base /= start_factor + (end_factor - start_factor) * entry / total_steps
    own = lines.line(base * start_factor, base * end_factor, total_steps, length)
    return SchedulerRates(entered(own, entry), line)


def below_one(name: str, value: Any) -> float:
    """A factor that ``StepDecay`` accepts: below 1, of any sign."""
    if number(name, value) >= 1:
        raise refused(name, value, "< 1")
    return float(value)


def needs_a_function(
    learning_rate: Any = None, lr_lambda: Any = None, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """``LambdaDecay`` and ``MultiplicativeDecay``, which no config can describe."""
    raise ConfigError(tr("must be a function, which a config cannot contain"), key="lr_lambda")
