"""``OneCycleLR`` and ``CyclicLR``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, closed_form, refused
from paddle_lrkit.suites.reference_curves import cycles
from paddle_lrkit.suites.values import number, rate, whole


def one_cycle_lr(
    max_learning_rate: Any,
    total_steps: Any,
    divide_factor: Any = 25.0,
    end_learning_rate: Any = 0.0001,
    phase_pct: Any = 0.3,
    anneal_strategy: Any = "cos",
    three_phase: Any = False,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """Up and down once; a tick beyond ``total_steps`` is an error."""
    high, low = rate("max_learning_rate", max_learning_rate), rate("end_learning_rate", end_learning_rate)
    steps = whole("total_steps", total_steps, at_least=1)
    part = _fraction("phase_pct", phase_pct)
    if number("divide_factor", divide_factor) == 0:
        raise refused("divide_factor", divide_factor, tr("a number other than 0"))
    start = rate("divide_factor", high / divide_factor)
    if three_phase and part >= 0.5:
        raise refused("phase_pct", part, tr("< 0.5 with three_phase"))
    strategy = check_choice("anneal_strategy", anneal_strategy, ("cos", "linear"))
    curve = one_cycle(high, start, low, steps, part, strategy == "cos", bool(three_phase))
    return closed_form(curve, last_epoch, steps)


def one_cycle(high: float, start: float, low: float, steps: int, part: float, cosine: bool, three_phase: bool) -> Curve:
    """The phases of Paddle's and PaddleOCR's class: up to ``high``, down, and with three phases down once more."""
    up = part * steps - 1
    if three_phase:
        return cycles.phases([up, 2 * part * steps - 2, steps - 1], [start, high, start, low], steps, cosine)
    return cycles.phases([up, steps - 1], [start, high, low], steps, cosine)


def cyclic_lr(
    base_learning_rate: Any,
    max_learning_rate: Any,
    step_size_up: Any,
    step_size_down: Any = None,
    mode: Any = "triangular",
    exp_gamma: Any = 1.0,
    scale_fn: Any = None,
    scale_mode: Any = "cycle",
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """Up and down again and again."""
    high, low = rate("max_learning_rate", max_learning_rate), rate("base_learning_rate", base_learning_rate)
    up = whole("step_size_up", step_size_up, at_least=1)
    down = up if step_size_down is None else whole("step_size_down", step_size_down, at_least=1)
    if not isinstance(exp_gamma, float):
        raise refused("exp_gamma", exp_gamma, tr("a number with a dot"))
    gamma = number("exp_gamma", exp_gamma)
    if scale_fn is not None:
        raise ConfigError(tr("must be a function, which a config cannot contain"), key="scale_fn")
    check_choice("mode", mode, ("triangular", "triangular2", "exp_range"))
    check_choice("scale_mode", scale_mode, ("cycle", "iterations"))
    return closed_form(cycles.triangles(low, high, up, down, mode, gamma), last_epoch)


def _fraction(name: str, value: Any) -> float:
    if not isinstance(value, float) or not 0 <= number(name, value) <= 1:
        raise refused(name, value, tr("a number with a dot, >= 0.0 and <= 1.0"))
    return value
