"""The base of the Schedule-Free optimizers: an average of the iterates takes the place of a decaying rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import paddle

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, TensorOptimizer, put


class ScheduleFree(TensorOptimizer):
    """Steps from ``z``, takes gradients at ``y`` and evaluates ``x``, an average of the ``z``.

    ``z = z - lr * d;  x = (1 - c) * x + c * z;  y = (1 - beta) * z + beta * x``

    ``d`` is the direction of the subclass at ``y``. ``c`` is the weight of this update in the average, ``t ** r *
    rate ** weight_lr_power``, over the sum of those weights so far, and 0 while that sum is 0; ``rate`` is that of the
    optimizer, before the factors of groups. ``t`` and the sum count every update, also for parameters that had no
    gradient in some.

    While it trains the model holds ``y``; ``eval()`` gives it ``x`` and ``train()`` gives it ``y`` back, bit for bit.
    `evaluation` does both around a block. ``step()`` in evaluation mode is refused. A state of either mode is
    complete: in evaluation mode it has the ``y`` of each parameter, so that the model's own state may hold ``x``.
    Statistics of BatchNorm follow ``y``: before an evaluation pass some training batches through the model in
    evaluation mode of the optimizer and training mode of the model, as `lrkit train` does.
    """

    kept: tuple[str, ...] = ("z",)
    kept_in_evaluation = ("y",)

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
        self.scalars = {"t": 0.0, "largest_rate": 0.0, "weight_sum": 0.0, "evaluating": 0.0}
        self._share: float | None = None

    @property
    def evaluating(self) -> bool:
        """Whether the model holds ``x``."""
        return bool(self.scalars["evaluating"])

    @property
    def averages(self) -> bool:
        """Whether an update was made, so that ``x`` and ``y`` differ."""
        return bool(self._accumulators["z"])

    def measurements(self) -> dict[str, Any]:
        """The weight of the last update in the average."""
        return {} if self._share is None else {"averaging_weight": self._share}

    def step(self) -> None:
        """Makes one update from the gradients.

        Raises:
            LrkitError: In evaluation mode; as `TensorOptimizer.step`.
        """
        if self.evaluating:
            name = type(self).__name__
            raise LrkitError(
                tr("{} is in evaluation mode, where the model has averaged weights; call train() first", name)
            )
        super().step()

    @paddle.no_grad()
    def eval(self) -> None:
        """Gives the model ``x``, the weights to evaluate, export and publish."""
        if self.evaluating:
            return
        for parameter in self._averaged():
            y, z = self._weight(parameter), self._accumulators["z"][parameter.name]
            if parameter.name not in self._master_weights:
                held = parameter.detach().clone()
                held.name = self._key("y", parameter)
                self._accumulators["y"][parameter.name] = held
            put(parameter, (y + (1 - 1 / self._beta) * (z - y)).astype(parameter.dtype))
        self.scalars["evaluating"] = 1.0

    @paddle.no_grad()
    def train(self) -> None:
        """Gives the model ``y`` back, the weights to train."""
        if not self.evaluating:
            return
        held = self._accumulators.pop("y", {})
        for parameter in self._averaged():
            y = held[parameter.name] if parameter.name in held else self._weight(parameter).astype(parameter.dtype)
            put(parameter, y)
        self.scalars["evaluating"] = 0.0

    @contextmanager
    def evaluation(self) -> Iterator[None]:
        """Inside the block the model holds ``x``."""
        evaluating = self.evaluating
        self.eval()
        try:
            yield
        finally:
            if not evaluating:
                self.train()

    def _averaged(self) -> list[Any]:
        return [parameter for parameter in self._all_parameters() if parameter.name in self._accumulators["z"]]

    def _first(self, name: str, weight: Any) -> Any:
        return weight.detach().clone() if name == "z" else super()._first(name, weight)

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        self.scalars["t"] += 1
        factor = self._rate_factor()
        share = self._share = self._next_share(factor)
        for one in updates:
            y, z, rate = one.weight, one.state["z"], one.rate * factor
            direction = self._direction(one)
            put(y, y + share * (z - y) + rate * (self._beta * (1 - share) - 1) * direction)
            put(z, z - rate * direction)

    def _next_share(self, factor: float) -> float:
        """``c``"""
        own, known = self.arguments, self.scalars
        rate = (self.used_rate or 0.0) * factor
        known["largest_rate"] = max(known["largest_rate"], rate)
        counted = known["largest_rate"] if own.largest_rate else rate
        weight = known["t"] ** own.r * counted**own.weight_lr_power
        known["weight_sum"] += weight
        return float(weight / known["weight_sum"]) if known["weight_sum"] else 0.0

    @property
    def _beta(self) -> float:
        """``beta``"""
        raise NotImplementedError

    def _rate_factor(self) -> float:
        """Factor of all rates in this update."""
        return 1.0

    def _direction(self, one: ParameterUpdate) -> Any:
        """``d``; may change the state of the parameter."""
        raise NotImplementedError
