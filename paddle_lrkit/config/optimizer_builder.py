"""PaddleDetection's section ``OptimizerBuilder``, with its keys and defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.optimizer_arguments import find_arguments, own_arguments
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.errors import check_number


@dataclass(frozen=True)
class Regularizer:
    """``OptimizerBuilder.regularizer``.

    Args:
        type: ``L2``.
        factor: Factor of the penalty.
    """

    type: Literal["L2"] = "L2"
    factor: float = 1e-4

    def __post_init__(self) -> None:
        check_number("factor", self.factor, at_least=0)


@dataclass(frozen=True)
class Method:
    """``OptimizerBuilder.optimizer``; `Optimizer` describes the keys."""

    type: Literal["Momentum", "SGD", "Adam", "AdamW", "Lamb"] = "Momentum"
    momentum: float = 0.9
    use_nesterov: bool = False
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float | None = None
    weight_decay: float | None = None


@dataclass(frozen=True)
class OptimizerBuilder:
    """``OptimizerBuilder``.

    Args:
        clip_grad_by_norm: Limit of the global gradient norm.
        regularizer: The L2 penalty; ``null`` or ``false`` for none.
        optimizer: The method.
    """

    clip_grad_by_norm: float | None = None
    regularizer: Regularizer | Literal[False] | None = field(default_factory=Regularizer)
    optimizer: Method = field(default_factory=Method)

    def with_rate(self, rate: Component) -> Optimizer:
        """The optimizer with a rate."""
        method = self.optimizer
        penalty = self.regularizer.factor if self.regularizer else 0.0
        decay = method.weight_decay
        if decay is None or method.type != "AdamW":
            decay = penalty if method.type != "AdamW" else 0.01
        given = {name: value for name, value in vars(method).items() if name not in _COMMON and value is not None}
        own = own_arguments(method.type, given)
        arguments = find_arguments(method.type)(**own)
        return Optimizer(method.type, rate, arguments, weight_decay=decay, clip_norm=self.clip_grad_by_norm)


_COMMON = ("type", "weight_decay")
