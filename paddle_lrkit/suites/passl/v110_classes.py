"""The schedule classes of PASSL 1.1's configs: keys as in its configs, the rates as result.

Lengths are ticks here; `paddle_lrkit.suites.passl.v110` multiplies some of them by the updates of an epoch.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.decays import multistep_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry, closed_form, refused
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.passl.task_classes import covered, vit_curve
from paddle_lrkit.suites.passl.ticked_run import TickedRun
from paddle_lrkit.suites.reference_curves import waves
from paddle_lrkit.suites.reference_curves.resumed import resumed
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import number, rate, whole


def timm_cosine(
    run: TickedRun,
    learning_rate: Any,
    T_max: Any,
    eta_min: Any = 0.0,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    verbose: Any = False,
    last_epoch: Any = -1,
) -> SchedulerRates:
    """The full rate first, then a cosine whose start a warmup covers, again and again every ``T_max`` ticks."""
    peak, floor = float(number("learning_rate", learning_rate)), number("eta_min", eta_min)
    period = number("T_max", T_max)
    warmup = min(number("warmup_epoch", warmup_epoch), period)
    start = number("warmup_start_lr", warmup_start_lr) if warmup else 0.0
    first = number("last_epoch", last_epoch) + 1
    if not isinstance(first, int) or first < 0:
        raise refused("last_epoch", last_epoch, tr("a whole number >= -1"))
    if period == 0:
        tick = max(warmup, 0) if run.delay else 1 + max(warmup - first, 0)
        run.fail_at(tick, "T_max", tr("TimmCosine divides by T_max, which is 0"))
    body = waves.repeated_wave(peak, floor, period, period)
    if isinstance(period, int) and first + run.ticks < period:
        body = waves.wave(peak, floor, period)
    ticks = covered(body, start, peak, warmup)
    return SchedulerRates(resumed(entered(ticks, first - 2), 0, peak), ticks, max(math.ceil(warmup) + 1 - first, 0))


def vit(
    run: TickedRun,
    learning_rate: Any,
    T_max: Any,
    decay_type: Any = "cosine",
    linear_end: Any = 1e-5,
    warmup_steps: Any = 0,
    verbose: Any = False,
    last_epoch: Any = -1,
) -> SchedulerRates:
    """A cosine to 0 or a line to ``linear_end``, times ``t / warmup_steps`` in the warmup."""
    curve, warmup = vit_curve(number("T_max", T_max), learning_rate, decay_type, linear_end, warmup_steps)
    return replace(closed_form(curve, last_epoch), warmup=max(math.ceil(warmup), 0))


def cosine(
    run: TickedRun,
    learning_rate: Any,
    T_max: Any,
    warmup_steps: Any,
    eta_min: Any = 0,
    last_epoch: Any = 1,
    verbose: Any = False,
) -> SchedulerRates:
    """The inner schedule of ``CosineWarmup``; alone, it needs ``last_epoch: -1`` and has its base rate twice."""
    rates = _inner(run, learning_rate, T_max, warmup_steps, eta_min, last_epoch, 1)
    return SchedulerRates(resumed(entered(rates, -2), 0, rates(0)), rates)


def cosine_warmup(
    run: TickedRun,
    learning_rate: Any,
    warmup_steps: Any,
    start_lr: Any,
    end_lr: Any,
    T_max: Any,
    eta_min: Any = 0,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> SchedulerRates:
    """``LinearWarmup`` around a cosine that is as much shorter than ``T_max`` as the warmup is long."""
    steps = whole("warmup_steps", warmup_steps, at_least=1)
    inner = _inner(run, learning_rate, T_max, steps, eta_min, last_epoch, steps)
    return linear_warmup(SchedulerRates(inner), steps, start_lr, end_lr)


def cosine_simclr(
    run: TickedRun, learning_rate: Any, T_max: Any, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """``lr * (1 + cos(pi * t / T_max)) / 2``"""
    if number("T_max", T_max) == 0:
        raise refused("T_max", T_max, tr("a number other than 0"))
    return closed_form(waves.wave(rate("learning_rate", learning_rate), 0.0, abs(T_max)), last_epoch)


def simclr_cosine_warmup(
    run: TickedRun,
    total_images: Any,
    warmup_epochs: Any,
    learning_rate_scaling: Any,
    end_lr: Any = None,
    lr: Any = None,
    last_epoch: Any = -1,
) -> SchedulerRates:
    """A warmup and a cosine whose lengths and rate follow from the images and 8 times the batch of a card."""
    images = number("total_images", total_images)
    warmed = number("warmup_epochs", number("warmup_epochs", warmup_epochs) * images)
    warmup = round(warmed // run.batch)
    period = images * run.epochs // run.batch + 1 - warmup
    if learning_rate_scaling == "linear":
        peak = number("end_lr", end_lr) * run.batch / 256.0
    elif learning_rate_scaling == "sqrt":
        peak = number("end_lr", end_lr) * math.sqrt(run.batch)
    elif lr is not None:
        peak = number("lr", lr)
    else:
        raise refused("learning_rate_scaling", learning_rate_scaling, tr("linear or sqrt"))
    if warmup < 1:
        raise ConfigError(
            tr("gives a warmup of {} updates, and Paddle needs at least one", warmup), key="warmup_epochs"
        )
    if period == 0:
        raise ConfigError(tr("leaves nothing of the run after the warmup"), key="warmup_epochs")
    inner = SchedulerRates(waves.wave(rate("end_lr", peak), 0.0, abs(period)))
    return linear_warmup(inner, warmup, 0.0, peak, last_epoch)


def _inner(
    run: TickedRun, learning_rate: Any, T_max: Any, warmup_steps: Any, eta_min: Any, last_epoch: Any, begin: int
) -> Curve:
    """PASSL's ``Cosine`` from its tick 0 on, which is tick ``begin`` of the run."""
    base, floor = float(rate("learning_rate", learning_rate)), number("eta_min", eta_min)
    period, warmup = number("T_max", T_max), number("warmup_steps", warmup_steps)
    if check_entry(last_epoch) != -1:
        raise refused("last_epoch", last_epoch, tr("-1: Cosine of PASSL computes a rate before it has its T_max"))
    if 0 in (period, period - warmup):
        reason = tr("Cosine divides by T_max and by T_max - warmup_steps; T_max must not be 0 or {}", warmup)
        run.fail_at(begin + 1, "T_max", reason)
        return waves.wave(base, floor, 1)
    return waves.shortened_wave(base, floor, period, period - warmup)


CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "Cosine": ScheduleClass(cosine),
    "CosineAnnealingDecay": ScheduleClass(cosine_annealing_decay, "cosine"),
    "CosineWarmup": ScheduleClass(cosine_warmup, "cosine"),
    "Cosinesimclr": ScheduleClass(cosine_simclr, "cosine"),
    "LinearWarmup": ScheduleClass(linear_warmup, "constant"),
    "MultiStepDecay": ScheduleClass(multistep_decay, "multistep"),
    "TimmCosine": ScheduleClass(timm_cosine, "cosine", ignores_unknown=True),
    "ViTLRScheduler": ScheduleClass(vit, "cosine", ignores_unknown=True),
    "simclrCosineWarmup": ScheduleClass(simclr_cosine_warmup, ignores_unknown=True),
}
