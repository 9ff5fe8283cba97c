"""GPU, driver and build: every pairing gives one clear row."""

from __future__ import annotations

import os
import stat

import pytest

from paddle_lrkit.cli.doctor import gpu
from paddle_lrkit.cli.doctor.gpu import Driver
from paddle_lrkit.cli.doctor.probe import Probe

NONE = Driver(error="no nvidia-smi")
AMPERE = Driver("550.54.15", ("NVIDIA A100",), ((8, 0),))
HOPPER = Driver("550.54.15", ("NVIDIA H100",), ((9, 0),))
CPU_BUILD = Probe(version="3.3.1")
GPU_BUILD = Probe(version="3.3.1", cuda="12.6")
RUNS = Probe(version="3.3.1", cuda="12.6", gpu_count=1, computes=True, float16=True, bfloat16=True)
OLD_CRASHES = Probe(version="2.6.2", cuda="11.8", gpu_count=1, error="the process ended with SIGABRT")


@pytest.fixture
def nvidia_smi(tmp_path, monkeypatch):
    """Puts a program of that name first on the path."""

    def install(script):
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return install


def test_the_driver_is_read(nvidia_smi):
    nvidia_smi("echo 'NVIDIA H100 80GB HBM3, 550.54.15, 9.0'; echo 'NVIDIA A100, 550.54.15, 8.0'")
    driver = gpu.read_driver()
    assert driver == Driver("550.54.15", ("NVIDIA H100 80GB HBM3", "NVIDIA A100"), ((9, 0), (8, 0)))
    assert driver.major == 550


def test_an_old_driver_does_not_tell_the_capability(nvidia_smi):
    refusal = 'echo "Field \\"compute_cap\\" is not a valid field to query."; exit 2'
    nvidia_smi(f"case \"$1\" in *compute_cap*) {refusal};; esac; echo 'Tesla V100, 440.33.01'")
    assert gpu.read_driver() == Driver("440.33.01", ("Tesla V100",))


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("echo 'No devices were found'", "No devices were found"),
        ("", "nvidia-smi shows no GPU"),
        (
            "echo 'Driver/library version mismatch' >&2; exit 18",
            "nvidia-smi: Driver/library version mismatch",
        ),
    ],
)
def test_a_driver_without_gpu_says_so(nvidia_smi, script, error):
    nvidia_smi(script)
    assert gpu.read_driver() == Driver(error=error)


def test_no_driver_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gpu.read_driver().error.startswith("no nvidia-smi")


@pytest.mark.parametrize(
    ("found", "driver", "status", "detail", "fix"),
    [
        (CPU_BUILD, NONE, "ok", "none; training runs on the CPU", ""),
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
        (Probe(error="broken"), AMPERE, "warn", "Paddle is not usable", "paddlepaddle-gpu==3.3.1"),
        (RUNS, AMPERE, "ok", "Paddle (CUDA 12.6) sees 1: NVIDIA A100 (driver 550.54.15)", ""),
        (RUNS, NONE, "ok", "sees 1: no nvidia-smi", ""),
    ],
)
def test_build_and_driver_together(monkeypatch, found, driver, status, detail, fix):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    row = gpu.gpu_row(found, driver)
    assert row.status == status
    assert detail in row.detail
    assert fix in row.fix
    assert bool(row.fix) == bool(fix)


def test_a_mask_can_hide_the_gpu(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert gpu.gpu_row(GPU_BUILD, AMPERE).fix == "look at CUDA_VISIBLE_DEVICES"
    names = [row.check for row in gpu.rows(GPU_BUILD, AMPERE)]
    assert names == ["GPU", "CUDA_VISIBLE_DEVICES", "AMP"]


def test_the_rows_of_a_working_gpu(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    rows = gpu.rows(RUNS, AMPERE)
    assert [(row.check, row.status) for row in rows] == [("GPU", "ok"), ("GPU computes", "ok"), ("AMP", "ok")]


def test_the_last_wheel_of_pypi_cannot_run_on_hopper():
    row = gpu.compute_row(OLD_CRASHES, HOPPER)
    assert row.status == "fail"
    assert row.detail.startswith("compute capability 9.0: Paddle 2.6.2 has machine code for 6.1, 7.0, 7.5, 8.0, 8.6")
    assert "paddlepaddle-gpu==3.3.1" in row.fix


def test_a_failed_product_on_a_gpu_that_fits_shows_the_error():
    assert gpu.compute_row(OLD_CRASHES, AMPERE).detail == "a matrix product failed: the process ended with SIGABRT"


@pytest.mark.parametrize(
    ("capability", "runs"),
    [
        ((6, 0), False),
        ((6, 1), True),
        ((6, 2), True),
        ((7, 2), True),
        ((8, 7), True),
        ((8, 9), True),
        ((9, 0), False),
    ],
)
def test_machine_code_runs_within_its_major_number_from_its_minor_number_on(capability, runs):
    assert gpu.fits(capability, ((6, 1), (7, 0), (7, 5), (8, 0), (8, 6))) is runs


@pytest.mark.parametrize(
    ("version", "capabilities", "expected"),
    [
        ("580.65.06", ((9, 0),), "3.3.1-gpu-cuda13.0-cudnn9.13"),
        ("580.65.06", ((9, 0), (7, 0)), "3.3.1-gpu-cuda12.9-cudnn9.9"),
        ("575.51.03", ((8, 9),), "3.3.1-gpu-cuda12.9-cudnn9.9"),
        ("560.35.03", ((8, 9),), "3.3.1-gpu-cuda12.6-cudnn9.5"),
        ("535.104.05", ((9, 0),), "paddlepaddle-gpu==3.3.1 for CUDA 12.6 from Paddle's own index"),
        ("470.199.02", ((8, 6),), "paddlepaddle-gpu==2.6.2 'numpy<2'"),
        ("470.199.02", ((6, 0),), "update the NVIDIA driver"),
        ("390.157", (), "update the NVIDIA driver"),
    ],
)
def test_the_driver_decides_what_to_install(version, capabilities, expected):
    advice = gpu.install_advice(Driver(version, ("a GPU",), capabilities))
    assert expected in advice
    assert "http" not in advice


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (CPU_BUILD, "warn", "it does nothing on the CPU"),
        (RUNS, "ok", "float16 and bfloat16"),
        (RUNS._replace(bfloat16=False), "ok", "float16"),
        (RUNS._replace(float16=False, bfloat16=False), "warn", "neither in float16 nor in bfloat16"),
    ],
)
def test_amp_needs_a_gpu(found, status, detail):
    row = gpu.amp_row(found)
    assert row.status == status
    assert detail in row.detail
