"""Connecting the processes of a device that a plug-in brings, without one."""

from __future__ import annotations

import os

import paddle
import pytest

from paddle_lrkit.devices import PaddleDevices
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.train.distributed import launch as launching
from paddle_lrkit.train.distributed.launch import init_distributed


@pytest.fixture
def plugin(monkeypatch):
    """Two launched processes with the plug-in for NPUs; the calls of Paddle, and the sum that the plug-in returns."""
    calls = []
    sums = {"ones": [2.0, 2.0]}
    monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
    monkeypatch.delenv("PADDLE_DISTRI_BACKEND", raising=False)
    monkeypatch.setattr(launching, "paddle_devices", lambda: PaddleDevices("3.3.1", {"gpu": 1, "npu": 2}))
    monkeypatch.setattr(launching, "_end_with_launcher", lambda: None)
    monkeypatch.setattr(launching.paddle, "set_device", calls.append)
    monkeypatch.setattr(launching.dist, "init_parallel_env", lambda: calls.append("connected"))
    monkeypatch.setattr(launching.dist, "all_reduce", lambda ones: ones.set_value(paddle.to_tensor(sums["ones"])))
    monkeypatch.setattr(launching.dist, "get_world_size", lambda: 2)
    return calls, sums


def test_a_plugin_connects_the_processes_itself(plugin):
    calls, _ = plugin
    init_distributed("npu")
    assert calls == ["npu", "connected"]
    assert "PADDLE_DISTRI_BACKEND" not in os.environ


def test_a_plugin_that_does_not_add_up_is_refused(plugin):
    _, sums = plugin
    sums["ones"] = [1.0, 1.0]
    with pytest.raises(LrkitError, match=r"--device npu: the plug-in does not add numbers up .* \(1 instead of 2\)"):
        init_distributed("npu")


def test_beside_a_plugin_the_launcher_assigns_no_gpu(plugin):
    calls, _ = plugin
    with pytest.raises(
        UsageError, match="--device gpu: Paddle's launcher assigns each process a npu; use --device npu"
    ):
        init_distributed("gpu")
    with pytest.raises(UsageError, match=r"--device mlu: .* mlu comes with paddle-custom-mlu"):
        init_distributed("mlu")
    assert calls == []


def test_the_cpu_uses_gloo_beside_a_plugin(plugin, monkeypatch):
    monkeypatch.setenv("PADDLE_DISTRI_BACKEND", "xccl")
    calls, _ = plugin
    init_distributed("cpu")
    assert calls == ["connected"]
    assert os.environ["PADDLE_DISTRI_BACKEND"] == "gloo"
