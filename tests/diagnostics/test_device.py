"""The device to compute on."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics import device
from paddle_lrkit.diagnostics.device import choose_device
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.errors import LrkitError, UsageError

CPU_BUILD = PaddleInfo(version="3.3.1")
TWO_GPUS = PaddleInfo(version="3.3.1", cuda="12.6", gpu_count=2, computes=True, cudnn=90501, nccl=22105)


@pytest.mark.parametrize(
    ("asked", "info", "chosen"),
    [
        (None, CPU_BUILD, "cpu"),
        (None, TWO_GPUS, "gpu"),
        (None, TWO_GPUS._replace(computes=False), "cpu"),
        ("cpu", TWO_GPUS, "cpu"),
        ("gpu", TWO_GPUS, "gpu"),
        ("gpu:1", TWO_GPUS, "gpu:1"),
    ],
)
def test_the_device(asked, info, chosen):
    assert choose_device(asked, info) == chosen


@pytest.mark.parametrize(
    ("asked", "info", "message"),
    [
        ("gpu", CPU_BUILD, "--device gpu: the installed Paddle 3.3.1 has only cpu; gpu comes with paddlepaddle-gpu"),
        (
            "gpu",
            TWO_GPUS._replace(gpu_count=0),
            "the installed Paddle 3.3.1 has only cpu and sees no GPU; run lrkit doctor",
        ),
        ("gpu:2", TWO_GPUS, "--device gpu:2: the installed Paddle 3.3.1 sees 2 GPUs, numbered from 0"),
        ("gpu", TWO_GPUS._replace(computes=False, error="SIGABRT"), "cannot compute on the GPU: SIGABRT"),
        ("tpu", TWO_GPUS, "--device tpu: the installed Paddle 3.3.1 has cpu and gpu (2); did you mean"),
    ],
)
def test_a_device_that_is_not_there(asked, info, message):
    with pytest.raises(UsageError) as raised:
        choose_device(asked, info)
    assert message in str(raised.value)


@pytest.fixture
def npus(monkeypatch):
    """What Paddle reports where it sees 4 NPUs; the result of computing on them can be set."""
    computed = {"npu": PaddleInfo(computes=True)}
    monkeypatch.setattr(device, "read_computation", lambda kind, count: computed[kind])
    return PaddleInfo(version="3.3.1", devices=(("npu", 4),)), computed


def test_a_device_of_a_plugin_is_chosen_if_it_computes(npus):
    info, computed = npus
    assert [choose_device(asked, info) for asked in (None, "npu", "npu:3", "cpu")] == ["npu", "npu", "npu:3", "cpu"]
    computed["npu"] = PaddleInfo(error="SIGSEGV")
    assert choose_device(None, info) == "cpu"
    with pytest.raises(UsageError, match=r"--device npu:3: .* cannot compute on the npu: SIGSEGV; run lrkit doctor"):
        choose_device("npu:3", info)


def test_without_paddle_there_is_no_device():
    with pytest.raises(LrkitError, match="Paddle cannot be imported: No module named 'paddle'; run lrkit doctor"):
        choose_device(None, PaddleInfo(error="No module named 'paddle'"))
