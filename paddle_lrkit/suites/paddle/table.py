"""Name of a class in ``paddle.optimizer.lr`` -> its mirror."""

from __future__ import annotations

from paddle_lrkit.suites.paddle import cosines, cycles, decays, plateau, warmup
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.schedule_class import ScheduleClass

CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "CosineAnnealingDecay": ScheduleClass(cosines.cosine_annealing_decay, "cosine"),
    "CosineAnnealingWarmRestarts": ScheduleClass(cosines.cosine_annealing_warm_restarts),
    "CyclicLR": ScheduleClass(cycles.cyclic_lr),
    "ExponentialDecay": ScheduleClass(decays.exponential_decay, "exponential"),
    "InverseTimeDecay": ScheduleClass(decays.inverse_time_decay),
    "LambdaDecay": ScheduleClass(decays.needs_a_function),
    "LinearLR": ScheduleClass(decays.linear_lr),
    "LinearWarmup": ScheduleClass(warmup.linear_warmup, "constant"),
    "MultiStepDecay": ScheduleClass(decays.multistep_decay, "multistep"),
    "MultiplicativeDecay": ScheduleClass(decays.needs_a_function),
    "NaturalExpDecay": ScheduleClass(decays.natural_exp_decay),
    "NoamDecay": ScheduleClass(decays.noam_decay),
    "OneCycleLR": ScheduleClass(cycles.one_cycle_lr),
    "PiecewiseDecay": ScheduleClass(decays.piecewise_decay, "piecewise"),
    "PolynomialDecay": ScheduleClass(decays.polynomial_decay, "polynomial"),
    "ReduceOnPlateau": ScheduleClass(plateau.reduce_on_plateau, "plateau"),
    "StepDecay": ScheduleClass(decays.step_decay, "step"),
}
