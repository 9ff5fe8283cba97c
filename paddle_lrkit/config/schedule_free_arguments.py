"""The arguments of the Schedule-Free optimizers."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.config.argument_limits import OptimizerArguments, limited


@dataclass(frozen=True)
class ScheduleFreeArguments(OptimizerArguments):
    """What the Schedule-Free optimizers share: the weights of their average.

    Args:
        r: Power of the number of the update.
        weight_lr_power: Power of the rate.
        largest_rate: Whether that is the largest rate so far (the authors' package) or the current one (the paper).
    """

    r: float = limited(0.0, at_least=0)
    weight_lr_power: float = limited(2.0, at_least=0)
    largest_rate: bool = True


@dataclass(frozen=True)
class ScheduleFreeSgdArguments(ScheduleFreeArguments):
    """Of ``ScheduleFreeSGD``.

    Args:
        momentum: Share of the average in the weights that are trained.
    """

    momentum: float = limited(0.9, above=0, at_most=1)


@dataclass(frozen=True)
class ScheduleFreeAdamwArguments(ScheduleFreeArguments):
    """Of ``ScheduleFreeAdamW``.

    Args:
        beta1: Share of the average in the weights that are trained.
        beta2: Decay of the mean of the squared gradients.
        epsilon: Added to the root of that mean.
        correction_in_rate: Whether the bias correction is in the rate (the paper) or in that mean (the package).
    """

    beta1: float = limited(0.9, above=0, at_most=1)
    beta2: float = limited(0.999, at_least=0, below=1)
    epsilon: float = limited(1e-8, above=0)
    correction_in_rate: bool = False
