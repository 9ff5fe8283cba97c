"""Opens a checkpoint or an export for predictions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.errors import DataError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.inference.description import FILE_NAME, InferenceDescription, read_description
from paddle_lrkit.train.inference.predictor import Network
from paddle_lrkit.train.models.inference_weights import PARAMETERS
from paddle_lrkit.train.runtime.device import use_device
from paddle_lrkit.train.trained_model import EXPORTED, load_trained_model


@contextmanager
def open_model(path: str, device: str | None = None) -> Iterator[tuple[Network, InferenceDescription]]:
    """The network of an export or of a checkpoint, with the weights that an evaluation uses.

    Args:
        path: What ``lrkit export`` wrote, a run (its last checkpoint) or a checkpoint.
        device: Such as ``cpu``, ``gpu`` or ``npu:1``; by default the one that Paddle prefers.

    Raises:
        LrkitError: It is none of them, or cannot be used.
    """
    folder = Path(path)
    if not folder.exists():
        raise UsageError(tr("{}: no such run, checkpoint or export", path))
    if (folder / FILE_NAME).is_file() or any(folder.glob(f"{EXPORTED}.*")):
        use_device(device)
        description = read_description(folder)
        yield _network(_loaded(folder)), description
        return
    try:
        trained = load_trained_model(path, device=device)
    except DataError as error:
        raise DataError(tr("{}; a run needs its data for its model, and an export of it does not", error)) from None
    task, model = trained.task, trained.engine.model
    model.eval()
    values, tokenizer = dict(task.inference()), getattr(task, "tokenizer", None)
    description = InferenceDescription(
        trained.settings.Global.task, values, str(trained.run.config), tokenizer=tokenizer
    )
    network = task.inference_network(model)
    network.eval()
    with trained.engine.evaluation_weights():
        yield _network(network), description


def _loaded(folder: Path) -> Any:
    if not (folder / PARAMETERS).is_file():
        raise UsageError(tr("{}: the export has no {}; write it again with lrkit export", folder, PARAMETERS))
    try:
        network = paddle.jit.load(str(folder / EXPORTED))
    except Exception as error:
        listed = tr(", ").join(sorted(file.name for file in folder.glob(f"{EXPORTED}.*")))
        other = tr("it has {}, as another version writes it", listed)
        reason = other if "not exist" in str(error) else f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise UsageError(
            tr(
                "{}: Paddle {} cannot load the export ({}); write it again with lrkit export on this version",
                folder,
                paddle.__version__,
                reason,
            )
        ) from None
    network.eval()
    return network


def _network(layer: Any) -> Network:
    def call(*arrays: np.ndarray) -> list[np.ndarray]:
        with paddle.no_grad():
            outputs = layer(*(paddle.to_tensor(array) for array in arrays))
        listed = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        return [(one.astype("float32") if one.is_floating_point() else one).numpy() for one in listed]

    return call
