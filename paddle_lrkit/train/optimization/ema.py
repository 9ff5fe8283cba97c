"""An exponential moving average of the weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import paddle

from paddle_lrkit.errors import CheckpointError, check_number
from paddle_lrkit.messages import tr


class Ema:
    """``average = decay * average + (1 - decay) * weight`` after every update, starting from the initial weights.

    Only weights that are trainable at the start are averaged, also while they are frozen. BatchNorm statistics are
    averages already and are used as they are.

    Args:
        model: The model.
        decay: > 0 and < 1.

    Raises:
        ConfigError: ``decay`` is out of range.
    """

    def __init__(self, model: paddle.nn.Layer, decay: float) -> None:
        self.model = model
        self.decay = check_number("ema_decay", decay, above=0, below=1)
        named = model.named_parameters()
        self._trained = [(name, parameter) for name, parameter in named if not parameter.stop_gradient]
        self.averages = {name: parameter.detach().clone() for name, parameter in self._trained}

    @paddle.no_grad()
    def update(self) -> None:
        """Adds the current weights to the average."""
        for name, parameter in self._trained:
            average = self.averages[name]
            average.set_value(average * self.decay + parameter.detach().astype(average.dtype) * (1 - self.decay))

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Inside the block the model has the averaged weights."""
        own = {name: parameter.detach().clone() for name, parameter in self._trained}
        self._set_weights(self.averages)
        try:
            yield
        finally:
            self._set_weights(own)

    def restore(self, averages: dict[str, Any]) -> None:
        """Loads the averages of a checkpoint.

        Raises:
            CheckpointError: They belong to another model.
        """
        fits = averages.keys() == self.averages.keys() and all(
            value.shape == self.averages[name].shape and value.dtype == self.averages[name].dtype
            for name, value in averages.items()
        )
        if not fits:
            raise CheckpointError(tr("the averaged weights of the checkpoint belong to another model"))
        for name, value in averages.items():
            self.averages[name].set_value(value)

    def _set_weights(self, values: dict[str, Any]) -> None:
        for name, parameter in self._trained:
            parameter.set_value(values[name].astype(parameter.dtype))
