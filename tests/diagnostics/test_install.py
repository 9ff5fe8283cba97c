"""The driver and the card decide what to install."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.install import install_advice

INDEX = "pip install paddlepaddle-gpu==3.3.1 -i https://www.paddlepaddle.org.cn/packages/stable"


@pytest.mark.parametrize(
    ("version", "capabilities", "expected"),
    [
        ("580.65.06", ((9, 0),), f"{INDEX}/cu130/ (or docker run --gpus all --shm-size=8G -it "),
        ("580.65.06", ((9, 0),), "paddlepaddle/paddle:3.3.1-gpu-cuda13.0-cudnn9.13"),
        ("580.65.06", ((9, 0), (7, 0)), f"{INDEX}/cu129/ (or docker"),
        ("575.51.03", ((8, 9),), "paddlepaddle/paddle:3.3.1-gpu-cuda12.9-cudnn9.9"),
        ("575.51.03", ((12, 0),), f"{INDEX}/cu129/"),
        ("570.86.10", ((12, 0),), f"{INDEX}/cu129/ (a driver from 575 on also runs the image)"),
        ("560.35.03", ((8, 9),), "paddlepaddle/paddle:3.3.1-gpu-cuda12.6-cudnn9.5"),
        ("535.104.05", ((9, 0),), f"{INDEX}/cu126/ (a driver from 560 on also runs the image)"),
        ("535.104.05", (), f"{INDEX}/cu126/"),
        ("470.199.02", ((8, 6),), "paddlepaddle-gpu==2.6.2 'numpy<2'"),
        ("470.199.02", ((6, 0),), "update the NVIDIA driver"),
        ("470.82.01", ((3, 7),), "no build of Paddle 2.6 or 3 has code for a GPU this old"),
        ("580.65.06", ((3, 7), (9, 0)), "no build of Paddle 2.6 or 3 has code for a GPU this old"),
        ("470.199.02", ((9, 0),), "update the NVIDIA driver"),
        ("390.157", (), "update the NVIDIA driver"),
    ],
)
def test_the_driver_decides_what_to_install(version, capabilities, expected):
    assert expected in install_advice(Driver(version, ("a GPU",), capabilities))


def test_without_a_gpu_it_is_the_cpu_build():
    assert install_advice(Driver(error="no nvidia-smi")) == "pip install 'paddle-lrkit[cpu,train]'"
