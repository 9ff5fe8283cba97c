"""The base of the hypergradient optimizers: the rate itself is learned by gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from paddle_lrkit.config.learned_rate_arguments import HypergradientAdamArguments, HypergradientSgdArguments
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, TensorOptimizer, put


class Hypergradient(TensorOptimizer):
    """Adds a learned offset to the rate, which follows the product of a gradient and the direction before it.

    ``h = sum(factor * <g, u_before>);  offset = offset + hypergradient_lr * h;  w = w - factor * (lr + offset) * u``

    ``u`` is the direction of the subclass, ``u_before`` that of the last update (0 at first), ``factor`` the one of the
    rate of a parameter or group. There is one ``h`` for all parameters, as in the paper, and the offset changes before
    the step; the authors' code for Adam changes it parameter by parameter instead. With ``multiplicative`` it
    changes by a share of the rate: ``offset = offset + hypergradient_lr * h / (|g| * |u_before|) * (lr + offset)``,
    which the paper has and the authors' code has not.

    The learned rate is ``lr + offset``: at a constant ``lr`` that is the paper, whose ``lr`` is the first rate. The
    paper does not say what a schedule does; here it moves ``lr``, and the offset stays, so that a schedule that ends
    at 0 ends with the offset as the rate. The learned rate may become negative, as in the paper. The weight decay is
    coupled and part of ``g``.
    """

    arguments: HypergradientSgdArguments | HypergradientAdamArguments

    def __init__(
        self,
        learning_rate: Any,
        parameters: Sequence[Any],
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)
        self.scalars = {"offset": 0.0, "t": 0.0}

    def measurements(self) -> dict[str, Any]:
        """The learned rate of the last update."""
        return {} if self.used_rate is None else {"learned_rate": self.used_rate + self.scalars["offset"]}

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        gradients = [one.coupled() for one in updates]
        if self.scalars["t"]:
            self._learn(updates, gradients)
        self.scalars["t"] += 1
        for one, gradient in zip(updates, gradients, strict=True):
            rate = one.rate + one.factor * self.scalars["offset"]
            put(one.weight, one.weight - rate * self._direction(one, gradient))

    def _learn(self, updates: Sequence[ParameterUpdate], gradients: Sequence[Any]) -> None:
        """The new offset; reads from the device once."""
        pairs = [(one.factor, g, self._before(one)) for one, g in zip(updates, gradients, strict=True)]
        terms = [_sum(factor * (g * u)) for factor, g, u in pairs]
        if not self.arguments.multiplicative:
            self.scalars["offset"] += self.arguments.hypergradient_lr * paddle.stack(terms).sum().item()
            return
        squares = [paddle.stack([_sum(g * g) for _, g, _ in pairs]), paddle.stack([_sum(u * u) for _, _, u in pairs])]
        h, gradient, direction = paddle.stack([paddle.stack(terms).sum(), *(one.sum() for one in squares)]).tolist()
        if gradient and direction:
            share = self.arguments.hypergradient_lr * h / (gradient * direction) ** 0.5
            self.scalars["offset"] += share * ((self.used_rate or 0.0) + self.scalars["offset"])

    def _before(self, one: ParameterUpdate) -> Any:
        """The direction of the last update."""
        raise NotImplementedError

    def _direction(self, one: ParameterUpdate, gradient: Any) -> Any:
        """The direction of this update; changes the state of the parameter."""
        raise NotImplementedError


def _sum(tensor: Any) -> Any:
    return tensor.sum().astype("float64")
