"""The schedule classes of PaddleSpeech, and the names under which its programs know Paddle's."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.suites.paddle import decays
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, closed_form, refused
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.reference_curves.powers import inverse_root
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import number, rate


def warmup_lr(
    warmup_steps: Any = 25000, learning_rate: Any = 1.0, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """``base * W ** 0.5 * min(n ** -0.5, n * W ** -1.5)`` with ``n = t + 1``: the peak is at update ``W - 1``."""
    if number("warmup_steps", warmup_steps) <= 0:
        raise refused("warmup_steps", warmup_steps, "> 0")
    curve = entered(inverse_root(rate("learning_rate", learning_rate), warmup_steps), 0)
    found = closed_form(curve, last_epoch)
    return SchedulerRates(found.curve, warmup=max(math.ceil(warmup_steps) - found.entry - 2, 0), entry=found.entry)


def constant_lr(learning_rate: Any, last_epoch: Any = -1, verbose: Any = False) -> SchedulerRates:
    """The same rate at every update."""
    return closed_form(lines.level(rate("learning_rate", learning_rate)), last_epoch)


def new_bob(
    learning_rate: Any,
    last_epoch: Any = -1,
    verbose: Any = False,
    annealing_factor: Any = 0.5,
    improvement_threshold: Any = 0.0025,
    patient: Any = 0,
) -> SchedulerRates:
    """A constant rate, as long as ``step()`` is called without a metric."""
    return constant_lr(learning_rate, last_epoch)


FACTORY: dict[str, ScheduleClass[SchedulerRates]] = {
    "constantlr": ScheduleClass(constant_lr, "constant", ignores_unknown=True),
    "expdecaylr": ScheduleClass(decays.exponential_decay, "exponential", ignores_unknown=True),
    "newbobscheduler": ScheduleClass(new_bob, "plateau", ignores_unknown=True),
    "noam": ScheduleClass(decays.noam_decay, ignores_unknown=True),
    "piecewisedecay": ScheduleClass(decays.piecewise_decay, "piecewise", ignores_unknown=True),
    "warmuplr": ScheduleClass(warmup_lr, ignores_unknown=True),
}
"""The names of the recognition models, in lower case; arguments that a class does not take are dropped."""

PADDLE_NAMES = {
    "CosineAnnealingDecay": "CosineAnnealingDecay",
    "exponential_decay": "ExponentialDecay",
    "lambda_decay": "LambdaDecay",
    "multistep_decay": "MultiStepDecay",
    "ReduceOnPlateau": "ReduceOnPlateau",
    "step_decay": "StepDecay",
}
"""Name in ``generator_scheduler`` and ``discriminator_scheduler`` -> class of Paddle."""
