"""Selecting the device."""

from __future__ import annotations

import functools
import warnings

import paddle

from paddle_lrkit.devices import PaddleDevices, device_counts
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.distributed.collectives import launched_processes, world_size


def paddle_devices() -> PaddleDevices:
    """The devices of the imported Paddle."""
    return PaddleDevices(paddle.__version__, device_counts(paddle))


def use_device(name: str | None = None) -> str:
    """Selects the device for all following operations and returns its name.

    With several processes a name without a number is the device that the launcher assigned to this one.

    Args:
        name: ``cpu``, or a device of this Paddle such as ``gpu`` or ``npu:1``; None for the one that Paddle prefers.

    Raises:
        UsageError: The device does not exist, or several processes were launched for a command that runs in one.
    """
    if launched_processes() != world_size():
        raise UsageError(tr("this command runs in one process; start it without paddle.distributed.launch"))
    paddle.set_device(paddle_devices().choose(name))
    return str(paddle.get_device())


def device_kind() -> str:
    """The kind of the selected device: ``cpu``, ``gpu``, ``npu``, ..."""
    return str(paddle.get_device()).partition(":")[0]


def computes_in(dtype: str) -> bool:
    """Whether mixed precision in a type has an effect on the selected device: a product is computed in it.

    Args:
        dtype: ``float16`` or ``bfloat16``.
    """
    return _computes_in(str(paddle.get_device()), dtype)


@functools.cache
def _computes_in(device: str, dtype: str) -> bool:
    if device == "cpu":
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with paddle.no_grad(), paddle.amp.auto_cast(level="O1", dtype=dtype):
                ones = paddle.ones([2, 2])
                return str(paddle.matmul(ones, ones).dtype).endswith(f".{dtype}")
        except (RuntimeError, ValueError, NotImplementedError):
            return False
