"""The arguments of each optimizer: names, defaults and limits. The ``Optimizer`` section and the classes use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from paddle_lrkit.config.argument_limits import OptimizerArguments, limited
from paddle_lrkit.config.learned_rate_arguments import (
    DAdaptAdamArguments,
    HypergradientAdamArguments,
    HypergradientSgdArguments,
    ProdigyArguments,
)
from paddle_lrkit.config.schedule_free_arguments import ScheduleFreeAdamwArguments, ScheduleFreeSgdArguments
from paddle_lrkit.errors import ConfigError, check_number, unknown_name
from paddle_lrkit.messages import Message, tr


@dataclass(frozen=True)
class SgdArguments(OptimizerArguments):
    """None."""


@dataclass(frozen=True)
class MomentumArguments(OptimizerArguments):
    """Of ``Momentum``.

    Args:
        momentum: Factor of the velocity.
        use_nesterov: Step from the velocity after the next decay.
    """

    momentum: float = limited(0.9, at_least=0, below=1)
    use_nesterov: bool = False


@dataclass(frozen=True)
class AdamArguments(OptimizerArguments):
    """Of ``Adam``, ``AdamW``, ``Adamax`` and ``RAdam``.

    Args:
        beta1: Decay of the mean of the gradients.
        beta2: Decay of the mean of their squares.
        epsilon: Added to the root of that mean.
    """

    beta1: float = limited(0.9, at_least=0, below=1)
    beta2: float = limited(0.999, at_least=0, below=1)
    epsilon: float = limited(1e-8, above=0)


@dataclass(frozen=True)
class LambArguments(AdamArguments):
    """Of ``Lamb``: those of Adam, with Paddle's own ``epsilon``."""

    epsilon: float = limited(1e-6, above=0)


@dataclass(frozen=True)
class NadamArguments(AdamArguments):
    """Of ``NAdam``.

    Args:
        momentum_decay: Speed at which Nesterov's momentum grows from half of ``beta1`` to all of it; 0 keeps the half.
    """

    momentum_decay: float = limited(0.004, at_least=0)


@dataclass(frozen=True)
class AsgdArguments(OptimizerArguments):
    """Of ``ASGD``.

    Args:
        batch_num: Gradients whose mean is the direction; each takes the memory of the weights.
    """

    batch_num: int = limited(1, at_least=1)


@dataclass(frozen=True)
class AdagradArguments(OptimizerArguments):
    """Of ``Adagrad``.

    Args:
        epsilon: Added to the root of the sum of the squares.
        initial_accumulator_value: That sum at the start.
    """

    epsilon: float = limited(1e-6, above=0)
    initial_accumulator_value: float = limited(0.0, at_least=0)


@dataclass(frozen=True)
class AdadeltaArguments(OptimizerArguments):
    """Of ``Adadelta``.

    Args:
        epsilon: Added to both means.
        rho: Decay of the means of squared gradients and steps.
    """

    epsilon: float = limited(1e-6, above=0)
    rho: float = limited(0.95, at_least=0, below=1)


@dataclass(frozen=True)
class RmspropArguments(OptimizerArguments):
    """Of ``RMSProp``.

    Args:
        rho: Decay of the mean of the squares.
        epsilon: Added below the root.
        momentum: Factor of the velocity.
        centered: Whether to divide by the deviation instead of the root of the mean square.
    """

    rho: float = limited(0.95, at_least=0, below=1)
    epsilon: float = limited(1e-6, above=0)
    momentum: float = limited(0.0, at_least=0, below=1)
    centered: bool = False


@dataclass(frozen=True)
class LarsArguments(OptimizerArguments):
    """Of ``LARS``.

    Args:
        momentum: Factor of the velocity.
        use_nesterov: Step from the velocity after the next decay.
        trust_coefficient: Factor of the trust ratio.
        epsilon: Added to the denominator of the trust ratio.
        max_trust_ratio: Limit of the trust ratio; absent for none.
        rate_in_velocity: Whether the rate is inside the velocity (the paper, Paddle) or outside (PyTorch's habit).
        exclude_vectors: Whether parameters with at most one dimension have trust ratio 1 and no weight decay.
    """

    momentum: float = limited(0.9, at_least=0, below=1)
    use_nesterov: bool = False
    trust_coefficient: float = limited(0.001, above=0)
    epsilon: float = limited(0.0, at_least=0)
    max_trust_ratio: float | None = None
    rate_in_velocity: bool = True
    exclude_vectors: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.max_trust_ratio is not None:
            check_number("max_trust_ratio", self.max_trust_ratio, above=0)


@dataclass(frozen=True)
class LionArguments(OptimizerArguments):
    """Of ``Lion``.

    Args:
        beta1: Share of the momentum in the direction of a step.
        beta2: Decay of the momentum.
    """

    beta1: float = limited(0.9, at_least=0, below=1)
    beta2: float = limited(0.99, at_least=0, below=1)


MuonScale = Literal["spectral", "match_rms", "paddle_1", "paddle_2", "paddle_3"]


@dataclass(frozen=True)
class MuonArguments(OptimizerArguments):
    """Of ``Muon``.

    Args:
        momentum: Decay of the momentum.
        use_nesterov: Step from the momentum after the next decay.
        ns_steps: Steps of the iteration that makes a matrix orthogonal.
        scale: The convention of the factor of an update, which a rate belongs to.
        adamw_rate_factor: Factor of the rate for the parameters that AdamW updates.
        adamw_beta1: Their decay of the mean of the gradients.
        adamw_beta2: Their decay of the mean of the squares.
        adamw_epsilon: Added to the root of that mean.
        adamw_match: Patterns of names of parameters that AdamW updates too, such as ``embeddings``.
    """

    momentum: float = limited(0.95, at_least=0, below=1)
    use_nesterov: bool = True
    ns_steps: int = limited(5, at_least=1)
    scale: MuonScale = "match_rms"
    adamw_rate_factor: float = limited(1.0, at_least=0)
    adamw_beta1: float = limited(0.9, at_least=0, below=1)
    adamw_beta2: float = limited(0.95, at_least=0, below=1)
    adamw_epsilon: float = limited(1e-10, above=0)
    adamw_match: tuple[str, ...] = ()


ARGUMENTS: dict[str, type[OptimizerArguments]] = {
    "SGD": SgdArguments,
    "Momentum": MomentumArguments,
    "Adam": AdamArguments,
    "AdamW": AdamArguments,
    "Adamax": AdamArguments,
    "RAdam": AdamArguments,
    "NAdam": NadamArguments,
    "Lamb": LambArguments,
    "RMSProp": RmspropArguments,
    "Adagrad": AdagradArguments,
    "Adadelta": AdadeltaArguments,
    "ASGD": AsgdArguments,
    "LARS": LarsArguments,
    "Lion": LionArguments,
    "Muon": MuonArguments,
    "ScheduleFreeSGD": ScheduleFreeSgdArguments,
    "ScheduleFreeAdamW": ScheduleFreeAdamwArguments,
    "Prodigy": ProdigyArguments,
    "DAdaptAdam": DAdaptAdamArguments,
    "HypergradientSGD": HypergradientSgdArguments,
    "HypergradientAdam": HypergradientAdamArguments,
}
"""Optimizer -> its own arguments, beside the keys that every optimizer has."""

_SHOWN = 3
_WITHOUT_SCHEDULE = {
    "LBFGS": Message("computes the loss many times an update, at step sizes that it finds itself"),
    "Rprop": Message("learns a rate for each weight from the signs of the gradients of all data"),
}


def find_arguments(name: str) -> type[OptimizerArguments]:
    """The arguments of an optimizer.

    Raises:
        ConfigError: There is no optimizer of this name, with the nearest one; or it follows no schedule.
    """
    if name in _WITHOUT_SCHEDULE:
        raise ConfigError(
            tr(
                "{0} {1}, so it follows no schedule; use paddle.optimizer.{0} in a loop of your own",
                name,
                _WITHOUT_SCHEDULE[name],
            ),
            key="name",
        )
    if name not in ARGUMENTS:
        raise unknown_name("optimizer", name, ARGUMENTS, key="name")
    return ARGUMENTS[name]


def own_arguments(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a section that are arguments of its optimizer; those of other optimizers may keep their defaults.

    Args:
        name: The optimizer.
        given: Keys and values of the section.

    Raises:
        ConfigError: A key is an argument of other optimizers only, and has another value than the default of the first
            of them in `ARGUMENTS`.

    Example:
        >>> own_arguments("SGD", {"momentum": 0.9}), own_arguments("Momentum", {"momentum": 0.8})
        ({}, {'momentum': 0.8})
    """
    own = {one.name for one in fields(find_arguments(name))}
    for key, value in given.items():
        defaults = other_defaults(key, name)
        if defaults and value != next(iter(defaults.values())):
            others = tr(", ").join([*defaults][:_SHOWN] + ["..."] * (len(defaults) > _SHOWN))
            raise ConfigError(tr("belongs to {}, not to {}", others, name), key=key)
    return {key: value for key, value in given.items() if key in own}


def other_defaults(key: str, name: str) -> dict[str, Any]:
    """Optimizer -> default of its argument ``key``; empty where it is one of ``name``, or of none."""
    found = {other: one.default for other, kind in ARGUMENTS.items() for one in fields(kind) if one.name == key}
    return {} if name in found else found
