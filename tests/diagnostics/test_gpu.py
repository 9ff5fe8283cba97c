"""GPU, driver and build: every combination has one clear result."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics import gpu
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo

NONE = Driver(error="no nvidia-smi")
BROKEN = Driver(error="nvidia-smi: Driver/library version mismatch", broken=True)
KEPLER = Driver("470.82.01", ("Tesla K80",), ((3, 7),))
OLD_DRIVER = Driver("418.87.00", ("Tesla P100",))
AMPERE = Driver("550.54.15", ("NVIDIA A100",), ((8, 0),))
CPU_BUILD = PaddleInfo(version="3.3.1")
GPU_BUILD = PaddleInfo(version="3.3.1", cuda="12.6")
RUNS = PaddleInfo(
    version="3.3.1",
    cuda="12.6",
    gpu_count=1,
    computes=True,
    float16=True,
    bfloat16=True,
    archs=(70, 80, 90),
    cudnn_built="9.5.1",
    cudnn=90501,
    nccl=22105,
)
OLD_CRASHES = PaddleInfo(version="2.6.2", cuda="11.8", gpu_count=1, error="the process ended with SIGABRT")


@pytest.mark.parametrize(
    ("found", "driver", "status", "detail", "fix"),
    [
        (CPU_BUILD, NONE, "ok", "none; training runs on the CPU", ""),
        (CPU_BUILD, BROKEN, "warn", "the driver does not work: nvidia-smi: Driver/lib", "make nvidia-smi work"),
        (GPU_BUILD, BROKEN, "warn", "a CUDA 12.6 build falls back to the CPU: nvidia-smi:", "make nvidia-smi work"),
        (CPU_BUILD, KEPLER, "warn", "is a CPU build; not used: Tesla K80", "no build of Paddle 2.6 or 3 has code for"),
        (CPU_BUILD, OLD_DRIVER, "warn", "is a CPU build; not used: Tesla P100", "update the NVIDIA driver"),
        (GPU_BUILD, NONE, "warn", "a CUDA 12.6 build falls back to the CPU", "docker run --gpus all"),
        (
            CPU_BUILD,
            AMPERE,
            "warn",
            "Paddle 3.3.1 is a CPU build; not used: NVIDIA A100",
            "paddlepaddle-gpu==3.3.1",
        ),
        (
            GPU_BUILD,
            AMPERE,
            "fail",
            "sees none of: NVIDIA A100 (driver 550.54.15)",
            "paddlepaddle-gpu==3.3.1",
        ),
        (PaddleInfo(error="broken"), AMPERE, "warn", "Paddle is not usable", "paddlepaddle-gpu==3.3.1"),
        (RUNS, AMPERE, "ok", "Paddle (CUDA 12.6) sees 1: NVIDIA A100 (driver 550.54.15)", ""),
        (RUNS, NONE, "ok", "sees 1: no nvidia-smi", ""),
    ],
)
def test_build_and_driver_together(monkeypatch, found, driver, status, detail, fix):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    row = gpu.diagnose_gpu(found, driver)
    assert row.status == status
    assert detail in row.detail
    assert fix in row.fix
    assert bool(row.fix) == bool(fix)


def test_a_cpu_build_is_uninstalled_only_for_another_build():
    assert gpu.diagnose_gpu(CPU_BUILD, AMPERE).fix.startswith(
        "pip uninstall -y paddlepaddle, then pip install paddlepaddle"
    )
    assert gpu.diagnose_gpu(CPU_BUILD, OLD_DRIVER).fix.startswith("update the NVIDIA driver")


def test_all_gpus_have_to_compute():
    row = gpu.diagnose_compute(RUNS._replace(gpu_count=4), AMPERE)
    assert row.detail == "a matrix product and a convolution are correct on all 4 GPUs"
    row = gpu.diagnose_compute(RUNS._replace(gpu_count=2, computes=False, error="on GPU 1 of 2 it is wrong"), AMPERE)
    assert (row.status, row.detail[-27:]) == ("fail", ": on GPU 1 of 2 it is wrong")


def test_a_mask_can_hide_the_gpu(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert gpu.diagnose_gpu(GPU_BUILD, AMPERE).fix == "check CUDA_VISIBLE_DEVICES"
    names = [row.check for row in gpu.diagnose(GPU_BUILD, AMPERE)]
    assert names == ["GPU", "compute capability", "cuDNN", "NCCL", "CUDA_VISIBLE_DEVICES", "AMP"]


def test_the_results_of_a_working_gpu(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    rows = gpu.diagnose(RUNS, AMPERE)
    names = ["GPU", "compute capability", "cuDNN", "NCCL", "GPU computes", "AMP"]
    assert [(row.check, row.status) for row in rows] == [(name, "ok") for name in names]


def test_a_failed_product_shows_the_error():
    row = gpu.diagnose_compute(OLD_CRASHES, AMPERE)
    assert row.detail == "a matrix product or a convolution failed: the process ended with SIGABRT"
    assert "-i https://www.paddlepaddle.org.cn/packages/stable/cu126/" in row.fix


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (CPU_BUILD, "warn", "has no effect on the CPU"),
        (RUNS, "ok", "float16 and bfloat16"),
        (RUNS._replace(bfloat16=False), "ok", "float16"),
        (RUNS._replace(float16=False, bfloat16=False), "warn", "neither float16 nor bfloat16"),
    ],
)
def test_amp_needs_a_gpu(found, status, detail):
    row = gpu.diagnose_amp(found)
    assert row.status == status
    assert detail in row.detail
