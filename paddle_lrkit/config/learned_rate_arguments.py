"""The arguments of the optimizers that learn their rate."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.config.argument_limits import OptimizerArguments, limited
from paddle_lrkit.errors import check_number


@dataclass(frozen=True)
class LearnedRateArguments(OptimizerArguments):
    """What ``Prodigy`` and ``DAdaptAdam`` share.

    Args:
        beta1: Decay of the mean of the gradients.
        beta2: Decay of the mean of their squares.
        epsilon: Added to the root of that mean.
        d0: First value of the learned rate.
        growth_rate: Most that it grows by in an update; absent for no limit.
        use_bias_correction: Whether the rate has the bias correction of Adam.
    """

    beta1: float = limited(0.9, at_least=0, below=1)
    beta2: float = limited(0.999, above=0, below=1)
    epsilon: float = limited(1e-8, above=0)
    d0: float = limited(1e-6, above=0)
    growth_rate: float | None = None
    use_bias_correction: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.growth_rate is not None:
            check_number("growth_rate", self.growth_rate, at_least=1)


@dataclass(frozen=True)
class ProdigyArguments(LearnedRateArguments):
    """Of ``Prodigy``.

    Args:
        beta3: Decay of the estimate of the learned rate; absent for the root of ``beta2``.
        d_coef: Factor of that estimate.
        decouple: Whether the weight decay is decoupled.
        safeguard_warmup: Whether the denominator of the estimate leaves the rate of the schedule out.
    """

    beta3: float | None = None
    d_coef: float = limited(1.0, above=0)
    decouple: bool = True
    safeguard_warmup: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.beta3 is not None:
            check_number("beta3", self.beta3, at_least=0, below=1)


@dataclass(frozen=True)
class DAdaptAdamArguments(LearnedRateArguments):
    """Of ``DAdaptAdam``.

    Args:
        decouple: Whether the weight decay is decoupled.
    """

    decouple: bool = False


@dataclass(frozen=True)
class HypergradientArguments(OptimizerArguments):
    """What the hypergradient optimizers share.

    Args:
        multiplicative: Whether the rate changes by a share of itself instead of an amount.
    """

    multiplicative: bool = False


@dataclass(frozen=True)
class HypergradientSgdArguments(HypergradientArguments):
    """Of ``HypergradientSGD``.

    Args:
        hypergradient_lr: The rate at which the rate is learned.
        momentum: Factor of the velocity.
        use_nesterov: Step from the velocity after the next decay.
    """

    hypergradient_lr: float = limited(1e-6, at_least=0)
    momentum: float = limited(0.0, at_least=0, below=1)
    use_nesterov: bool = False


@dataclass(frozen=True)
class HypergradientAdamArguments(HypergradientArguments):
    """Of ``HypergradientAdam``.

    Args:
        hypergradient_lr: The rate at which the rate is learned.
        beta1: Decay of the mean of the gradients.
        beta2: Decay of the mean of their squares.
        epsilon: Added to the root of that mean.
    """

    hypergradient_lr: float = limited(1e-8, at_least=0)
    beta1: float = limited(0.9, at_least=0, below=1)
    beta2: float = limited(0.999, at_least=0, below=1)
    epsilon: float = limited(1e-8, above=0)
