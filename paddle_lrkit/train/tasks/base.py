"""What the loop asks of a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
import paddle

from paddle_lrkit.config.settings import Settings


class Task(Protocol):
    """A model, its data, its loss and its metrics. Made with the settings of the run.

    Attributes:
        model: The network, freshly initialised.
        num_samples: Samples in the training set.
        metric: Name of the metric that chooses the best checkpoint.
        higher_is_better: Direction of ``metric``.
    """

    model: paddle.nn.Layer
    num_samples: int
    metric: str
    higher_is_better: bool

    def __init__(self, settings: Settings) -> None: ...

    def train_batches(self, start_batch: int) -> Iterable[Any]:
        """The batches of the run from ``start_batch`` on, without end."""

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        """Name -> scalar tensor; ``loss`` is minimised, the others are logged."""

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        """Metrics on the ``Eval`` data; the model is in evaluation mode."""

    def pictures(self) -> Mapping[str, np.ndarray]:
        """Tag -> uint8 image ``[height, width, 3]``: what the newest evaluation has to show; may be empty."""

    def companions(self) -> Mapping[str, str]:
        """File name -> text of what goes with an exported model, such as the names of its classes; may be empty."""

    def input_spec(self) -> list[Any]:
        """``paddle.static.InputSpec`` of the network's inputs, for export."""
