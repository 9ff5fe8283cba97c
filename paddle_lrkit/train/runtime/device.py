"""Selecting the device."""

from __future__ import annotations

import re

import paddle

from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.distributed.collectives import launched_processes, world_size


def gpu_count() -> int:
    """Number of GPUs that Paddle can use."""
    return int(paddle.device.cuda.device_count()) if paddle.is_compiled_with_cuda() else 0


def use_device(name: str | None = None) -> str:
    """Selects the device for all following operations and returns its name.

    Args:
        name: ``cpu``, ``gpu`` or ``gpu:<n>``; None selects a GPU if Paddle sees one.

    Raises:
        UsageError: The device does not exist, or several processes were launched for a command that runs in one.
    """
    if launched_processes() != world_size():
        raise UsageError("this command runs in one process; start it without paddle.distributed.launch")
    gpus = gpu_count()
    if name is None:
        name = "gpu" if gpus else "cpu"
    if not re.fullmatch(r"cpu|gpu(:\d+)?", name):
        raise UsageError(f"--device {name}: must be cpu, gpu or gpu:<number>")
    if name.startswith("gpu") and not gpus:
        reason = "sees no GPU" if paddle.is_compiled_with_cuda() else "was built without CUDA"
        raise UsageError(f"--device {name}: the installed Paddle {paddle.__version__} {reason}; run lrkit doctor")
    if world_size() > 1 and name == "gpu":
        name = f"gpu:{paddle.distributed.ParallelEnv().device_id}"
    return str(paddle.set_device(name))
