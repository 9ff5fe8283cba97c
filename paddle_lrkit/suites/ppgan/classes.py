"""The schedule classes that PaddleGAN has registered; a tick is an iteration, and each iteration is an update."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.decays import multistep_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, closed_form, refused
from paddle_lrkit.suites.reference_curves import lines, powers
from paddle_lrkit.suites.reference_curves.restarts import weighted_restarts
from paddle_lrkit.suites.reference_curves.ticks import by_epoch
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import number, numbers, rate, sequence


def linear_decay(learning_rate: Any, start_epoch: Any, decay_epochs: Any, iters_per_epoch: int) -> SchedulerRates:
    """A step down each epoch from one epoch before ``start_epoch`` on; it does not stop at 0."""
    base, start = rate("learning_rate", learning_rate), number("start_epoch", start_epoch)
    if number("decay_epochs", decay_epochs) == -1:
        raise refused("decay_epochs", decay_epochs, tr("another number than -1"))
    return SchedulerRates(by_epoch(lines.late_line(base, start, decay_epochs), iters_per_epoch))


def nonlinear_decay(learning_rate: Any, lr_decay: Any, last_epoch: Any = -1) -> SchedulerRates:
    """``base / (1 + lr_decay * t)``"""
    return closed_form(powers.inverse(rate("learning_rate", learning_rate), number("lr_decay", lr_decay)), last_epoch)


def cosine_restarts(
    learning_rate: Any, periods: Any, restart_weights: Any = (1,), eta_min: Any = 0, last_epoch: Any = -1
) -> SchedulerRates:
    """Half cosines of the given lengths; a tick beyond their sum is an error."""
    base, floor = rate("learning_rate", learning_rate), number("eta_min", eta_min)
    lengths, weights = numbers("periods", periods), sequence("restart_weights", restart_weights)
    if len(lengths) != len(weights):
        raise ConfigError(
            tr("must have as many numbers as periods, {}, got {}", len(lengths), len(weights)), key="restart_weights"
        )
    if not lengths or lengths[0] == 0 or max(accumulate(lengths)) < 0:
        raise refused("periods", periods, tr("a list of numbers of iterations that are not 0"))
    curve = weighted_restarts(base, floor, lengths, numbers("restart_weights", weights))
    return closed_form(curve, last_epoch, math.floor(max(accumulate(lengths))))


CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "CosineAnnealingRestartLR": ScheduleClass(cosine_restarts),
    "LinearDecay": ScheduleClass(linear_decay),
    "MultiStepDecay": ScheduleClass(multistep_decay, "multistep"),
    "NonLinearDecay": ScheduleClass(nonlinear_decay),
}
