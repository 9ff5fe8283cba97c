"""The curve of a scheduler, of this package's or of Paddle's own classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle.optimizer import lr

from paddle_lrkit.curves import (
    Curve,
    constant,
    cosine_restarts,
    cosine_wave,
    cumulative,
    custom,
    cyclic,
    exponential,
    inverse_time,
    join,
    linear,
    multistep,
    natural_exponential,
    noam,
    one_cycle,
    piecewise_constant,
    polynomial,
    polynomial_cycles,
    step,
)
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.composite import CompositeLR


def curve_of(scheduler: lr.LRScheduler) -> Curve | None:
    """The curve that a scheduler follows from its update 0 on, or None when it keeps a state of its own.

    Args:
        scheduler: A scheduler of this package, of Paddle, or any other.

    Example:
        >>> curve_of(lr.StepDecay(0.5, step_size=30))
        step(start=0.5, step_size=30, gamma=0.1)
    """
    if isinstance(scheduler, CurveLR):
        return None if isinstance(scheduler, CompositeLR) and not scheduler.is_curve else scheduler.curve
    make = _CURVES.get(type(scheduler))
    return None if make is None else make(scheduler)


def turn_of(scheduler: lr.LRScheduler) -> int | None:
    """The update after which the cosine of a scheduler rises again; None if it does not."""
    if isinstance(scheduler, CurveLR):
        return scheduler._turn
    if type(scheduler) is lr.CosineAnnealingDecay:
        return scheduler.T_max
    return _after_warmup(scheduler, turn_of)


def length_of(scheduler: lr.LRScheduler) -> int | None:
    """The length of a schedule: of a cosine up to its turn, of any other the length of its curve; None without an end.

    Example:
        >>> length_of(lr.CosineAnnealingDecay(0.1, T_max=100)), length_of(lr.StepDecay(0.5, step_size=30))
        (100, None)
    """
    if isinstance(scheduler, CurveLR):
        return scheduler.length
    if type(scheduler) is lr.CosineAnnealingDecay:
        return scheduler.T_max
    curve = curve_of(scheduler)
    return _after_warmup(scheduler, length_of) if curve is None or curve.length is None else curve.length


def _after_warmup(scheduler: Any, find: Callable[[Any], int | None]) -> int | None:
    inside = scheduler.learning_rate if type(scheduler) is lr.LinearWarmup else None
    found = find(inside) if isinstance(inside, lr.LRScheduler) else None
    return None if found is None else scheduler.warmup_steps + found


def _piecewise(scheduler: Any) -> Curve:
    count = len(scheduler.boundaries)
    return piecewise_constant(scheduler.boundaries, [*scheduler.values[:count], scheduler.values[-1]])


def _polynomial(scheduler: Any) -> Curve:
    family = polynomial_cycles if scheduler.cycle else polynomial
    return family(scheduler.base_lr, scheduler.end_lr, scheduler.decay_steps, scheduler.power)


def _one_cycle(scheduler: Any) -> Curve:
    rates, up = scheduler._lr_config, max(round(scheduler._step_config[1]), 0)
    shape = "cosine" if scheduler.anneal_func == scheduler._cos_annealing else "linear"
    return one_cycle(rates[0], rates[1], rates[-1], scheduler.total_steps, up, shape, len(rates) == 4)


def _cyclic(scheduler: Any) -> Curve:
    own_scale = getattr(scheduler.scale_fn, "__self__", None) is scheduler
    up = round(scheduler.step_up_pct * scheduler.cycle_size)
    rates = (scheduler.base_lr, scheduler.max_lr, up, round(scheduler.cycle_size) - up)
    if own_scale:
        return cyclic(*rates, mode=scheduler.mode, gamma=scheduler.gamma)
    return cyclic(*rates, scale=scheduler.scale_fn, per=scheduler.scale_mode)


def _warmup(scheduler: Any) -> Curve | None:
    inside: Any = scheduler.learning_rate
    body = curve_of(inside) if isinstance(inside, lr.LRScheduler) else constant(inside)
    ramp = linear(scheduler.start_lr, scheduler.end_lr, scheduler.warmup_steps)
    return None if body is None else join(ramp, body)


_CURVES: dict[type, Callable[[Any], Curve | None]] = {
    lr.CosineAnnealingDecay: lambda s: cosine_wave(s.base_lr, s.eta_min, s.T_max),
    lr.CosineAnnealingWarmRestarts: lambda s: cosine_restarts(s.base_lr, s.eta_min, s.T_0, s.T_mult),
    lr.CyclicLR: _cyclic,
    lr.ExponentialDecay: lambda s: exponential(s.base_lr, s.gamma),
    lr.InverseTimeDecay: lambda s: inverse_time(s.base_lr, s.gamma),
    lr.LambdaDecay: lambda s: custom(s.lr_lambda, s.base_lr),
    lr.LinearLR: lambda s: linear(s.base_lr * s.start_factor, s.base_lr * s.end_factor, s.total_steps),
    lr.LinearWarmup: _warmup,
    lr.MultiStepDecay: lambda s: multistep(s.base_lr, s.milestones, s.gamma),
    lr.MultiplicativeDecay: lambda s: cumulative(s.base_lr, s.lr_lambda),
    lr.NaturalExpDecay: lambda s: natural_exponential(s.base_lr, s.gamma),
    lr.NoamDecay: lambda s: noam(s.d_model, s.warmup_steps, s.base_lr),
    lr.OneCycleLR: _one_cycle,
    lr.PiecewiseDecay: _piecewise,
    lr.PolynomialDecay: _polynomial,
    lr.StepDecay: lambda s: step(s.base_lr, s.step_size, s.gamma),
}
