"""The other schedules of PaddleClas: on a plateau, in cycles, and FixMatch's."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.paddle.cycles import cyclic_lr, one_cycle_lr
from paddle_lrkit.suites.paddle.plateau import reduce_on_plateau
from paddle_lrkit.suites.paddle.scheduler import Scheduler, closed_form
from paddle_lrkit.suites.ppcls.base import Base, Ticked
from paddle_lrkit.suites.reference_curves import annealing, lines
from paddle_lrkit.suites.values import number, rate, whole


def on_plateau(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    mode: Any = "min",
    factor: Any = 0.1,
    patience: Any = 10,
    threshold: Any = 1e-4,
    threshold_mode: Any = "rel",
    cooldown: Any = 0,
    min_lr: Any = 0,
    epsilon: Any = 1e-8,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> Ticked:
    """Reduced after an evaluation. With a warmup the rate never leaves ``warmup_start_lr``."""
    base = Base.of(epochs, step_each_epoch, learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    inner = reduce_on_plateau(
        learning_rate, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, epsilon
    )
    if base.warmup > 0:
        frozen = lines.level(base.ticked(inner).scheduler.own(0))
        return Ticked(Scheduler(frozen, frozen))
    if not by_epoch:
        raise ConfigError("must be true: PaddleClas steps ReduceOnPlateau without a metric otherwise", key="by_epoch")
    return Ticked(inner, True)


def cosine_fixmatch(
    epochs: int,
    step_each_epoch: int,
    learning_rate: Any,
    num_warmup_steps: Any,
    num_cycles: Any = 7 / 16,
    last_epoch: Any = -1,
    by_epoch: Any = False,
) -> Ticked:
    """Part of a cosine, 7/16 of its period unless given; it ends well above 0."""
    total = epochs * step_each_epoch
    warmup, cycles = number("num_warmup_steps", num_warmup_steps), number("num_cycles", num_cycles)
    base = rate("learning_rate", learning_rate)
    return Ticked(closed_form(annealing.warmed_quarter_wave(base, warmup, total, cycles), last_epoch), bool(by_epoch))


def cyclic(
    epochs: int,
    step_each_epoch: int,
    base_learning_rate: Any,
    max_learning_rate: Any,
    warmup_epoch: Any,
    warmup_start_lr: Any,
    step_size_up: Any,
    step_size_down: Any = None,
    mode: Any = "triangular",
    exp_gamma: Any = 1.0,
    scale_fn: Any = None,
    scale_mode: Any = "cycle",
    by_epoch: Any = False,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> Ticked:
    """Up and down again and again; lengths are ticks, not epochs."""
    base = Base.of(epochs, step_each_epoch, base_learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    inner = cyclic_lr(
        base_learning_rate,
        max_learning_rate,
        step_size_up,
        step_size_down,
        mode,
        exp_gamma,
        scale_fn,
        scale_mode,
        last_epoch,
    )
    return base.ticked(inner)


def one_cycle(
    epochs: int,
    step_each_epoch: int,
    max_learning_rate: Any,
    warmup_epoch: Any = 0,
    warmup_start_lr: Any = 0.0,
    divide_factor: Any = 25.0,
    end_learning_rate: Any = 1e-10,
    phase_pct: Any = 0.3,
    anneal_strategy: Any = "cos",
    three_phase: Any = False,
    by_epoch: Any = False,
    last_epoch: Any = -1,
    verbose: Any = False,
) -> Ticked:
    """Up and down once over the whole run; a warmup delays it."""
    base = Base.of(epochs, step_each_epoch, max_learning_rate, warmup_epoch, warmup_start_lr, last_epoch, by_epoch)
    inner = one_cycle_lr(
        max_learning_rate,
        whole("epochs", epochs, at_least=1) * step_each_epoch,
        divide_factor,
        end_learning_rate,
        phase_pct,
        anneal_strategy,
        three_phase,
        last_epoch,
    )
    return base.ticked(inner)
