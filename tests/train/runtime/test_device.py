"""Selecting the device."""

from __future__ import annotations

import pytest

from paddle_lrkit.devices import PaddleDevices
from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.runtime import device
from paddle_lrkit.train.runtime.device import computes_in, device_kind, use_device


def test_a_command_for_one_process_refuses_several(monkeypatch):
    monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
    with pytest.raises(UsageError, match="runs in one process"):
        use_device("cpu")


def test_the_cpu_is_selected():
    assert use_device("cpu") == "cpu"
    assert device_kind() == "cpu"
    assert not computes_in("float16")


@pytest.mark.parametrize(("asked", "selected"), [(None, "npu"), ("npu:1", "npu:1"), ("cpu", "cpu")])
def test_a_device_of_a_plugin_is_selected(monkeypatch, asked, selected):
    chosen = []
    monkeypatch.setattr(device, "paddle_devices", lambda: PaddleDevices("3.3.1", {"npu": 2}))
    monkeypatch.setattr(device.paddle, "set_device", chosen.append)
    monkeypatch.setattr(device.paddle, "get_device", lambda: "npu:1")
    assert use_device(asked) == "npu:1"
    assert chosen == [selected]
    assert device_kind() == "npu"


def test_an_absent_device_is_refused():
    with pytest.raises(UsageError, match=r"--device mlu: the installed Paddle .*; mlu comes with paddle-custom-mlu"):
        use_device("mlu")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("computed", [None, "float32", "float16", "bfloat16"])
def test_a_type_works_if_a_product_is_computed_in_it(monkeypatch, dtype, computed):
    def product(one, other):
        if computed is None:
            raise RuntimeError("no kernel")
        return one.astype(computed)

    device._computes_in.cache_clear()
    monkeypatch.setattr(device.paddle, "get_device", lambda: "npu:0")
    monkeypatch.setattr(device.paddle, "matmul", product)
    assert computes_in(dtype) is (computed == dtype)
    device._computes_in.cache_clear()
