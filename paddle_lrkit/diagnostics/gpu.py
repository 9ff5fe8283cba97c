"""The NVIDIA GPU, its driver, and whether the installed Paddle can use them."""

from __future__ import annotations

import os

from paddle_lrkit.diagnostics.capability import diagnose_capability
from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.install import install_advice
from paddle_lrkit.diagnostics.libraries import diagnose_libraries
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import join_names

_REPAIR = Message("make nvidia-smi work: load or reinstall the NVIDIA driver, and restart after an update")


def diagnose(info: PaddleInfo, driver: Driver) -> list[Diagnosis]:
    """The results for the GPU; checks that need a working GPU run only if there is one."""
    results = [diagnose_gpu(info, driver), *diagnose_capability(info, driver), *diagnose_libraries(info)]
    if info.gpu_count:
        results.append(diagnose_compute(info, driver))
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        results.append(diagnose_empty_mask())
    others = any(count for _, count in info.devices)
    return results if others and not info.gpu_count else [*results, diagnose_amp(info)]


def diagnose_gpu(info: PaddleInfo, driver: Driver) -> Diagnosis:
    """Whether Paddle sees the GPUs that the driver sees."""
    seen = tr("{} (driver {})", tr(", ").join(driver.names), driver.version)
    if info.gpu_count:
        names = seen if driver.names else driver.error
        return Diagnosis("GPU", "ok", tr("Paddle (CUDA {}) sees {}: {}", info.cuda, info.gpu_count, names))
    if not driver.names:
        if info.cuda:
            start = tr("in a container: docker run --gpus all; else install an NVIDIA driver")
            fix = str(_REPAIR) if driver.broken else start
            return Diagnosis(
                "GPU", "warn", tr("a CUDA {} build falls back to the CPU: {}", info.cuda, driver.error), fix
            )
        if driver.broken:
            return Diagnosis("GPU", "warn", tr("not used, the driver does not work: {}", driver.error), str(_REPAIR))
        place = next((kind for kind, count in info.devices if count), tr("the CPU"))
        return Diagnosis("GPU", "ok", tr("none; training runs on {} ({})", place, driver.error))
    if info.cuda:
        fix = tr("check CUDA_VISIBLE_DEVICES") if "CUDA_VISIBLE_DEVICES" in os.environ else install_advice(driver)
        return Diagnosis("GPU", "fail", tr("Paddle (CUDA {}) sees none of: {}", info.cuda, seen), fix)
    if not info.version:
        return Diagnosis("GPU", "warn", tr("Paddle is not usable; not used: {}", seen), install_advice(driver))
    advice = install_advice(driver)
    fix = tr("pip uninstall -y paddlepaddle, then {}", advice) if advice.startswith("pip install") else advice
    return Diagnosis("GPU", "warn", tr("Paddle {} is a CPU build; not used: {}", info.version, seen), fix)


def diagnose_compute(info: PaddleInfo, driver: Driver) -> Diagnosis:
    """Whether a matrix product and a convolution are correct on each GPU.

    A build without machine code for the GPU may crash, or silently return zeros.
    """
    if info.computes:
        detail = tr("a matrix product and a convolution are correct")
        if info.gpu_count > 1:
            detail = tr("a matrix product and a convolution are correct on all {} GPUs", info.gpu_count)
        return Diagnosis("GPU computes", "ok", detail)
    detail = tr("a matrix product or a convolution failed: {}", info.error or tr("no answer"))
    return Diagnosis("GPU computes", "fail", detail, install_advice(driver))


def diagnose_empty_mask() -> Diagnosis:
    """An empty ``CUDA_VISIBLE_DEVICES`` hides every GPU, and Paddle's launcher fails on it."""
    detail = tr("set and empty: hides all GPUs, and makes python -m paddle.distributed.launch fail")
    return Diagnosis("CUDA_VISIBLE_DEVICES", "warn", detail, "unset CUDA_VISIBLE_DEVICES")


def diagnose_amp(info: PaddleInfo) -> Diagnosis:
    """Whether automatic mixed precision has an effect."""
    if not info.gpu_count:
        return Diagnosis(
            "AMP", "warn", tr("has no effect on the CPU: everything stays float32"), tr("turn it off, or use a GPU")
        )
    kinds = [name for name in ("float16", "bfloat16") if getattr(info, name)]
    if not kinds:
        return Diagnosis("AMP", "warn", tr("the GPU supports neither float16 nor bfloat16"), tr("turn it off"))
    return Diagnosis("AMP", "ok", join_names(kinds))
