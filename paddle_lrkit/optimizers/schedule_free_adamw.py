"""ScheduleFreeAdamW: AdamW with an average of the iterates instead of a decaying rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from paddle_lrkit.config.schedule_free_arguments import ScheduleFreeAdamwArguments
from paddle_lrkit.optimizers.schedule_free import ScheduleFree
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, plus, put


class ScheduleFreeAdamW(ScheduleFree):
    """AdamW at a constant rate after a warmup, whose averaged weights take the place of a decayed rate.

    ``v = beta2 * v + (1 - beta2) * g ** 2;  d = g / (sqrt(v / (1 - beta2 ** t)) + eps) + wd * y``
    ``z = z - lr * d;  x = (1 - c) * x + c * z;  y = (1 - beta1) * z + beta1 * x``

    The model holds ``y`` while it trains and ``x`` after ``eval()``, see `ScheduleFree`. The gradient is taken at
    ``y``, and so is the decoupled weight decay. There is no first moment: ``beta1`` is the share of the average in
    ``y``. ``c = weight / (sum of the weights)`` with ``weight = t ** r * (largest rate so far) ** weight_lr_power``: a
    warmup hardly counts in the average. The paper takes the current rate, ``largest_rate=False``; the two differ
    under a decaying rate only. The authors' package corrects the bias of ``v`` in ``d`` as here; the paper has
    it in the rate, ``lr = lr * sqrt(1 - beta2 ** t)`` and ``d = g / (sqrt(v) + eps) + wd * y``, so that it scales the
    decay and the weights of the average too: ``correction_in_rate=True``. ``learning_rate`` may be a scheduler with a
    warmup; a decay is not needed.

    Args:
        learning_rate: The rate, >= 0, or a scheduler.
        beta1: ``beta1``, > 0 and <= 1.
        beta2: Decay of the mean of the squared gradients, >= 0 and < 1.
        epsilon: ``eps``, > 0.
        r: Power of ``t`` in the weights, >= 0.
        weight_lr_power: Power of the rate in the weights, >= 0.
        largest_rate: See above.
        correction_in_rate: See above.
        parameters: See `TensorOptimizer`.
        weight_decay: Decoupled decay at ``y``, >= 0.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: See `TensorOptimizer`.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.

    Example:
        >>> import paddle
        >>> layer = paddle.nn.Linear(1, 1, bias_attr=False)
        >>> layer.weight.set_value(paddle.ones([1, 1]))
        >>> optimizer = ScheduleFreeAdamW(0.25, beta1=0.5, parameters=layer.parameters())
        >>> for _ in range(2):
        ...     layer(paddle.ones([1, 1])).backward()
        ...     optimizer.step()
        ...     optimizer.clear_grad()
        >>> optimizer.eval()
        >>> round(layer.weight.item(), 6)
        0.625
        >>> optimizer.train()
        >>> round(layer.weight.item(), 6)
        0.5625

    Reference: arXiv 2405.15682.
    """

    kept = ("z", "square")

    def __init__(
        self,
        learning_rate: Any = 0.0025,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        r: float = 0.0,
        weight_lr_power: float = 2.0,
        largest_rate: bool = True,
        correction_in_rate: bool = False,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = ScheduleFreeAdamwArguments(
            beta1=beta1,
            beta2=beta2,
            epsilon=epsilon,
            r=r,
            weight_lr_power=weight_lr_power,
            largest_rate=largest_rate,
            correction_in_rate=correction_in_rate,
        )
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)

    @property
    def _beta(self) -> float:
        return self.arguments.beta1

    @property
    def _correction(self) -> float:
        """``1 - beta2 ** t``"""
        return 1 - self.arguments.beta2 ** self.scalars["t"]

    def _rate_factor(self) -> float:
        return math.sqrt(self._correction) if self.arguments.correction_in_rate else 1.0

    def _direction(self, one: ParameterUpdate) -> Any:
        own, square, gradient = self.arguments, one.state["square"], one.gradient
        put(square, own.beta2 * square + (1 - own.beta2) * gradient * gradient)
        mean = square if own.correction_in_rate else square * (1 / self._correction)
        return gradient / plus(mean.sqrt(), own.epsilon) + one.weight_decay * one.weight
