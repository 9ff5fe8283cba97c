"""Measures the statistics of BatchNorm again for the weights of a merged checkpoint."""

from __future__ import annotations

import os

from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.saved_state import MERGED, saved_state
from paddle_lrkit.train.checkpoints.checkpoint import save_checkpoint
from paddle_lrkit.train.checkpoints.safetensors_file import host_copies
from paddle_lrkit.train.trained_model import load_trained_model
from paddle_lrkit.units import Duration


def recalibrate_checkpoint(checkpoint: str | os.PathLike[str], length: Duration, device: str | None = None) -> int:
    """Replaces the running means and variances of a merged checkpoint by those of its weights on training batches.

    Each is the plain mean over the batches, as ``torch.optim.swa_utils.update_bn`` computes it. Layers with fixed
    statistics, and models without BatchNorm, stay as they are.

    Args:
        checkpoint: A checkpoint, or a run directory, which means its ``last``; it is written again.
        length: Training data to read, as a number of updates.
        device: Such as ``cpu``, ``gpu`` or ``npu:1``; by default the one that Paddle prefers.

    Returns:
        The batches that were read; 0 without BatchNorm.

    Raises:
        CheckpointError: The checkpoint is not a merged one.
        LrkitError: The checkpoint or its config cannot be used.
    """
    trained = load_trained_model(os.fspath(checkpoint), device=device)
    state = saved_state(trained.checkpoint)
    if MERGED not in state:
        raise CheckpointError(tr("{}: not a merged checkpoint; its optimizer state would be lost", trained.checkpoint))
    updates = length.updates(trained.schedule.length)
    if updates < 1:
        raise ConfigError(tr("{} has no batch", length), key="--recalibrate")
    batches = trained.plan.batches(updates)
    engine = trained.engine
    if not engine.measure_statistics(trained.task, batches):
        return 0
    tensors = {"model": host_copies(engine.model.state_dict())}
    if engine.ema:
        tensors["ema"] = host_copies(engine.ema.averages)
    save_checkpoint(trained.checkpoint, tensors, {**state, "recalibrated": batches})
    return batches
