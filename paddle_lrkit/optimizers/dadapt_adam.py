"""DAdaptAdam: Adam that learns its rate, by D-Adaptation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from paddle_lrkit.config.learned_rate_arguments import DAdaptAdamArguments
from paddle_lrkit.optimizers.learned_distance import LearnedDistance, totals
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, plus, put


class DAdaptAdam(LearnedDistance):
    """Adam whose rate is ``d * lr``; ``d`` grows to a lower bound of the distance from the start to a solution.

    ``rate = d * lr * bc;  acc = sum(rate * <g, s / (sqrt(v) + eps)>)`` with ``s`` and ``v`` before this update
    ``m = beta1 * m + (1 - beta1) * rate * g;  v = beta2 * v + (1 - beta2) * g ** 2;  s = q * s + (1 - q) * rate * g``
    ``num = q * num + (1 - q) * acc;  d_hat = num / ((1 - q) * sum(|s|));  d = max(d, min(d_hat, d * growth_rate))``
    ``w = (1 - wd * rate) * w - m / (sqrt(v) + eps)``, with ``q = sqrt(beta2)``

    There is one ``d`` for all parameters. ``bc`` is ``sqrt(1 - beta2 ** t) / (1 - beta1 ** t)`` with
    ``use_bias_correction``, else 1. ``lr`` is a factor of the learned rate: 1, or a schedule with peak 1. Where it is
    0 nothing changes. A parameter with a rate of its own has that one as its ``lr``. As in the authors' package the
    weight decay is coupled unless ``decouple`` is set, which is the other way round in `Prodigy`, its successor.

    Args:
        learning_rate: ``lr``, >= 0, or a scheduler.
        beta1: Decay of the mean of the gradients, >= 0 and < 1.
        beta2: Decay of the mean of their squares, > 0 and < 1.
        epsilon: ``eps``, > 0.
        d0: First value of ``d``, > 0.
        growth_rate: Most that ``d`` grows by in an update, >= 1; None for no limit.
        decouple: Whether the weight decay is decoupled; else it is added to the gradient.
        use_bias_correction: See above.
        parameters: See `TensorOptimizer`.
        weight_decay: Decay, >= 0; see ``decouple``.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: See `TensorOptimizer`.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.

    Example:
        >>> import paddle
        >>> layer = paddle.nn.Linear(1, 1, bias_attr=False)
        >>> layer.weight.set_value(paddle.ones([1, 1]))
        >>> optimizer = DAdaptAdam(parameters=layer.parameters())
        >>> for _ in range(100):
        ...     ((layer(paddle.ones([1, 1])) - 3) ** 2).backward()
        ...     optimizer.step()
        ...     optimizer.clear_grad()
        >>> round(optimizer.measurements()["d"], 1)
        4.0

    Reference: arXiv 2301.07733.
    """

    kept = ("estimate", "momentum", "square")

    def __init__(
        self,
        learning_rate: Any = 1.0,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        d0: float = 1e-6,
        growth_rate: float | None = None,
        decouple: bool = False,
        use_bias_correction: bool = False,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = DAdaptAdamArguments(
            beta1=beta1,
            beta2=beta2,
            epsilon=epsilon,
            d0=d0,
            growth_rate=growth_rate,
            decouple=decouple,
            use_bias_correction=use_bias_correction,
        )
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)
        self.scalars = {"d": self.arguments.d0, "numerator": 0.0, "t": 0.0}

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        own, known, q = self.arguments, self.scalars, math.sqrt(self.arguments.beta2)
        moving = [one for one in updates if one.rate > 0]
        factor = known["d"] * self._bias_correction()
        gain, size = self._sums(moving, factor, q)
        if not size:
            return
        known["t"] += 1
        known["numerator"] = q * known["numerator"] + (1 - q) * gain
        estimate = known["numerator"] / ((1 - q) * size)
        known["d"] = max(known["d"], min(estimate, known["d"] * (own.growth_rate or math.inf)))
        self._effective = factor * (self.used_rate or 0.0)
        for one in moving:
            decay = factor * one.rate * one.weight_decay if own.decouple else 0.0
            step = one.state["momentum"] / plus(one.state["square"].sqrt(), own.epsilon)
            put(one.weight, (1 - decay) * one.weight - step)

    def _sums(self, moving: Sequence[ParameterUpdate], factor: float, q: float) -> tuple[float, float]:
        """``acc``, and ``sum(|s|)`` with the new ``s``; changes the states, and reads from the device once."""
        own, gains, sizes = self.arguments, [], []
        for one in moving:
            estimate, momentum, square = (one.state[name] for name in self.kept)
            gradient, rate = one.gradient if own.decouple else one.coupled(), factor * one.rate
            ratio = estimate / plus(square.sqrt(), own.epsilon)
            gains.append((gradient * ratio).sum().astype("float64") * rate)
            put(momentum, own.beta1 * momentum + (1 - own.beta1) * rate * gradient)
            put(square, own.beta2 * square + (1 - own.beta2) * gradient * gradient)
            put(estimate, q * estimate + (1 - q) * rate * gradient)
            sizes.append(estimate.abs().sum().astype("float64"))
        return totals(gains, sizes)
