"""Mirrors of the scheduler classes that PaddleNLP has for scripts: ``paddlenlp.transformers`` and ``paddlenlp.ops``."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, closed_form, refused
from paddle_lrkit.suites.reference_curves import annealing, powers
from paddle_lrkit.suites.reference_curves.reference_curve import Tick
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import number, rate


def linear_decay_with_warmup(
    learning_rate: Any, total_steps: Any, warmup: Any, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """A warmup from 0, then a line to 0 at ``total_steps``."""
    total, start = number("total_steps", total_steps), warmup_steps(warmup, total_steps)
    return _warmed(annealing.warmed_line(rate("learning_rate", learning_rate), start, total), start, last_epoch)


def const_schedule_with_warmup(
    learning_rate: Any, warmup: Any, total_steps: Any = None, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """A warmup from 0, then a constant."""
    start = warmup_steps(warmup, total_steps)
    return _warmed(annealing.warmed_level(rate("learning_rate", learning_rate), start), start, last_epoch)


def cosine_decay_with_warmup(
    learning_rate: Any,
    total_steps: Any,
    warmup: Any,
    with_hard_restarts: Any = False,
    num_cycles: Any = None,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """A warmup from 0, then ``num_cycles`` whole cosine waves (1 by default), or half waves with hard restarts."""
    base, total = rate("learning_rate", learning_rate), number("total_steps", total_steps)
    start, kind = warmup_steps(warmup, total_steps), float if with_hard_restarts else int
    if num_cycles is not None and not isinstance(num_cycles, kind):
        raise refused(
            "num_cycles", num_cycles, tr("a float with hard restarts") if with_hard_restarts else tr("an int")
        )
    if with_hard_restarts:
        wave = annealing.warmed_restarts(
            base, start, total, number("num_cycles", 0.5 if num_cycles is None else num_cycles)
        )
    else:
        wave = annealing.warmed_wave(base, start, total, number("num_cycles", 1 if num_cycles is None else num_cycles))
    return _warmed(wave, start, last_epoch)


def poly_decay_with_warmup(
    learning_rate: Any,
    total_steps: Any,
    warmup: Any,
    lr_end: Any = 1e-7,
    power: Any = 1.0,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """A warmup from 0, then a polynomial to ``lr_end`` at ``total_steps``."""
    base, floor, total = (
        rate("learning_rate", learning_rate),
        number("lr_end", lr_end),
        number("total_steps", total_steps),
    )
    if base <= floor:
        raise ConfigError(tr("must be below learning_rate {}, got {}", shown(base), shown(floor)), key="lr_end")
    start = warmup_steps(warmup, total_steps)
    return _warmed(annealing.warmed_power(base, start, total, floor, number("power", power)), start, last_epoch)


def cosine_annealing_with_warmup_decay(
    max_lr: Any, min_lr: Any, warmup_step: Any, decay_step: Any, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """A warmup from 0, then half a cosine to ``min_lr`` at ``decay_step``."""
    return _annealed(max_lr, min_lr, warmup_step, decay_step, last_epoch, cosine=True)


def linear_annealing_with_warmup_decay(
    max_lr: Any, min_lr: Any, warmup_step: Any, decay_step: Any, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """A warmup from 0, then a line to ``min_lr`` at ``decay_step``."""
    return _annealed(max_lr, min_lr, warmup_step, decay_step, last_epoch, cosine=False)


def inverse_square_root_schedule(
    warmup_steps: Any, learning_rate: Any = 1.0, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """A warmup from 0, then ``learning_rate * sqrt(warmup_steps / t)``."""
    if number("warmup_steps", warmup_steps) <= 0:
        raise refused("warmup_steps", warmup_steps, "> 0")
    curve = powers.inverse_root(rate("learning_rate", learning_rate), warmup_steps)
    return _warmed(curve, math.ceil(warmup_steps), last_epoch)


CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "ConstScheduleWithWarmup": ScheduleClass(const_schedule_with_warmup, "constant"),
    "CosineAnnealingWithWarmupDecay": ScheduleClass(cosine_annealing_with_warmup_decay, "cosine"),
    "CosineDecayWithWarmup": ScheduleClass(cosine_decay_with_warmup, "cosine"),
    "InverseSquareRootSchedule": ScheduleClass(inverse_square_root_schedule),
    "LinearAnnealingWithWarmupDecay": ScheduleClass(linear_annealing_with_warmup_decay, "polynomial"),
    "LinearDecayWithWarmup": ScheduleClass(linear_decay_with_warmup, "polynomial"),
    "PolyDecayWithWarmup": ScheduleClass(poly_decay_with_warmup, "polynomial"),
}
"""Name of a class of PaddleNLP -> its mirror."""


def warmup_steps(warmup: Any, total_steps: Any) -> Tick:
    """``warmup`` in steps: an int is their number, a float a part of ``total_steps``, rounded down.

    Example:
        >>> warmup_steps(0.1, 1234), warmup_steps(100, 1234)
        (123, 100)
    """
    if isinstance(warmup, int):
        return number("warmup", warmup)
    return math.floor(number("warmup", warmup) * number("total_steps", total_steps))


def _warmed(curve: Curve, start: Tick, last_epoch: Any) -> SchedulerRates:
    found = closed_form(curve, last_epoch)
    warmup = max(math.ceil(start) - found.entry - 1, 0)
    return SchedulerRates(found.curve, found.wrapped, warmup, entry=found.entry)


def _annealed(
    max_lr: Any, min_lr: Any, warmup_step: Any, decay_step: Any, last_epoch: Any, cosine: bool
) -> SchedulerRates:
    start, end = number("warmup_step", warmup_step), number("decay_step", decay_step)
    curve = annealing.annealing(rate("max_lr", max_lr), number("min_lr", min_lr), start, end, cosine, first=0)
    return _warmed(curve, max(start, 0), last_epoch)
