"""The output of a fake ``nvidia-smi``."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics import driver
from paddle_lrkit.diagnostics.driver import Driver


def test_the_driver_is_read(nvidia_smi):
    nvidia_smi("echo 'NVIDIA H100 80GB HBM3, 550.54.15, 9.0'; echo 'NVIDIA A100, 550.54.15, 8.0'")
    found = driver.read_driver()
    assert found == Driver("550.54.15", ("NVIDIA H100 80GB HBM3", "NVIDIA A100"), ((9, 0), (8, 0)))
    assert found.major == 550


def test_an_old_driver_does_not_report_the_capability(nvidia_smi):
    refusal = 'echo "Field \\"compute_cap\\" is not a valid field to query."; exit 2'
    nvidia_smi(f"case \"$1\" in *compute_cap*) {refusal};; esac; echo 'Tesla V100, 440.33.01'")
    assert driver.read_driver() == Driver("440.33.01", ("Tesla V100",))


@pytest.mark.parametrize(
    ("script", "error", "broken"),
    [
        ("echo 'No devices were found'", "No devices were found", False),
        ("echo 'No devices were found'; exit 6", "nvidia-smi: No devices were found", False),
        ("", "nvidia-smi shows no GPU", False),
        (
            "echo 'Driver/library version mismatch' >&2; echo 'NVML library version: 535.183'; exit 18",
            "nvidia-smi: NVML library version: 535.183 Driver/library version mismatch",
            True,
        ),
    ],
)
def test_a_driver_without_a_gpu(nvidia_smi, script, error, broken):
    nvidia_smi(script)
    assert driver.read_driver() == Driver(error=error, broken=broken)


def test_no_driver(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert driver.read_driver().error.startswith("no nvidia-smi")
