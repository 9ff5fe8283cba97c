"""The classes that a config of Paddle3D or PaddleRendering can name: Paddle's, and their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.decays import exponential_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry, closed_form, refused
from paddle_lrkit.suites.paddle.table import CLASSES as PADDLE
from paddle_lrkit.suites.reference_curves import lines, powers
from paddle_lrkit.suites.reference_curves.cycles import phases
from paddle_lrkit.suites.reference_curves.ticks import by_epoch, entered
from paddle_lrkit.suites.reference_curves.waves import wave
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import number, numbers, rate, sequence
from paddle_lrkit.units import unknown_epoch

ENTRIES = ("paddle3d", "pprndr")
FORMULA = Message("images / (batch_size x GPUs), rounded down")
_NOT_DRIVEN = Message("OneCycleWarmupDecayLr has no rate of its own: only the optimizer OneCycleAdam asks it for one")


@dataclass(frozen=True)
class TrainerRun:
    """What a class learns from the trainer.

    Args:
        batches: Batches in an epoch; None when they are not known.
        total: Iterations of the run.
        warmup: Ticks of the ``LinearWarmup`` that holds the class.
        is_driven: Whether the optimizer is ``OneCycleAdam`` and this is its schedule.
    """

    batches: int | None = 1
    total: float = 1
    warmup: int = 0
    is_driven: bool = True


def classes_of(entry: str, run: TrainerRun | None = None) -> dict[str, ScheduleClass[SchedulerRates]]:
    """Name -> class of a program; those that depend on the run are bound to it."""
    if entry == "pprndr":
        return {**PADDLE, **_RENDERING}
    trained = run or TrainerRun()

    def cosine_annealing_decay_by_epoch(
        learning_rate: Any, T_max: Any, eta_min: Any = 0, last_epoch: Any = -1, verbose: Any = False
    ) -> SchedulerRates:
        return _cosine_by_epoch(trained, learning_rate, T_max, eta_min, last_epoch)

    def one_cycle_warmup_decay_lr(
        base_learning_rate: Any, lr_ratio_peak: Any = 10, lr_ratio_trough: Any = 1e-4, step_ratio_peak: Any = 0.4
    ) -> SchedulerRates:
        return _one_cycle_warmup_decay(trained, base_learning_rate, lr_ratio_peak, lr_ratio_trough, step_ratio_peak)

    return {
        **PADDLE,
        "CosineAnnealingDecayByEpoch": ScheduleClass(cosine_annealing_decay_by_epoch, "cosine"),
        "OneCycle": ScheduleClass(one_cycle),
        "OneCycleWarmupDecayLr": ScheduleClass(one_cycle_warmup_decay_lr),
    }


def _cosine_by_epoch(run: TrainerRun, learning_rate: Any, span: Any, floor: Any, last_epoch: Any) -> SchedulerRates:
    """A cosine of the whole epochs, the warmup included; tick 0 has the base."""
    cosine_annealing_decay(learning_rate, span, floor, last_epoch)
    if run.batches is None:
        raise unknown_epoch(FORMULA)
    epochs, entry = wave(learning_rate, floor, span), check_entry(last_epoch)
    ticks = entered(by_epoch(epochs, run.batches), run.warmup - 1)
    wrapped = lines.line(learning_rate, learning_rate, 1, 1).then(entered(ticks, 0))
    if entry < 0:
        return SchedulerRates(wrapped, wrapped)
    first = epochs(entry + 1)
    return SchedulerRates(lines.line(first, first, 1, 1).then(entered(ticks, entry + 1)), wrapped, entry=entry)


def _one_cycle_warmup_decay(run: TrainerRun, base: Any, peak: Any, trough: Any, share: Any) -> SchedulerRates:
    """A cosine up over a share of the run and one down over the rest, each iteration by its own number."""
    rate, high = number("base_learning_rate", base), number("lr_ratio_peak", peak)
    low, begin = number("lr_ratio_trough", trough), int(number("step_ratio_peak", share) * run.total)
    if not run.is_driven:
        return SchedulerRates(lines.level(rate), last_tick=-1, reason=str(_NOT_DRIVEN))
    top, end = rate * high, int(run.total)
    if begin > 0:
        return SchedulerRates(phases([begin, run.total], [rate, top, rate * low], max(end, 1), True), warmup=begin)
    return SchedulerRates(entered(phases([run.total - begin], [top, rate * low], end - begin, True), -begin - 1))


def one_cycle(total_step: Any, lr_max: Any, moms: Any, div_factor: Any, pct_start: Any) -> SchedulerRates:
    """Up and down once, and up again after ``total_step``; inside a warmup it counts its own steps."""
    total, high = number("total_step", total_step), number("lr_max", lr_max)
    if total <= 0:
        raise refused("total_step", total_step, "> 0")
    if number("div_factor", div_factor) == 0:
        raise refused("div_factor", div_factor, tr("a number other than 0"))
    if len(numbers("moms", sequence("moms", moms))) not in (2, 3):
        raise ConfigError(tr("must have two numbers, got {}", shown(moms)), key="moms")
    if number("pct_start", pct_start) <= 0:
        raise refused("pct_start", pct_start, "> 0")
    begin = int(pct_start * total)
    if not begin:
        raise refused("pct_start", pct_start, tr("at least one step of total_step {}", total))
    low = high / div_factor
    curve = phases([begin, total], [low, high, low / 1e4], None, True)
    last, reason = (
        (begin - 1, tr("its decay has no steps, because its rise takes all of total_step"))
        if begin == total
        else (None, "")
    )
    return SchedulerRates(curve, entered(curve, 0), begin, last, reason=reason)


def rendering_exponential_decay(lr_init: Any, delay_rate: Any, delay_steps: Any) -> SchedulerRates:
    """Times ``delay_rate`` over ``delay_steps``; it has the name of Paddle's ``ExponentialDecay``."""
    if not number("delay_steps", delay_steps):
        raise refused("delay_steps", delay_steps, tr("a number other than 0"))
    curve = powers.stretched_geometric(rate("lr_init", lr_init), number("delay_rate", delay_rate), delay_steps)
    return closed_form(curve, -1)


def custom_exponential_decay(
    lr_init: Any, lr_final: Any, max_steps: Any, lr_delay_steps: Any = 0, lr_delay_mult: Any = 1.0
) -> SchedulerRates:
    """A line of logarithms from ``lr_init`` to ``lr_final``, with a delayed start."""
    for name, value in (("lr_init", lr_init), ("lr_final", lr_final)):
        if number(name, value) <= 0:
            raise refused(name, value, tr("> 0: its logarithm is taken"))
    if not number("max_steps", max_steps):
        raise refused("max_steps", max_steps, tr("a number other than 0"))
    delay, start = number("lr_delay_steps", lr_delay_steps), number("lr_delay_mult", lr_delay_mult)
    return closed_form(powers.delayed_geometric(lr_init, lr_final, max_steps, delay, start), -1)


def fixation_exponential_decay(learning_rate: Any, delay_rate: Any, total_steps: Any) -> SchedulerRates:
    """Paddle's ``ExponentialDecay`` with the gamma that gives ``delay_rate`` after ``total_steps``."""
    if not number("total_steps", total_steps):
        raise refused("total_steps", total_steps, tr("a number other than 0"))
    if number("delay_rate", delay_rate) <= 0:
        raise refused("delay_rate", delay_rate, "> 0")
    gamma = delay_rate ** (1 / total_steps)
    if not 0 < gamma < 1:
        raise refused("delay_rate", delay_rate, tr("< 1, so that the rate falls"))
    return exponential_decay(learning_rate, gamma)


_RENDERING = {
    "CustomExponentialDecay": ScheduleClass(custom_exponential_decay),
    "ExponentialDecay": ScheduleClass(rendering_exponential_decay, "exponential"),
    "FixationExponentialDecay": ScheduleClass(fixation_exponential_decay, "exponential"),
}
