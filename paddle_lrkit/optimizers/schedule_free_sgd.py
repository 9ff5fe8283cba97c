"""ScheduleFreeSGD: SGD with an average of the iterates instead of a decaying rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paddle_lrkit.config.schedule_free_arguments import ScheduleFreeSgdArguments
from paddle_lrkit.optimizers.schedule_free import ScheduleFree
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate


class ScheduleFreeSGD(ScheduleFree):
    """SGD at a constant rate after a warmup, whose averaged weights take the place of a decayed rate.

    ``d = g + wd * y;  z = z - lr * d;  x = (1 - c) * x + c * z;  y = (1 - momentum) * z + momentum * x``

    The model holds ``y`` while it trains and ``x`` after ``eval()``, see `ScheduleFree`. The gradient is taken at
    ``y``, and so is the weight decay, which is the same as a coupled one. ``c = weight / (sum of the weights)`` with
    ``weight = t ** r * (largest rate so far) ** weight_lr_power``: a warmup hardly counts in the average. The paper
    takes the current rate, ``largest_rate=False``; the two differ under a decaying rate only. Rates are about those of
    momentum SGD times 10; the best ones are larger than for SGD. ``learning_rate`` may be a scheduler with a warmup; a
    decay is not needed.

    Args:
        learning_rate: The rate, >= 0, or a scheduler.
        momentum: ``momentum``, the share of the average in ``y``, > 0 and <= 1.
        r: Power of ``t`` in the weights, >= 0.
        weight_lr_power: Power of the rate in the weights, >= 0.
        largest_rate: See above.
        parameters: See `TensorOptimizer`.
        weight_decay: Decay at ``y``, >= 0.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: See `TensorOptimizer`.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.

    Example:
        >>> import paddle
        >>> layer = paddle.nn.Linear(1, 1, bias_attr=False)
        >>> layer.weight.set_value(paddle.ones([1, 1]))
        >>> optimizer = ScheduleFreeSGD(0.25, momentum=0.5, parameters=layer.parameters())
        >>> for _ in range(2):
        ...     layer(paddle.ones([1, 1])).backward()
        ...     optimizer.step()
        ...     optimizer.clear_grad()
        >>> training = layer.weight.item()
        >>> with optimizer.evaluation():
        ...     evaluation = layer.weight.item()
        >>> training, evaluation
        (0.5625, 0.625)

    Reference: arXiv 2405.15682.
    """

    def __init__(
        self,
        learning_rate: Any = 1.0,
        momentum: float = 0.9,
        r: float = 0.0,
        weight_lr_power: float = 2.0,
        largest_rate: bool = True,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = ScheduleFreeSgdArguments(
            momentum=momentum, r=r, weight_lr_power=weight_lr_power, largest_rate=largest_rate
        )
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)

    @property
    def _beta(self) -> float:
        return self.arguments.momentum

    def _direction(self, one: ParameterUpdate) -> Any:
        return one.coupled()
