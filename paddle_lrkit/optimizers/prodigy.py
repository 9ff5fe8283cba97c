"""Prodigy: Adam that learns its rate from the distance to the first weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from paddle_lrkit.config.learned_rate_arguments import ProdigyArguments
from paddle_lrkit.optimizers.learned_distance import LearnedDistance, totals
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, plus, put


class Prodigy(LearnedDistance):
    """Adam whose rate is ``d * lr``; ``d`` grows to an estimate of the distance from the first weights to a solution.

    ``rate = d * lr * bc;  num = beta3 * num + (d / d0) * rate * <g, w0 - w>;  s = beta3 * s + (d / d0) * rate * g``
    ``m = beta1 * m + (1 - beta1) * d * g;  v = beta2 * v + (1 - beta2) * d ** 2 * g ** 2``
    ``d_hat = d_coef * num / sum(|s|);  if d == d0: d = max(d, d_hat);  d_max = max(d_max, d_hat)``
    ``d_new = min(d_max, d * growth_rate);  w = (1 - wd * rate) * w - rate * m / (sqrt(v) + d_new * eps)``

    There is one ``d`` for all parameters; the products and sums go over all of them, before any moves. ``bc`` is
    ``sqrt(1 - beta2 ** t) / (1 - beta1 ** t)`` with ``use_bias_correction``, else 1. ``lr`` is a factor of the
    learned rate: 1, or a schedule with peak 1, such as a cosine to 0. Where it is 0 nothing changes. A parameter with
    a rate of its own has that one as its ``lr``. As in the authors' package the bound of the growth begins with the
    second time that ``d`` grows, and ``eps`` is multiplied with the new ``d`` (the paper: the old one).

    The optimizer keeps ``w - w0`` and not ``w0``, because in float32 the difference of the two has no digits while
    the steps are small.

    Args:
        learning_rate: ``lr``, >= 0, or a scheduler.
        beta1: Decay of the mean of the gradients, >= 0 and < 1.
        beta2: Decay of the mean of their squares, > 0 and < 1.
        beta3: Decay of the estimate, >= 0 and < 1; None for ``sqrt(beta2)``.
        epsilon: ``eps``, > 0.
        d0: First value of ``d``, > 0.
        d_coef: Factor of the estimate, > 0; larger values give larger rates.
        growth_rate: Most that ``d`` grows by in an update, >= 1; None for no limit.
        decouple: Whether the weight decay is decoupled; else it is added to the gradient.
        use_bias_correction: See above.
        safeguard_warmup: Whether ``s`` leaves ``lr`` and ``bc`` out, against too large a ``d`` in a long warmup.
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
        >>> optimizer = Prodigy(parameters=layer.parameters())
        >>> for _ in range(100):
        ...     ((layer(paddle.ones([1, 1])) - 3) ** 2).backward()
        ...     optimizer.step()
        ...     optimizer.clear_grad()
        >>> 0.1 < optimizer.measurements()["d"] < 2
        True

    Reference: arXiv 2306.06101.
    """

    kept = ("moved", "estimate", "momentum", "square")

    def __init__(
        self,
        learning_rate: Any = 1.0,
        beta1: float = 0.9,
        beta2: float = 0.999,
        beta3: float | None = None,
        epsilon: float = 1e-8,
        d0: float = 1e-6,
        d_coef: float = 1.0,
        growth_rate: float | None = None,
        decouple: bool = True,
        use_bias_correction: bool = False,
        safeguard_warmup: bool = False,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        self.arguments = ProdigyArguments(
            beta1=beta1,
            beta2=beta2,
            beta3=beta3,
            epsilon=epsilon,
            d0=d0,
            d_coef=d_coef,
            growth_rate=growth_rate,
            decouple=decouple,
            use_bias_correction=use_bias_correction,
            safeguard_warmup=safeguard_warmup,
        )
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)
        self.scalars = {"d": d0, "d_max": d0, "numerator": 0.0, "t": 0.0}

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        own, known = self.arguments, self.scalars
        moving = [one for one in updates if one.rate > 0]
        d = known["d"]
        factor = d * self._bias_correction()
        gradients = [one.gradient if own.decouple else one.coupled() for one in moving]
        sums = self._sums(moving, gradients, factor)
        if not sums[1]:
            return
        known["t"] += 1
        known["numerator"] = self._beta3 * known["numerator"] + sums[0]
        self._learn(own.d_coef * known["numerator"] / sums[1])
        self._effective = factor * (self.used_rate or 0.0)
        for one, gradient in zip(moving, gradients, strict=True):
            momentum, square, moved, rate = (
                one.state["momentum"],
                one.state["square"],
                one.state["moved"],
                factor * one.rate,
            )
            put(momentum, own.beta1 * momentum + (1 - own.beta1) * d * gradient)
            put(square, own.beta2 * square + (1 - own.beta2) * (d * d) * gradient * gradient)
            step = -rate * momentum / plus(square.sqrt(), known["d"] * own.epsilon)
            if own.decouple and one.weight_decay:
                step = step - rate * one.weight_decay * one.weight
            put(one.weight, one.weight + step)
            put(moved, moved + step)

    def _sums(self, moving: Sequence[ParameterUpdate], gradients: Sequence[Any], factor: float) -> tuple[float, float]:
        """What ``num`` gains, and ``sum(|s|)`` with the new ``s``; read from the device once."""
        own, growth = self.arguments, self.scalars["d"] / self.arguments.d0
        gains, sizes = [], []
        for one, gradient in zip(moving, gradients, strict=True):
            estimate, rate = one.state["estimate"], factor * one.rate
            weight = self.scalars["d"] if own.safeguard_warmup else rate
            put(estimate, self._beta3 * estimate + growth * weight * gradient)
            gains.append((gradient * one.state["moved"]).sum().astype("float64") * (-growth * rate))
            sizes.append(estimate.abs().sum().astype("float64"))
        return totals(gains, sizes)

    def _learn(self, estimate: float) -> None:
        """The new ``d`` from ``d_hat``."""
        own, known = self.arguments, self.scalars
        if known["d"] == own.d0:
            known["d"] = max(known["d"], estimate)
        known["d_max"] = max(known["d_max"], estimate)
        known["d"] = min(known["d_max"], known["d"] * (own.growth_rate or math.inf))

    @property
    def _beta3(self) -> float:
        own = self.arguments
        return math.sqrt(own.beta2) if own.beta3 is None else own.beta3
