"""Name of a class in ``paddle.optimizer.lr`` -> its mirror."""

from __future__ import annotations

from collections.abc import Callable

from paddle_lrkit.suites.paddle import cosines, cycles, decays, plateau, warmup
from paddle_lrkit.suites.paddle.scheduler import Scheduler

CLASSES: dict[str, Callable[..., Scheduler]] = {
    "CosineAnnealingDecay": cosines.cosine_annealing_decay,
    "CosineAnnealingWarmRestarts": cosines.cosine_annealing_warm_restarts,
    "CyclicLR": cycles.cyclic_lr,
    "ExponentialDecay": decays.exponential_decay,
    "InverseTimeDecay": decays.inverse_time_decay,
    "LambdaDecay": decays.needs_a_function,
    "LinearLR": decays.linear_lr,
    "LinearWarmup": warmup.linear_warmup,
    "MultiStepDecay": decays.multistep_decay,
    "MultiplicativeDecay": decays.needs_a_function,
    "NaturalExpDecay": decays.natural_exp_decay,
    "NoamDecay": decays.noam_decay,
    "OneCycleLR": cycles.one_cycle_lr,
    "PiecewiseDecay": decays.piecewise_decay,
    "PolynomialDecay": decays.polynomial_decay,
    "ReduceOnPlateau": plateau.reduce_on_plateau,
    "StepDecay": decays.step_decay,
}
