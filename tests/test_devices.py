"""Names of devices, and what is said of one that is not there."""

from __future__ import annotations

import importlib.metadata
import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit import devices
from paddle_lrkit.devices import PACKAGES, PaddleDevices, device_counts
from paddle_lrkit.errors import UsageError

CPU_ONLY = PaddleDevices("3.3.1")
GPUS = PaddleDevices("3.3.1", {"gpu": 2})
NO_GPU = PaddleDevices("3.3.1", {"gpu": 0})
PLUGINS = PaddleDevices("3.3.1", {"npu": 8, "custom_cpu": 1})


@pytest.mark.parametrize(
    ("found", "asked", "chosen"),
    [
        (CPU_ONLY, None, "cpu"),
        (CPU_ONLY, "cpu", "cpu"),
        (GPUS, None, "gpu"),
        (GPUS, "gpu:1", "gpu:1"),
        (NO_GPU, None, "cpu"),
        (PLUGINS, None, "npu"),
        (PLUGINS, "npu:7", "npu:7"),
        (PLUGINS, "custom_cpu", "custom_cpu"),
        (PLUGINS, "custom_cpu:0", "custom_cpu:0"),
        (PLUGINS, "cpu", "cpu"),
    ],
)
def test_the_device_that_is_chosen(found, asked, chosen):
    assert found.choose(asked) == chosen


@pytest.mark.parametrize(
    ("found", "asked", "message"),
    [
        (
            CPU_ONLY,
            "gpu",
            "--device gpu: the installed Paddle 3.3.1 has only cpu; gpu comes with paddlepaddle-gpu; run",
        ),
        (
            CPU_ONLY,
            "npu:3",
            "--device npu:3: the installed Paddle 3.3.1 has only cpu; npu comes with paddle-custom-npu",
        ),
        (CPU_ONLY, "npx", "--device npx: the installed Paddle 3.3.1 has only cpu; did you mean 'npu'?"),
        (CPU_ONLY, "toaster", "--device toaster: the installed Paddle 3.3.1 has only cpu; run lrkit doctor"),
        (NO_GPU, "gpu", "--device gpu: the installed Paddle 3.3.1 has only cpu and sees no GPU; run lrkit doctor"),
        (GPUS, "gpu:2", "--device gpu:2: the installed Paddle 3.3.1 sees 2 GPUs, numbered from 0"),
        (PLUGINS, "custom_cpu:1", "the installed Paddle 3.3.1 sees 1 custom_cpu, which is number 0"),
        (PLUGINS, "gpu", "has cpu, npu (8) and custom_cpu; gpu comes with paddlepaddle-gpu"),
        (PLUGINS, "ascend:1", "has cpu, npu (8) and custom_cpu; Paddle calls it 'npu'"),
        (CPU_ONLY, "cuda:0", "has only cpu; Paddle calls it 'gpu', which comes with paddlepaddle-gpu"),
        (CPU_ONLY, "metax", "has only cpu; did you mean 'metax_gpu'?"),
        (CPU_ONLY, "NPU", "has only cpu; did you mean 'npu'?"),
        (CPU_ONLY, "cpu:0", "--device cpu:0: the CPU has no number, as in cpu, gpu or npu:1"),
        (GPUS, "gpu:", "--device gpu:: the number must be a whole number from 0 on, as in cpu, gpu or npu:1"),
        (GPUS, "gpu:-1", "the number must be a whole number from 0 on"),
        (GPUS, "gpu:0,1", "the number must be a whole number from 0 on"),
        (CPU_ONLY, "", "--device : the installed Paddle 3.3.1 has only cpu; run lrkit doctor"),
    ],
)
def test_a_device_that_is_not_there(found, asked, message):
    with pytest.raises(UsageError) as raised:
        found.choose(asked)
    assert message in str(raised.value)


@given(
    asked=st.one_of(st.text(max_size=8), st.from_regex(r"(cpu|npu|npx)(:[0-9]{0,2})?", fullmatch=True)),
    count=st.integers(0, 3),
)
def test_any_text_is_a_device_of_this_paddle_or_one_sentence(asked, count):
    found = PaddleDevices("3.3.1", {"npu": count})
    number = re.fullmatch(r"npu(?::([0-9]+))?", asked)
    if asked == "cpu" or (number and int(number[1] or 0) < count):
        assert found.choose(asked) == asked
    else:
        with pytest.raises(UsageError) as raised:
            found.choose(asked)
        assert str(raised.value).startswith(f"--device {asked}: ")


def fake_paddle(**changes):
    compiled = {"cuda": False, "xpu": False, "types": [], "available": [], **changes}
    device = SimpleNamespace(
        is_compiled_with_cuda=lambda: compiled["cuda"],
        is_compiled_with_xpu=lambda: compiled["xpu"],
        cuda=SimpleNamespace(device_count=lambda: 4),
        get_all_custom_device_type=lambda: compiled["types"],
        get_available_custom_device=lambda: compiled["available"],
    )
    core = SimpleNamespace(get_xpu_device_count=lambda: 2)
    return SimpleNamespace(device=device, base=SimpleNamespace(core=core))


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, {}),
        ({"types": None, "available": None}, {}),
        ({"cuda": True}, {"gpu": 4}),
        ({"xpu": True}, {"xpu": 2}),
        ({"types": ["npu"], "available": ["npu:0", "npu:1"]}, {"npu": 2}),
        ({"types": ["CustomCPU", "mlu"], "available": ["CustomCPU"]}, {"CustomCPU": 1, "mlu": 0}),
        ({"cuda": True, "types": ["custom_cpu"], "available": ["custom_cpu:0"]}, {"gpu": 4, "custom_cpu": 1}),
    ],
)
def test_what_paddle_lists_is_counted_in_its_order(changes, counts):
    found = device_counts(fake_paddle(**changes))
    assert list(found.items()) == list(counts.items())


def test_the_installed_paddle_is_counted():
    paddle = pytest.importorskip("paddle")
    assert set(device_counts(paddle)) >= {"gpu"} if paddle.is_compiled_with_cuda() else True
    assert PaddleDevices(paddle.__version__, device_counts(paddle)).choose("cpu") == "cpu"


def test_plugins_are_found_by_the_package_that_they_fill(monkeypatch):
    found = {"paddle_custom_device": ["paddle-custom-npu", "paddle-custom-npu"], "paddle": ["paddlepaddle"]}
    monkeypatch.setattr(importlib.metadata, "packages_distributions", lambda: found)
    monkeypatch.setattr(importlib.metadata, "version", {"paddle-custom-npu": "3.3.0"}.__getitem__)
    assert devices.installed_plugins() == {"paddle-custom-npu": "3.3.0"}
    assert devices.other_devices_installed()
    del found["paddle_custom_device"]
    assert devices.installed_plugins() == {}
    assert not devices.other_devices_installed()
    found["paddle"] = [PACKAGES["xpu"]]
    assert devices.other_devices_installed()
