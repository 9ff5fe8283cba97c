"""Loads the weights of a checkpoint into a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError
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
        side = "the checkpoint lacks" if name in own else "the model lacks"
        raise CheckpointError(f"{checkpoint}: the checkpoint is of another model; {side} {name!r}")
    for name, tensor in saved.items():
        if list(tensor.shape) != list(own[name].shape):
            shapes = list(tensor.shape), list(own[name].shape)
            raise CheckpointError(
                f"{checkpoint}: {name!r} has shape {shapes[0]} in the checkpoint and {shapes[1]} in the model"
            )
        if tensor.dtype != own[name].dtype:
            raise CheckpointError(
                f"{checkpoint}: {name!r} is {_type(tensor)} in the checkpoint and {_type(own[name])} in the model"
            )
    engine.model.set_state_dict(saved)
    if engine.ema:
        engine.ema.restore(tensors.get("ema", {}))


def _type(tensor: Any) -> str:
    return str(tensor.dtype).rpartition(".")[2]
