"""``CosineAnnealingDecay`` and ``CosineAnnealingWarmRestarts``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry
from paddle_lrkit.suites.reference_curves import restarts, waves
from paddle_lrkit.suites.values import number, rate, whole


def cosine_annealing_decay(
    learning_rate: Any, T_max: Any, eta_min: Any = 0, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """A cosine that falls for ``T_max`` ticks and then rises again."""
    period = whole("T_max", T_max, at_least=1)
    floor = number("eta_min", eta_min)
    base, entry = rate("learning_rate", learning_rate), check_entry(last_epoch)
    wave = waves.wave(base, floor, period)
    if entry >= 0:
        return SchedulerRates(waves.entered_wave(base, floor, period, entry), wave)
    return SchedulerRates(waves.recursive_wave(base, floor, period), wave)


def cosine_annealing_warm_restarts(
    learning_rate: Any, T_0: Any, T_mult: Any = 1, eta_min: Any = 0, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """Half cosines; ``step()`` counts the cycles, ``step(epoch)`` computes their number with a logarithm."""
    first = whole("T_0", T_0, at_least=1)
    multiplier = whole("T_mult", T_mult, at_least=1)
    floor = number("eta_min", eta_min)
    base, entry = rate("learning_rate", learning_rate), check_entry(last_epoch)
    own = restarts.restarts(base, floor, first, multiplier)
    if entry >= 0:
        own = restarts.entered_restarts(base, floor, first, multiplier, entry)
    return SchedulerRates(own, restarts.restarts_by_logarithm(base, floor, first, multiplier), entry=entry)
