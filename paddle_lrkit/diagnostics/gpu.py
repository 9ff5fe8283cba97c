"""The NVIDIA GPU, its driver, and whether the installed Paddle can use them."""

from __future__ import annotations

import os

from paddle_lrkit.diagnostics.capability import capability_rows
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.install import install_advice
from paddle_lrkit.diagnostics.libraries import library_rows
from paddle_lrkit.diagnostics.probe import Probe
from paddle_lrkit.diagnostics.row import Row

_REPAIR = "make nvidia-smi answer: load the NVIDIA driver or install it again, restart after an update of it"


def rows(found: Probe, driver: Driver) -> list[Row]:
    """The rows about the GPU; those that ask for a working GPU are left out without one."""
    made = [gpu_row(found, driver), *capability_rows(found, driver), *library_rows(found)]
    if found.gpu_count:
        made.append(compute_row(found, driver))
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        made.append(empty_mask_row())
    return [*made, amp_row(found)]


def gpu_row(found: Probe, driver: Driver) -> Row:
    """Whether Paddle sees the GPUs that the driver sees."""
    seen = f"{', '.join(driver.names)} (driver {driver.version})"
    if found.gpu_count:
        of_what = seen if driver.names else driver.error
        return Row("GPU", "ok", f"Paddle (CUDA {found.cuda}) sees {found.gpu_count}: {of_what}")
    if not driver.names:
        if found.cuda:
            fix = "in a container: docker run --gpus all; else install an NVIDIA driver"
            fix = _REPAIR if driver.broken else fix
            return Row("GPU", "warn", f"a CUDA {found.cuda} build falls back to the CPU: {driver.error}", fix)
        if driver.broken:
            return Row("GPU", "warn", f"not used, the driver does not work: {driver.error}", _REPAIR)
        return Row("GPU", "ok", f"none; training runs on the CPU ({driver.error})")
    if found.cuda:
        fix = "look at CUDA_VISIBLE_DEVICES" if "CUDA_VISIBLE_DEVICES" in os.environ else install_advice(driver)
        return Row("GPU", "fail", f"Paddle (CUDA {found.cuda}) sees none of: {seen}", fix)
    if not found.version:
        return Row("GPU", "warn", f"Paddle is not usable; not used: {seen}", install_advice(driver))
    advice = install_advice(driver)
    fix = f"pip uninstall -y paddlepaddle, then {advice}" if advice.startswith("pip install") else advice
    return Row("GPU", "warn", f"Paddle {found.version} is a CPU build; not used: {seen}", fix)


def compute_row(found: Probe, driver: Driver) -> Row:
    """Whether a matrix product and a convolution run on each GPU and are right.

    A build without machine code for the GPU may crash, and may also give zeros without a word.
    """
    if found.computes:
        where = f" on all {found.gpu_count} GPUs" if found.gpu_count > 1 else ""
        return Row("GPU computes", "ok", f"a matrix product and a convolution are right{where}")
    detail = f"a matrix product or a convolution failed: {found.error or 'no answer'}"
    return Row("GPU computes", "fail", detail, install_advice(driver))


def empty_mask_row() -> Row:
    """A mask that hides every GPU and that Paddle's launcher cannot read."""
    detail = "it is set and empty: all GPUs are hidden, and python -m paddle.distributed.launch fails on it"
    return Row("CUDA_VISIBLE_DEVICES", "warn", detail, "unset CUDA_VISIBLE_DEVICES")


def amp_row(found: Probe) -> Row:
    """Whether automatic mixed precision does anything here."""
    if not found.gpu_count:
        return Row("AMP", "warn", "it does nothing on the CPU: all stays float32", "leave it off, or use a GPU")
    kinds = [name for name in ("float16", "bfloat16") if getattr(found, name)]
    if not kinds:
        return Row("AMP", "warn", "the GPU computes neither in float16 nor in bfloat16", "leave it off")
    return Row("AMP", "ok", " and ".join(kinds))
