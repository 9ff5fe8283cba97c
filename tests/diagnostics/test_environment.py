"""The description of the machine."""

from __future__ import annotations

from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.environment import environment_facts
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo

CPU_BUILD = PaddleInfo(version="3.3.1")
TWO_GPUS = PaddleInfo(version="3.3.1", cuda="12.6", gpu_count=2, computes=True, cudnn=90501, nccl=22105)
DRIVER = Driver("550.54.15", ("NVIDIA A100", "NVIDIA A100"), ((8, 0), (8, 0)))


def test_the_machine_is_described():
    facts = environment_facts(TWO_GPUS, DRIVER)
    assert facts["Paddle"] == "3.3.1, CUDA 12.6"
    assert facts["GPU"] == "NVIDIA A100, NVIDIA A100"
    assert (facts["compute capability"], facts["driver"]) == ("8.0, 8.0", "550.54.15")
    assert (facts["cuDNN"], facts["NCCL"]) == ("9.5.1", "2.21.5")
    on_cpu = environment_facts(CPU_BUILD, Driver(error="no nvidia-smi"))
    assert on_cpu["Paddle"] == "3.3.1, CPU build"
    assert not {"GPU", "driver", "cuDNN", "NCCL"} & set(on_cpu)
