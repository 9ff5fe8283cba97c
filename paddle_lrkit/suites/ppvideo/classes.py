"""The classes that a PaddleVideo config can name: Paddle's, and five of its own.

Its own classes count a fractional epoch, to which each tick adds ``1 / num_iters``. Inside a ``LinearWarmup`` the epoch
is the number of the tick.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.decays import piecewise_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry, refused
from paddle_lrkit.suites.paddle.table import CLASSES as PADDLE
from paddle_lrkit.suites.reference_curves.float_sum import FloatSum
from paddle_lrkit.suites.reference_curves.fractional_epochs import (
    epoch_drops,
    epoch_table,
    epoch_wave,
    ramped_epoch_wave,
)
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import number, numbers, sequence

_NO_BATCHES = Message(
    "the class divides by num_iters, which iter_step: True gives; without iter_step, num_iters: 1 counts epochs"
)

_BELOW = 1 - 1e-9
"""A tick that only rounding keeps inside a warmup, whose line it ends, is none of its ticks."""


def custom_warmup_cosine_decay(
    warmup_start_lr: Any,
    warmup_epochs: Any,
    cosine_base_lr: Any,
    max_epoch: Any,
    num_iters: Any,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """A warmup to a point of a cosine, then the cosine, which rises again after ``max_epoch``."""
    span = number("max_epoch", max_epoch)
    if not span:
        raise refused("max_epoch", max_epoch, tr("a number other than 0: the cosine is divided by it"))
    start, warmup = number("warmup_start_lr", warmup_start_lr), number("warmup_epochs", warmup_epochs)
    base = number("cosine_base_lr", cosine_base_lr)
    batches, first = _pace(num_iters), _first_epoch(num_iters, last_epoch)
    own = epoch_wave(start, warmup, base, span, batches, first)
    ticks = _ticks_below(warmup * _BELOW, batches, first)
    return _rates(own, epoch_wave(start, warmup, base, span, 1), num_iters, ticks)


def custom_warmup_piecewise_decay(
    warmup_start_lr: Any,
    warmup_epochs: Any,
    step_base_lr: Any,
    lrs: Any,
    gamma: Any,
    steps: Any,
    max_epoch: Any,
    num_iters: Any,
    last_epoch: Any = 0,
    verbose: Any = False,
) -> SchedulerRates:
    """A warmup, then ``step_base_lr * lrs[j - 1]`` up to epoch ``steps[j]``; ``gamma`` is not used.

    The constructor computes nothing, so that faults show at tick 1, or at the tick that needs a missing rate.
    """
    start, warmup = number("warmup_start_lr", warmup_start_lr), number("warmup_epochs", warmup_epochs)
    base, batches, first = number("step_base_lr", step_base_lr), _pace(num_iters), check_entry(last_epoch)
    if not isinstance(steps, list):
        raise refused("steps", steps, tr("a list"))
    ends = [*numbers("steps", steps), number("max_epoch", max_epoch)]
    rates = _products(sequence("lrs", lrs), base, len(ends))
    given = [float("nan") if rate is None else rate for rate in rates]
    own = epoch_table(start, warmup, ends, given, batches, first)
    wrapped = epoch_table(start, warmup, ends, given, 1, opens=False)
    if num_iters is None:
        return _rates(own, wrapped, num_iters, 0)
    found = _first_missing(rates, ends, warmup, FloatSum(first, 1 / batches))
    ticks = max(_ticks_below(warmup, batches, first), 1)
    if found is None:
        return _rates(own, wrapped, num_iters, ticks)
    last_tick, index = found
    position = index % len(lrs) if index < 0 and lrs else max(index, 0)
    reason = tr("it needs a number at lrs.{}, which is missing", position)
    if position < len(lrs):
        reason = tr("it needs a number at lrs.{}, which is {}", position, shown(lrs[position]))
    return SchedulerRates(own, wrapped, ticks, last_tick=last_tick, reason=reason)


def custom_piecewise_decay(
    num_iters: Any, boundaries: Any, values: Any, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """``PiecewiseDecay`` that takes ``num_iters`` and does not use it, so that its boundaries are batches."""
    return piecewise_decay(boundaries, values, last_epoch, verbose)


def custom_warmup_cosine_step_decay(
    warmup_iters: Any,
    warmup_ratio: Any = 0.1,
    min_lr: Any = 0,
    base_lr: Any = 3e-5,
    max_epoch: Any = 30,
    last_epoch: Any = -1,
    num_iters: Any = None,
    verbose: Any = False,
) -> SchedulerRates:
    """A cosine that falls once an epoch, times a ramp over the first ``warmup_iters`` epochs."""
    span = number("max_epoch", max_epoch)
    if not span:
        raise refused("max_epoch", max_epoch, tr("a number other than 0: the cosine is divided by it"))
    if num_iters is None:
        raise ConfigError(tr("is missing, and it gives the batches of an epoch: iter_step: True"), key="iter_step")
    batches = _pace(num_iters)
    warmup = number("warmup_iters", warmup_iters) * batches
    ratio = number("warmup_ratio", warmup_ratio)
    floor, base = number("min_lr", min_lr), number("base_lr", base_lr)
    own = ramped_epoch_wave(base, floor, span, warmup, ratio, batches)
    return SchedulerRates(own, ramped_epoch_wave(base, floor, span, warmup, ratio, batches, 1), _rounded_up(warmup))


def custom_warmup_adjust_decay(
    step_base_lr: Any,
    warmup_epochs: Any,
    lr_decay_rate: Any,
    boundaries: Any,
    num_iters: Any = None,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """A warmup that overshoots inside its last epoch, then a factor at each boundary, in any order."""
    base, warmup = number("step_base_lr", step_base_lr), number("warmup_epochs", warmup_epochs)
    factor = number("lr_decay_rate", lr_decay_rate)
    marks = numbers("boundaries", boundaries if isinstance(boundaries, (list, tuple)) else [boundaries])
    if isinstance(factor, int) and abs(factor) ** min(len(marks), 64) >= 2**63:
        raise refused(
            "lr_decay_rate", lr_decay_rate, tr("a number with a dot: its powers are too large for NumPy's int64")
        )
    batches, first = _pace(num_iters), _first_epoch(num_iters, last_epoch)
    own = epoch_drops(base, warmup, factor, marks, batches, first)
    wrapped = epoch_drops(base, warmup, factor, marks, 1)
    return _rates(own, wrapped, num_iters, _ticks_below(warmup, batches, first))


def _rates(own: Curve, wrapped: Curve, num_iters: Any, warmup: int) -> SchedulerRates:
    """The rates of a class that divides by ``num_iters`` at its second tick."""
    if num_iters is None:
        return SchedulerRates(own, wrapped, min(warmup, 1), last_tick=0, reason=str(_NO_BATCHES))
    return SchedulerRates(own, wrapped, warmup)


def _pace(num_iters: Any) -> float | int:
    """``num_iters``, or 1 without it."""
    batches = 1 if num_iters is None else number("num_iters", num_iters)
    if batches <= 0:
        raise refused("num_iters", num_iters, "> 0")
    return batches


def _first_epoch(num_iters: Any, last_epoch: Any) -> float:
    """The epoch at tick 0: the constructor adds a tick to a ``last_epoch`` other than -1."""
    entry = check_entry(last_epoch)
    if entry == -1:
        return 0
    if num_iters is None:
        raise ConfigError(tr("must be -1: {}", _NO_BATCHES), key="last_epoch")
    return entry + 1 / _pace(num_iters)


def _ticks_below(epoch: float, batches: float, first: float) -> int:
    """Ticks before an epoch."""
    return FloatSum(first, 1 / batches).count(epoch) or 0


def _rounded_up(value: float) -> int:
    return max(int(-(-value // 1)), 0)


def _products(factors: list[Any], base: float, count: int) -> list[float | None]:
    """The rate up to each boundary, ``base`` times the factor before it; None where there is no number."""
    found = [factors[index - 1] if -len(factors) < index <= len(factors) else None for index in range(count)]
    return [
        number(f"lrs.{(index - 1) % len(factors)}", factor) * base if isinstance(factor, (int, float)) else None
        for index, factor in enumerate(found)
    ]


def _first_missing(
    rates: list[float | None], ends: list[float | int], warmup: float, epochs: FloatSum
) -> tuple[int, int] | None:
    """The last tick before a missing rate is needed, and its position in ``lrs``; None when none is needed."""
    highest = list(accumulate(ends, max))

    def stair(epoch: float) -> int:
        return min(bisect_right(highest, epoch), len(ends) - 1)

    if rates[stair(warmup)] is None:
        return 0, stair(warmup) - 1
    for index, rate in enumerate(rates):
        tick = epochs.count(highest[index - 1]) if index else 1
        if rate is None and tick is not None and stair(epochs(max(tick, 1))) == index:
            return max(tick, 1) - 1, index - 1
    return None


CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    **PADDLE,
    "CustomPiecewiseDecay": ScheduleClass(custom_piecewise_decay, "piecewise"),
    "CustomWarmupAdjustDecay": ScheduleClass(custom_warmup_adjust_decay, "multistep"),
    "CustomWarmupCosineDecay": ScheduleClass(custom_warmup_cosine_decay, "cosine"),
    "CustomWarmupCosineStepDecay": ScheduleClass(custom_warmup_cosine_step_decay, "cosine"),
    "CustomWarmupPiecewiseDecay": ScheduleClass(custom_warmup_piecewise_decay, "piecewise"),
}
