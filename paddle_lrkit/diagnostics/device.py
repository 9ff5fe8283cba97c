"""The device that Paddle can compute on."""

from __future__ import annotations

import re

from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.errors import LrkitError, UsageError


def choose_device(asked: str | None, info: PaddleInfo) -> str:
    """The device to compute on.

    Args:
        asked: ``cpu``, ``gpu`` or ``gpu:<n>``; None for a GPU if Paddle can compute on one.
        info: What Paddle reports about itself.

    Raises:
        LrkitError: Paddle cannot be imported.
        UsageError: The device does not exist or cannot compute.
    """
    if not info.version:
        raise LrkitError(f"Paddle cannot be imported: {info.error}; run lrkit doctor")
    if asked is None:
        return "gpu" if info.computes else "cpu"
    if not re.fullmatch(r"cpu|gpu(:\d+)?", asked):
        raise UsageError(f"--device {asked}: must be cpu, gpu or gpu:<number>")
    problem = _gpu_problem(asked, info) if asked != "cpu" else ""
    if problem:
        raise UsageError(f"--device {asked}: the installed Paddle {info.version} {problem}; run lrkit doctor")
    return asked


def _gpu_problem(asked: str, info: PaddleInfo) -> str:
    if not info.gpu_count:
        return "sees no GPU" if info.cuda else "was built without CUDA"
    if int(asked.partition(":")[2] or 0) >= info.gpu_count:
        return f"sees {info.gpu_count} GPUs, numbered from 0"
    return "" if info.computes else f"cannot compute on the GPU: {info.error or 'no answer'}"
