"""An exponential moving average of the weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import paddle

from paddle_lrkit.errors import CheckpointError, check_number


class Ema:
    """``average = decay * average + (1 - decay) * weight`` after every update, from the first weights on.

    Only trained weights are averaged; BatchNorm's statistics are averages already and are taken as they are.

    Args:
        model: Its trainable parameters are averaged.
        decay: Between 0 and 1, both excluded.
    """

    def __init__(self, model: paddle.nn.Layer, decay: float) -> None:
        self.model = model
        self.decay = check_number("ema_decay", decay, above=0, below=1)
        self.averages = {name: parameter.detach().clone() for name, parameter in self._trained()}

    @paddle.no_grad()
    def update(self) -> None:
        """Takes the weights of one update into the average."""
        for name, parameter in self._trained():
            average = self.averages[name]
            average.set_value(average * self.decay + parameter.detach().astype(average.dtype) * (1 - self.decay))

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The model holds the averages inside the ``with`` block, and its own weights again after it."""
        own = {name: parameter.detach().clone() for name, parameter in self._trained()}
        self._put(self.averages)
        try:
            yield
        finally:
            self._put(own)

    def restore(self, averages: dict[str, Any]) -> None:
        """Takes the averages of a checkpoint.

        Raises:
            CheckpointError: They belong to another model.
        """
        if averages.keys() != self.averages.keys():
            raise CheckpointError("the averaged weights of the checkpoint belong to another model")
        for name, value in averages.items():
            self.averages[name].set_value(value)

    def _trained(self) -> list[tuple[str, Any]]:
        named = self.model.named_parameters()
        return [(name, parameter) for name, parameter in named if not parameter.stop_gradient]

    def _put(self, values: dict[str, Any]) -> None:
        for name, parameter in self._trained():
            parameter.set_value(values[name].astype(parameter.dtype))
