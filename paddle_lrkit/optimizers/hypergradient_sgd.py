"""HypergradientSGD: SGD that learns its rate by gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paddle_lrkit.config.learned_rate_arguments import HypergradientSgdArguments
from paddle_lrkit.optimizers.hypergradient import Hypergradient
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, put


class HypergradientSGD(Hypergradient):
    """SGD or momentum SGD whose rate is learned (SGD-HD).

    ``h = <g, u_before>;  offset = offset + hypergradient_lr * h``
    ``v = momentum * v + g;  u = v, or g + momentum * v with Nesterov's;  w = w - (lr + offset) * u``

    What the learned rate does beside a schedule, groups and the multiplicative rule is said at `Hypergradient`. The
    best ``hypergradient_lr`` depends on the scale of the gradients: try 1e-6 to 1e-2, or the multiplicative rule.

    Args:
        learning_rate: ``lr``, >= 0, or a scheduler.
        hypergradient_lr: The rate at which the rate is learned, >= 0.
        momentum: ``momentum``, >= 0 and < 1.
        use_nesterov: Whether to use Nesterov's momentum.
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
        >>> layer.weight.set_value(paddle.ones([1, 1]))
        >>> optimizer = HypergradientSGD(0.25, hypergradient_lr=0.125, parameters=layer.parameters())
        >>> for _ in range(2):
        ...     layer(paddle.ones([1, 1])).backward()
        ...     optimizer.step()
        ...     optimizer.clear_grad()
        >>> optimizer.measurements()["learned_rate"], layer.weight.item()
        (0.375, 0.375)

    Reference: arXiv 1703.04782.
    """

    arguments: HypergradientSgdArguments

    def __init__(
        self,
        learning_rate: Any,
        hypergradient_lr: float = 1e-6,
        momentum: float = 0.0,
        use_nesterov: bool = False,
        multiplicative: bool = False,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = HypergradientSgdArguments(
            hypergradient_lr=hypergradient_lr,
            momentum=momentum,
            use_nesterov=use_nesterov,
            multiplicative=multiplicative,
        )
        self.kept = ("velocity", "direction") if use_nesterov else ("velocity",)
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)

    def _before(self, one: ParameterUpdate) -> Any:
        return one.state[self.kept[-1]]

    def _direction(self, one: ParameterUpdate, gradient: Any) -> Any:
        own, velocity = self.arguments, one.state["velocity"]
        put(velocity, own.momentum * velocity + gradient)
        if not own.use_nesterov:
            return velocity
        put(one.state["direction"], gradient + own.momentum * velocity)
        return one.state["direction"]
