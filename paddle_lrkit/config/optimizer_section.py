"""The optimizer of a config: the section ``Optimizer``, or PaddleDetection's two sections.

``LearningRate`` has the rate and ``OptimizerBuilder`` the rest, with PaddleDetection's keys and defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from paddle_lrkit.config.bind import Component, bind
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.settings import Optimizer
from paddle_lrkit.errors import ConfigError, check_number

RATE = "LearningRate"
BUILDER = "OptimizerBuilder"


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
    epsilon: float = 1e-8
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


def read_optimizer(document: Document) -> Optimizer:
    """The optimizer; its ``lr`` is named ``LearningRate`` if that section has the rate.

    Raises:
        ConfigError: With file, line and key.
    """
    if RATE not in document.data:
        if BUILDER in document.data:
            raise document.error(f"needs the section {RATE!r}, which is missing", (BUILDER,))
        return bind(Optimizer, document, ("Optimizer",))
    if "Optimizer" in document.data:
        raise document.error(f"conflicts with {RATE!r}; keep only one of them", ("Optimizer",))
    rate = document.data[RATE]
    if not isinstance(rate, Mapping):
        raise document.error("must be a section with keys", (RATE,))
    try:
        return _translated(bind(OptimizerBuilder, document, (BUILDER,)), Component(RATE, dict(rate), document, (RATE,)))
    except ConfigError as error:
        raise document.located(error, (BUILDER, "optimizer")) from None


def _translated(builder: OptimizerBuilder, rate: Component) -> Optimizer:
    method = builder.optimizer
    penalty = builder.regularizer.factor if builder.regularizer else 0.0
    decay = method.weight_decay
    if decay is None or method.type != "AdamW":
        decay = penalty if method.type != "AdamW" else 0.01
    return Optimizer(
        method.type,
        rate,
        **_own(method),
        weight_decay=decay,
        clip_norm=builder.clip_grad_by_norm,
    )


def _own(method: Method) -> dict[str, Any]:
    names = ("momentum", "use_nesterov", "beta1", "beta2", "epsilon")
    defaults = Method()
    return {name: getattr(method, name) for name in names if getattr(method, name) != getattr(defaults, name)}
