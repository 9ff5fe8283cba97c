"""The versions and the hardware that a report was made with."""

from __future__ import annotations

import os
import platform

import paddle_lrkit
from paddle_lrkit.diagnostics.accelerators import brought_by
from paddle_lrkit.diagnostics.capability import format_capabilities
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.libraries import cudnn_version, nccl_version
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.messages import tr
from paddle_lrkit.train.runtime.cores import core_count


def environment_facts(info: PaddleInfo, driver: Driver) -> dict[str, str]:
    """Name -> version or description; what is not known is left out."""
    facts = {
        "paddle_lrkit": paddle_lrkit.__version__,
        "Paddle": f"{info.version}, {_build(info)}",
        "GPU": ", ".join(driver.names) if info.gpu_count else "",
        tr("other devices"): tr(", ").join(_device(kind, count) for kind, count in info.devices if count),
        tr("compute capability"): format_capabilities(driver.capabilities),
        tr("driver"): driver.version,
        "cuDNN": cudnn_version(info.cudnn),
        "NCCL": nccl_version(info.nccl),
        "Python": platform.python_version(),
        tr("system"): f"{platform.system()} {platform.machine()}",
        tr("cores"): str(core_count()),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", tr("not set")),
    }
    return {name: text for name, text in facts.items() if text}


def _build(info: PaddleInfo) -> str:
    if info.cuda:
        return f"CUDA {info.cuda}"
    return tr("XPU build") if "xpu" in dict(info.devices) else tr("CPU build")


def _device(kind: str, count: int) -> str:
    plugin = brought_by(kind)
    return f"{count} {kind}" + (f" ({plugin})" if plugin else "")
