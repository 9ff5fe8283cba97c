"""Loads the weights of a checkpoint into a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.engine import Engine


def restore_model(engine: Engine, tensors: dict[str, dict[str, Any]], checkpoint: Path) -> None:
    """Loads weights, buffers and averaged weights into an engine.

    Args:
        engine: The engine.
        tensors: File stem -> named tensors, from `load_checkpoint`.
        checkpoint: The checkpoint's path, for error messages.

    Raises:
        CheckpointError: The checkpoint belongs to another model.
    """
    own, saved = engine.model.state_dict(), tensors.get("model", {})
    for name in sorted(own.keys() ^ saved.keys()):
        if name in own:
            raise CheckpointError(
                tr("{}: the checkpoint is of another model; the checkpoint lacks {!r}", checkpoint, name)
            )
        raise CheckpointError(tr("{}: the checkpoint is of another model; the model lacks {!r}", checkpoint, name))
    for name, tensor in saved.items():
        if list(tensor.shape) != list(own[name].shape):
            shapes = list(tensor.shape), list(own[name].shape)
            raise CheckpointError(
                tr(
                    "{}: {!r} has shape {} in the checkpoint and {} in the model",
                    checkpoint,
                    name,
                    shapes[0],
                    shapes[1],
                )
            )
        if tensor.dtype != own[name].dtype:
            raise CheckpointError(
                tr(
                    "{}: {!r} is {} in the checkpoint and {} in the model",
                    checkpoint,
                    name,
                    _type(tensor),
                    _type(own[name]),
                )
            )
    engine.model.set_state_dict(saved)
    if engine.ema:
        engine.ema.restore(tensors.get("ema", {}))


def _type(tensor: Any) -> str:
    return str(tensor.dtype).rpartition(".")[2]
