"""HypergradientAdam: Adam that learns its rate by gradient descent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from paddle_lrkit.config.learned_rate_arguments import HypergradientAdamArguments
from paddle_lrkit.optimizers.hypergradient import Hypergradient
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, plus, put


class HypergradientAdam(Hypergradient):
    """Adam whose rate is learned (Adam-HD).

    ``h = <g, u_before>;  offset = offset + hypergradient_lr * h;  m = beta1 * m + (1 - beta1) * g``
    ``v = beta2 * v + (1 - beta2) * g ** 2;  u = sqrt(1 - beta2 ** t) / (1 - beta1 ** t) * m / (sqrt(v) + eps)``
    ``w = w - (lr + offset) * u``

    ``eps`` is added before the bias correction, as in the authors' code. What the learned rate does beside a schedule,
    groups and the multiplicative rule is said at `Hypergradient`. The best ``hypergradient_lr`` depends on the scale
    of the gradients: try 1e-8 to 1e-4, or the multiplicative rule.

    Args:
        learning_rate: ``lr``, >= 0, or a scheduler.
        hypergradient_lr: The rate at which the rate is learned, >= 0.
        beta1: Decay of the mean of the gradients, >= 0 and < 1.
        beta2: Decay of the mean of their squares, >= 0 and < 1.
        epsilon: ``eps``, > 0.
        multiplicative: Whether the rate changes by a share of itself.
        parameters: See `TensorOptimizer`.
        weight_decay: Coupled decay, >= 0.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: See `TensorOptimizer`.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.

    Example:
        >>> import paddle
        >>> layer = paddle.nn.Linear(1, 1, bias_attr=False)
        >>> optimizer = HypergradientAdam(0.25, hypergradient_lr=0.125, parameters=layer.parameters())
        >>> for _ in range(2):
        ...     layer(paddle.ones([1, 1])).backward()
        ...     optimizer.step()
        ...     optimizer.clear_grad()
        >>> round(optimizer.measurements()["learned_rate"], 6)
        0.375

    Reference: arXiv 1703.04782.
    """

    kept = ("momentum", "square")
    arguments: HypergradientAdamArguments

    def __init__(
        self,
        learning_rate: Any,
        hypergradient_lr: float = 1e-8,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        multiplicative: bool = False,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = HypergradientAdamArguments(
            hypergradient_lr=hypergradient_lr,
            beta1=beta1,
            beta2=beta2,
            epsilon=epsilon,
            multiplicative=multiplicative,
        )
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)

    def _before(self, one: ParameterUpdate) -> Any:
        return self._of_moments(one)

    def _direction(self, one: ParameterUpdate, gradient: Any) -> Any:
        own, momentum, square = self.arguments, one.state["momentum"], one.state["square"]
        put(momentum, own.beta1 * momentum + (1 - own.beta1) * gradient)
        put(square, own.beta2 * square + (1 - own.beta2) * gradient * gradient)
        return self._of_moments(one)

    def _of_moments(self, one: ParameterUpdate) -> Any:
        """``u`` after update ``t``"""
        own, t = self.arguments, self.scalars["t"]
        correction = math.sqrt(1 - own.beta2**t) / (1 - own.beta1**t)
        return correction * one.state["momentum"] / plus(one.state["square"].sqrt(), own.epsilon)
