"""The schedule classes of PASSL's tasks: keys as in its configs, the rates as result.

The trainer sets each tick after the first one to the number of the update, or of the epoch; the first one has the
``last_epoch`` of the constructor. Decays count from tick 0, also where a warmup covers their start.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import join
from paddle_lrkit.errors import check_choice, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.decays import multistep_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, refused
from paddle_lrkit.suites.passl.ticked_run import TickedRun
from paddle_lrkit.suites.reference_curves import lines, powers, stairs, waves
from paddle_lrkit.suites.reference_curves.resumed import resumed
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.reference_curves.transformers import clipped_annealing
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import number, numbers, rate, sequence

_UNITS = ("step", "epoch")


def timm_cosine(
    run: TickedRun,
    learning_rate: Any,
    decay_unit: Any = "epoch",
    eta_min: Any = 0.0,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    warmup_prefix: Any = False,
    verbose: Any = False,
    last_epoch: Any = -1,
) -> SchedulerRates:
    """A cosine over the run, from the end of the warmup on with ``warmup_prefix``; its warmup covers its start."""
    factor = _steps_in(decay_unit, run)
    peak, floor = float(number("learning_rate", learning_rate)), number("eta_min", eta_min)
    period, length = run.epochs * factor, min(number("warmup_epoch", warmup_epoch), run.epochs)
    warmup = round(length * factor) if decay_unit == "step" else length
    start = number("warmup_start_lr", warmup_start_lr) if warmup else 0.0
    offset = warmup if warmup_prefix else 0
    first = number("last_epoch", last_epoch)
    if first < warmup == 0:
        message = tr("TimmCosine divides by the warmup, which is 0, before the first tick; write last_epoch: 0")
        run.fail_at(0, "last_epoch", message)
    if offset == period:
        reason = tr("warmup_prefix needs a warmup below {} epochs, got {}", run.epochs, shown(warmup_epoch))
        run.fail_at(0 if first >= warmup else warmup, "warmup_epoch", reason)
    body = waves.repeated_wave(peak, floor, period, period - offset, offset)
    begin = (peak - start) * max(0, first) / warmup + start if first < warmup else body.between(first)
    after = None
    if run.ticks - 1 - offset < period and isinstance(offset, int) and offset >= 0:
        after = waves.wave(peak, floor, period - offset)
        body = body if offset else after
    return _begun(covered(body, start, peak, warmup, after if offset else None), begin, warmup)


def vit(
    run: TickedRun,
    learning_rate: Any,
    decay_type: Any = "cosine",
    linear_end: Any = 1e-5,
    warmup_steps: Any = 0,
    verbose: Any = False,
    last_epoch: Any = -1,
) -> SchedulerRates:
    """`vit_curve` over all updates of the run, whatever ``decay_unit`` says."""
    curve, warmup = vit_curve(run.epochs * run.steps, learning_rate, decay_type, linear_end, warmup_steps)
    return _begun(curve, curve.between(number("last_epoch", last_epoch) + 1), warmup)


def vit_curve(
    total: float, learning_rate: Any, decay_type: Any, linear_end: Any, warmup_steps: Any
) -> tuple[Curve, float]:
    """``ViTLRScheduler`` of both code bases and its warmup: a cosine to 0 or a line to ``linear_end``."""
    warmup = number("warmup_steps", warmup_steps)
    if warmup >= total:
        raise refused("warmup_steps", warmup_steps, tr("below the {} updates of the decay", total))
    cosine = check_choice("decay_type", decay_type, ("cosine", "linear")) == "cosine"
    floor = 0.0 if cosine else number("linear_end", linear_end)
    return clipped_annealing(rate("learning_rate", learning_rate), floor, warmup, total, cosine), warmup


def step(
    run: TickedRun,
    boundaries: Any,
    values: Any,
    warmup_steps: Any = 0,
    warmup_epochs: Any = 0,
    decay_unit: Any = "epoch",
    warmup_start_lr: Any = 0.0,
    warmup_end_lr: Any = 0.0,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """A table, whose start a warmup covers; too few values fail only where they are reached."""
    _steps_in(decay_unit, run)
    key, given = ("warmup_steps", warmup_steps) if decay_unit == "step" else ("warmup_epochs", warmup_epochs)
    warmup, first = number(key, given), number("last_epoch", last_epoch) + 1
    marks, rates = numbers("boundaries", boundaries), sequence("values", values)
    _check_values(run, marks, rates, first, warmup)
    last = rates[-1:] or [math.nan]
    table = stairs.table(marks, [*_padded(rates, len(marks)), *last]) if marks else lines.level(*last)
    return _warmed(table, first, warmup, key, (warmup_start_lr, warmup_end_lr))


def poly(
    run: TickedRun,
    learning_rate: Any,
    warmup_steps: Any = 0,
    warmup_epochs: Any = 0,
    decay_unit: Any = "epoch",
    warmup_start_lr: Any = 0.0,
    warmup_end_lr: Any = 0.0,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """``(1 - t) ** 2`` from the end of the warmup to the end of the run, after which it rises again."""
    factor = _steps_in(decay_unit, run)
    key, given, times = "warmup_epochs", warmup_epochs, factor
    if decay_unit == "step" and not (
        number("warmup_steps", warmup_steps) == 0 and number("warmup_epochs", warmup_epochs) > 0
    ):
        key, given, times = "warmup_steps", warmup_steps, 1
    warmup, first = number(key, given) * times, number("last_epoch", last_epoch) + 1
    base, end = rate("learning_rate", learning_rate), run.epochs * factor
    if warmup == end:
        reason = tr("Poly divides by what the warmup leaves of the run, which is nothing")
        run.fail_at(0 if first >= warmup else warmup, key, reason)
    body, after = powers.open_power(base, warmup, end, 2), None
    if run.ticks <= end and isinstance(warmup, int) and 0 <= warmup < end:
        after = powers.power_decay(base, 0.0, end - warmup, 2.0)
    return _warmed(body, first, warmup, key, (warmup_start_lr, warmup_end_lr), after)


def multistep(run: TickedRun, learning_rate: Any, milestones: Any, gamma: Any, last_epoch: Any) -> SchedulerRates:
    """Paddle's class with all four arguments required."""
    curve = multistep_decay(learning_rate, milestones, gamma).curve
    return _begun(curve, curve.between(number("last_epoch", last_epoch) + 1), 0)


def _steps_in(decay_unit: Any, run: TickedRun) -> int:
    """Ticks in an epoch, as the class counts them; the trainer may tick otherwise."""
    return run.steps if check_choice("decay_unit", decay_unit, _UNITS) == "step" else 1


def _check_values(run: TickedRun, marks: list[float], rates: list[Any], first: float, warmup: float) -> None:
    """Fails where ``Step`` gets to a value that is missing or no number."""
    ends = [*marks, math.inf]
    for index, end in enumerate(ends):
        place = index if index < len(marks) else len(rates) - 1
        begin = max([-math.inf, *ends[:index]])
        if 0 <= place < len(rates) and isinstance(rates[place], (int, float)):
            number(f"values.{place}", rates[place])
        elif begin < end:
            reason = tr(
                "values must have a number for each of the {} boundaries and one after them, got {}",
                len(marks),
                shown(rates),
            )
            if max(first, begin) == first >= warmup and first < end:
                run.fail_at(0, "values", reason)
            tick = max(math.ceil(max(begin, warmup, 1)), 1)
            if tick < end:
                run.fail_at(tick, "values", reason)


def _padded(rates: Sequence[Any], count: int) -> list[float]:
    """``count`` rates; NaN for those that are not there."""
    known = [float(value) if isinstance(value, (int, float)) else math.nan for value in rates[:count]]
    return known + [math.nan] * (count - len(known))


def _warmed(
    body: Curve, first: float, warmup: float, key: str, ends: tuple[Any, Any], after: Curve | None = None
) -> SchedulerRates:
    """``body`` under the warmup of ``Step`` and ``Poly``, beginning at the tick ``first``."""
    if first < warmup == 0:
        raise refused(
            key, warmup, tr("above 0 with a last_epoch below -1: PASSL divides by it at tick {}", shown(first))
        )
    start, end = (number(f"warmup_{name}_lr", value) for name, value in zip(("start", "end"), ends, strict=True))
    begin = (end - start) * float(first) / float(warmup) + start if first < warmup else body.between(first)
    return _begun(covered(body, start, end, warmup, after), begin, warmup)


def covered(body: Curve, start: float, end: float, warmup: float, after: Curve | None = None) -> Curve:
    """A ramp of ``warmup`` ticks over the first ticks of ``body``, which is ``after`` from the end of the ramp on."""
    length = math.ceil(warmup)
    if length <= 0:
        return body if after is None else after
    ramp = lines.line(start, end, warmup, length)
    return join(ramp, entered(body, length - 1) if after is None else after)


def _begun(curve: Curve, begin: float, warmup: float) -> SchedulerRates:
    """``curve`` with another rate at the first tick, if it has one."""
    own = curve if begin == curve(0) else resumed(curve, 0, float(begin))
    return SchedulerRates(own, curve, max(math.ceil(warmup), 0))


CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "MultiStepDecay": ScheduleClass(multistep, "multistep", ignores_unknown=True),
    "Poly": ScheduleClass(poly, "polynomial", ignores_unknown=True),
    "Step": ScheduleClass(step, "piecewise", ignores_unknown=True),
    "TimmCosine": ScheduleClass(timm_cosine, "cosine", ignores_unknown=True),
    "ViTLRScheduler": ScheduleClass(vit, "cosine", ignores_unknown=True),
}
