"""The protocol of tasks: everything the training loop needs to know of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
import paddle

from paddle_lrkit.config.settings import Settings


class Task(Protocol):
    """A model with its data, loss and metrics.

    Args:
        settings: The whole config.

    Attributes:
        model: The network, newly initialised.
        num_samples: Samples in the training set.
        metric: Name of the metric that selects the best checkpoint.
        higher_is_better: Whether a higher ``metric`` is better.
    """

    model: paddle.nn.Layer
    num_samples: int
    metric: str
    higher_is_better: bool

    def __init__(self, settings: Settings) -> None: ...

    def train_batches(self, start_batch: int) -> Iterable[Any]:
        """The batches of the run from ``start_batch`` on, without end."""

    def eval_batches(self) -> Iterable[Any]:
        """The batches of ``Eval``, each sample once, for `losses` too; empty without it."""

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        """Name -> scalar tensor; ``loss`` is minimised, the others are only logged."""

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        """Metrics on the ``Eval`` data, empty without it; the model is in evaluation mode."""

    def pictures(self) -> Mapping[str, np.ndarray]:
        """Tag -> uint8 image ``[height, width, 3]`` of the last evaluation; may be empty."""

    def export_files(self) -> Mapping[str, str]:
        """File name -> text of the files beside an exported model, such as the names of the classes; may be empty."""

    def inference(self) -> Mapping[str, Any]:
        """What predictions need beside the network, as plain data: preprocessing and names of classes."""

    def inference_network(self, model: paddle.nn.Layer) -> paddle.nn.Layer:
        """The network of an export, from tensors to tensors: often the model itself."""

    def input_spec(self) -> list[Any]:
        """``paddle.static.InputSpec`` of each input of the network, for export.

        Raises:
            LrkitError: The task has no export.
        """


def one_per_line(names: Iterable[object]) -> str:
    """The text of a file with one name per line; the 0-based line is the number of the class or token.

    Example:
        >>> one_per_line(["cat", "dog"])
        'cat\\ndog\\n'
    """
    return "".join(f"{name}\n" for name in names)
