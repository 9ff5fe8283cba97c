"""Choosing the device."""

from __future__ import annotations

import re

import paddle

from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.distributed.processes import launched, world_size


def use_device(name: str | None = None) -> str:
    """Selects the device for everything that follows, and returns its name.

    Args:
        name: ``cpu``, ``gpu`` or ``gpu:<n>``; None takes a GPU when Paddle was built for one and sees one.

    Raises:
        UsageError: There is no such device, or processes were launched together for something that runs in one.
    """
    if launched() != world_size():
        raise UsageError("this command runs in one process; start it without paddle.distributed.launch")
    gpus = paddle.device.cuda.device_count() if paddle.is_compiled_with_cuda() else 0
    if name is None:
        name = "gpu" if gpus else "cpu"
    if not re.fullmatch(r"cpu|gpu(:\d+)?", name):
        raise UsageError(f"--device {name}: must be cpu, gpu or gpu:<number>")
    if name.startswith("gpu") and not gpus:
        reason = "sees no GPU" if paddle.is_compiled_with_cuda() else "was built without CUDA"
        raise UsageError(f"--device {name}: the installed Paddle {paddle.__version__} {reason}; lrkit doctor says more")
    if world_size() > 1 and name == "gpu":
        name = f"gpu:{paddle.distributed.ParallelEnv().device_id}"
    return str(paddle.set_device(name))
