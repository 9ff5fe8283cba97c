"""A model on several processes: exchanged gradients, and BatchNorm."""

from __future__ import annotations

from typing import Any

import paddle

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.distributed.processes import average, largest_of_each, wait, world_size

_BATCH_NORM = (paddle.nn.layer.norm._BatchNormBase, paddle.nn.BatchNorm)


def with_sync_batch_norm(model: Any, wanted: bool) -> Any:
    """The model, its BatchNorm layers exchanged for ones that normalise over the batches of all processes.

    Args:
        model: A ``paddle.nn.Layer``; its parameters stay the same objects.
        wanted: ``Global.sync_batch_norm``; nothing is exchanged without it or with one process.

    Raises:
        ConfigError: It is wanted on the CPU, where Paddle has no such kernel.
    """
    if not wanted:
        return model
    if paddle.get_device() == "cpu":
        raise ConfigError(
            "needs GPUs: Paddle has no synchronised BatchNorm for the CPU; remove this key",
            key="Global.sync_batch_norm",
        )
    return paddle.nn.SyncBatchNorm.convert_sync_batchnorm(model) if world_size() > 1 else model


def with_exchange(network: Any, model: Any) -> Any:
    """The network, whose backward pass leaves the mean gradient of all processes; itself with one process.

    A model that leaves trainable weights unused says so with an attribute ``find_unused_parameters = True``.

    Args:
        network: What is called.
        model: Whose weights are trained; the same object, or what ``network`` was compiled from.
    """
    if world_size() == 1:
        return network
    wait()
    unused = bool(getattr(model, "find_unused_parameters", False))
    return paddle.DataParallel(network, find_unused_parameters=unused)


def exchanges_in_backward() -> bool:
    """Whether the gradients are exchanged while the backward pass still runs, which hides the time it takes.

    Not on the CPU: there Paddle ends the program without a word when a process is lost in the middle of it.
    """
    return world_size() > 1 and paddle.get_device() != "cpu"


@paddle.no_grad()
def average_gradients(model: Any) -> None:
    """Leaves the mean gradient of all processes; where a process has none, it counts as zero.

    Args:
        model: Whose weights are trained.
    """
    weights = [weight for weight in model.parameters() if not weight.stop_gradient]
    used = largest_of_each([weight.grad is not None for weight in weights])
    shared = [weight for weight, by_anyone in zip(weights, used, strict=True) if by_anyone]
    for weight in shared:
        if weight.grad is None:
            weight.grad = paddle.zeros_like(weight)
    average([weight.grad for weight in shared])


class Statistics:
    """The moving means and variances of a model's BatchNorm layers, which each process takes from its own batches.

    Args:
        model: The model; layers with fixed statistics are left out.
    """

    def __init__(self, model: Any) -> None:
        layers = [layer for layer in model.sublayers(include_self=True) if isinstance(layer, _BATCH_NORM)]
        moving = [layer for layer in layers if not layer._use_global_stats]
        self.tensors = [tensor for layer in moving for tensor in (layer._mean, layer._variance)]

    def average(self) -> None:
        """Puts the mean over the processes in their place, so that all evaluate and save the same model."""
        average(self.tensors)
