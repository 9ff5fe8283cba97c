"""What Paddle reports about itself, in a process of its own, so that a broken installation does not end the report."""

from __future__ import annotations

import json
import sys
from typing import Any, NamedTuple

from paddle_lrkit.child_process import (
    FinishedProcess,
    exit_description,
    nonblank_lines,
    package_environment,
    run_process,
)
from paddle_lrkit.messages import tr

_SCRIPT = """
import json
import zlib

import paddle

from paddle_lrkit.devices import device_counts
from paddle_lrkit.diagnostics.computation import check_computation

cuda = paddle.device.is_compiled_with_cuda()
counts = device_counts(paddle)
count = counts.pop("gpu", 0)
basic = {
    "version": paddle.__version__,
    "cuda": str(paddle.version.cuda()) if cuda else "",
    "gpu_count": count,
    "devices": list(counts.items()),
}
print(json.dumps(basic), flush=True)


def number(ask):
    try:
        return int(ask() or 0)
    except Exception:
        return 0


if cuda:
    core = paddle.base.core
    told = getattr(paddle.version, "cuda_archs", list)()
    built = str(paddle.version.cudnn())
    more = {
        "archs": [int(arch) for arch in told or []],
        "cudnn_built": built if built[:1].isdigit() else "",
        "cudnn": number(paddle.device.get_cudnn_version),
        "nccl": number(getattr(core, "nccl_version", int)),
    }
    print(json.dumps(more), flush=True)
if count:
    seen = [paddle.device.cuda.get_device_capability(index) for index in range(count)]
    print(json.dumps({"capabilities": seen}), flush=True)
if count:
    check_computation(paddle, "gpu", count)
    paddle.set_device("gpu:0")
    float16, bfloat16 = bool(paddle.amp.is_float16_supported()), bool(paddle.amp.is_bfloat16_supported())
    print(json.dumps({"computes": True, "float16": float16, "bfloat16": bfloat16}), flush=True)
"""


class PaddleInfo(NamedTuple):
    """What Paddle reports about itself.

    Args:
        version: Paddle's version, empty if it cannot be imported.
        cuda: CUDA version that Paddle was built for, empty for a CPU build.
        gpu_count: GPUs that Paddle sees.
        computes: Whether a matrix product and a convolution are correct on each GPU.
        float16: Whether the first GPU supports float16.
        bfloat16: Whether the first GPU supports bfloat16.
        error: Why the process ended early; empty if it did not.
        archs: Capabilities that Paddle's kernels were compiled for, such as 90 for 9.0; empty for Paddle 2.6.
        cudnn_built: cuDNN version that Paddle was built with.
        cudnn: Number of the loaded cuDNN, 0 if it cannot be loaded.
        nccl: Number of the loaded NCCL, 0 if it cannot be loaded.
        capabilities: Compute capability of each GPU that Paddle sees.
        devices: Each other kind of device that Paddle supports, and how many it sees.
        kernels: Kernels that the plug-in of a device has, and all of Paddle; of the process that computes on it.
    """

    version: str = ""
    cuda: str = ""
    gpu_count: int = 0
    computes: bool = False
    float16: bool = False
    bfloat16: bool = False
    error: str = ""
    archs: tuple[int, ...] = ()
    cudnn_built: str = ""
    cudnn: int = 0
    nccl: int = 0
    capabilities: tuple[tuple[int, int], ...] = ()
    devices: tuple[tuple[str, int], ...] = ()
    kernels: tuple[int, int] | None = None


def read_paddle_info(script: str = _SCRIPT, timeout: float = 180) -> PaddleInfo:
    """Runs a script that reports as JSON lines.

    Args:
        script: Python source.
        timeout: Seconds after which the process and everything that it started are stopped.
    """
    done = run_process([sys.executable, "-c", script], limit_s=timeout, environment=package_environment({}))
    return PaddleInfo(**_printed_fields(done.output), error=_error(done, timeout))


def _error(done: FinishedProcess, timeout: float) -> str:
    if done.timed_out:
        return tr("no answer within {:g} s", timeout)
    lines = [line for line in nonblank_lines(done.errors) if not line.lstrip().startswith("[Hint")]
    if done.code > 0 and lines:
        return lines[-1]
    return exit_description(done.code, done.errors) if done.code else ""


def _printed_fields(output: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in output.splitlines():
        try:
            part = json.loads(line)
        except ValueError:
            continue
        if isinstance(part, dict):
            told = {key: value for key, value in part.items() if key in PaddleInfo._fields}
            found |= {key: _frozen(value) for key, value in told.items()}
    return found


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
