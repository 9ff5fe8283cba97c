"""A model on several processes: averaged gradients and BatchNorm statistics."""

from __future__ import annotations

from typing import Any

import paddle

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.distributed.collectives import all_reduce_max, all_reduce_mean, barrier, world_size

_BATCH_NORM = (paddle.nn.layer.norm._BatchNormBase, paddle.nn.BatchNorm)


def convert_sync_batch_norm(model: Any) -> Any:
    """Replaces the BatchNorm layers by layers that normalize over the batches of all processes.

    Args:
        model: A ``paddle.nn.Layer``; its parameters stay the same objects.

    Raises:
        ConfigError: The device is the CPU, for which Paddle has no such kernel.
    """
    if paddle.get_device() == "cpu":
        raise ConfigError(
            tr("needs GPUs: Paddle has no synchronised BatchNorm for the CPU; remove this key"),
            key="Global.sync_batch_norm",
        )
    return paddle.nn.SyncBatchNorm.convert_sync_batchnorm(model) if world_size() > 1 else model


def data_parallel(network: Any, model: Any) -> Any:
    """Wraps a network so that its backward pass averages the gradients over all processes.

    A model that leaves trainable weights unused declares it with the attribute ``find_unused_parameters = True``.

    Args:
        network: The callable: ``model`` itself or its compiled form. Returned as it is with one process.
        model: The model whose weights are trained.
    """
    if world_size() == 1:
        return network
    barrier()
    unused = bool(getattr(model, "find_unused_parameters", False))
    return paddle.DataParallel(network, find_unused_parameters=unused)


def reduces_in_backward() -> bool:
    """Whether gradients are exchanged during the backward pass, which hides the time of the exchange.

    Not on the CPU: when a process dies during that exchange, Paddle aborts the others without an error message.
    """
    return world_size() > 1 and paddle.get_device() != "cpu"


@paddle.no_grad()
def all_reduce_gradients(model: Any) -> None:
    """Averages the gradients of a model over all processes; a missing gradient counts as zero."""
    weights = [weight for weight in model.parameters() if not weight.stop_gradient]
    used = all_reduce_max([weight.grad is not None for weight in weights])
    shared = [weight for weight, used_on_any_rank in zip(weights, used, strict=True) if used_on_any_rank]
    for weight in shared:
        if weight.grad is None:
            weight.grad = paddle.zeros_like(weight)
    all_reduce_mean([weight.grad for weight in shared])


def running_batch_norms(model: Any) -> list[Any]:
    """The BatchNorm layers of a model whose statistics follow the batches; layers with fixed ones are left out."""
    layers = [layer for layer in model.sublayers(include_self=True) if isinstance(layer, _BATCH_NORM)]
    return [layer for layer in layers if not layer._use_global_stats]


class BatchNormStatistics:
    """The running means and variances of a model's BatchNorm layers, which each process updates from its own batches.

    Args:
        model: The model; layers with fixed statistics are left out.
    """

    def __init__(self, model: Any) -> None:
        layers = running_batch_norms(model)
        self.tensors = [tensor for layer in layers for tensor in (layer._mean, layer._variance)]

    def average(self) -> None:
        """Averages the statistics over all processes, so that all evaluate and save the same model."""
        all_reduce_mean(self.tensors)
