"""Lion: steps along the sign of a momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from paddle_lrkit.config.optimizer_arguments import LionArguments
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, TensorOptimizer, put


class Lion(TensorOptimizer):
    """Every entry moves by the rate, along the sign of a momentum; the weight decay is decoupled.

    ``w = (1 - lr * wd) * w - lr * sign(beta1 * m + (1 - beta1) * g);  m = beta2 * m + (1 - beta2) * g``

    The sign is taken with the momentum before this update. Rates are 3 to 10 times smaller than those of AdamW, weight
    decays as many times larger.

    Args:
        learning_rate: The rate, >= 0, or a scheduler.
        beta1: Share of the momentum in the direction, >= 0 and < 1.
        beta2: Decay of the momentum, >= 0 and < 1.
        parameters: See `TensorOptimizer`.
        weight_decay: Decoupled decay, >= 0.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: See `TensorOptimizer`.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.

    Example:
        >>> layer = paddle.nn.Linear(1, 1, bias_attr=False)
        >>> layer.weight.set_value(paddle.ones([1, 1]))
        >>> optimizer = Lion(0.125, parameters=layer.parameters())
        >>> layer(paddle.ones([1, 1])).backward()
        >>> optimizer.step()
        >>> layer.weight.item()
        0.875

    Reference: arXiv 2302.06675.
    """

    kept = ("momentum",)
    moving = "beta1"

    def __init__(
        self,
        learning_rate: Any = 1e-4,
        beta1: float = 0.9,
        beta2: float = 0.99,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = LionArguments(beta1, beta2)
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        beta1, beta2 = self.arguments.beta1, self.arguments.beta2
        for one in updates:
            momentum, gradient, rate = one.state["momentum"], one.gradient, one.rate
            direction = paddle.sign(beta1 * momentum + (1 - beta1) * gradient)
            put(one.weight, (1 - rate * one.weight_decay) * one.weight - rate * direction)
            put(momentum, beta2 * momentum + (1 - beta2) * gradient)
