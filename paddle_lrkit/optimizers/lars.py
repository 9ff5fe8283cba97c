"""LARS: momentum SGD whose rate follows the size of each layer's weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from paddle_lrkit.config.optimizer_arguments import LarsArguments
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, TensorOptimizer, plus, put


class LARS(TensorOptimizer):
    """Momentum SGD with a trust ratio for each parameter, for very large batches.

    ``ratio = tc * |w| / (|g| + wd * |w| + eps);  v = mu * v + lr * ratio * (g + wd * w);  w = w - v``

    The ratio is 1 where a norm is 0. With Nesterov's momentum ``w = w - (lr * ratio * (g + wd * w) + mu * v)``. The
    weight decay is coupled and inside the ratio. Packages differ: Paddle's ``lars_momentum`` operator, optax and the
    paper have the rate inside ``v``, PyTorch packages outside (``v = mu * v + u; w = w - lr * v``), which is
    ``rate_in_velocity=False``; the two are the same at a constant rate only. Usual practice leaves biases and the
    weights of normalisation layers without ratio and without decay, which is ``exclude_vectors``.

    Args:
        learning_rate: The rate, >= 0, or a scheduler.
        momentum: ``mu``, >= 0 and < 1.
        use_nesterov: Whether to use Nesterov's momentum.
        trust_coefficient: ``tc``, > 0.
        epsilon: ``eps``, >= 0.
        max_trust_ratio: Limit of the ratio, > 0; None for none.
        rate_in_velocity: See above.
        exclude_vectors: See above; for parameters with at most one dimension.
        parameters: See `TensorOptimizer`.
        weight_decay: Coupled decay, >= 0.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: See `TensorOptimizer`.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.

    Example:
        >>> layer = paddle.nn.Linear(1, 1, bias_attr=False)
        >>> layer.weight.set_value(paddle.ones([1, 1]))
        >>> optimizer = LARS(1.0, trust_coefficient=0.125, parameters=layer.parameters())
        >>> layer(paddle.full([1, 1], 8.0)).backward()
        >>> optimizer.step()
        >>> layer.weight.item()
        0.875

    Reference: arXiv 1708.03888.
    """

    kept = ("velocity",)
    moving = "momentum"

    def __init__(
        self,
        learning_rate: Any,
        momentum: float = 0.9,
        use_nesterov: bool = False,
        trust_coefficient: float = 0.001,
        epsilon: float = 0.0,
        max_trust_ratio: float | None = None,
        rate_in_velocity: bool = True,
        exclude_vectors: bool = True,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = LarsArguments(
            momentum, use_nesterov, trust_coefficient, epsilon, max_trust_ratio, rate_in_velocity, exclude_vectors
        )
        self._ratios: list[Any] = []
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)

    def measurements(self) -> dict[str, Any]:
        """The mean trust ratio of the last update."""
        return {"trust_ratio": paddle.stack(self._ratios).mean()} if self._ratios else {}

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        own = self.arguments
        self._ratios = []
        for one in updates:
            velocity, rate = one.state["velocity"], one.rate
            step = self._direction(one)
            inside, outside = (rate, 1.0) if own.rate_in_velocity else (1.0, rate)
            put(velocity, own.momentum * velocity + inside * step)
            moved = inside * step + own.momentum * velocity if own.use_nesterov else velocity
            put(one.weight, one.weight - outside * moved)

    def _direction(self, one: ParameterUpdate) -> Any:
        """``ratio * (g + wd * w)``"""
        own = self.arguments
        if own.exclude_vectors and one.weight.ndim <= 1:
            return one.gradient
        weight, gradient = paddle.linalg.norm(one.weight), paddle.linalg.norm(one.gradient)
        below = plus(gradient + one.weight_decay * weight, own.epsilon)
        ratio = own.trust_coefficient * weight / paddle.where(below > 0, below, paddle.ones_like(below))
        if own.max_trust_ratio is not None:
            ratio = ratio.clip(max=own.max_trust_ratio)
        ratio = paddle.where((weight > 0) & (gradient > 0), ratio, paddle.ones_like(ratio))
        self._ratios.append(ratio)
        return ratio * one.coupled()
