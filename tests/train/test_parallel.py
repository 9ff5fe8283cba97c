"""BatchNorm on several processes, and signals that all of them see."""

from __future__ import annotations

import signal

import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train import interrupt, parallel
from paddle_lrkit.train.interrupt import StopRequest
from paddle_lrkit.train.parallel import Statistics, with_exchange
from tests.train.tiny import TinyNet


def test_synchronised_batch_norm_is_refused_on_the_cpu(open_tiny):
    with pytest.raises(ConfigError, match=r"Global\.sync_batch_norm: needs GPUs"):
        open_tiny("run", "Global.sync_batch_norm=true")


def test_one_process_keeps_its_network():
    model = TinyNet()
    assert with_exchange(model, model) is model


def test_moving_statistics_are_averaged_but_not_fixed_ones(monkeypatch):
    model = paddle.nn.Sequential(TinyNet(), paddle.nn.BatchNorm2D(3, use_global_stats=True), paddle.nn.LayerNorm(4))
    averaged = []
    monkeypatch.setattr(parallel, "average", averaged.extend)
    Statistics(model).average()
    assert [tensor.shape for tensor in averaged] == [[8], [8]]
    assert averaged[0] is model[0].norm._mean


@pytest.fixture
def two(monkeypatch):
    """Two processes, of which the other one has no signal."""
    monkeypatch.setattr(interrupt, "world_size", lambda: 2)
    monkeypatch.setattr(interrupt, "largest", lambda number: number)


def test_a_repeated_signal_of_the_launcher_is_no_second_request(two):
    with StopRequest() as stop:
        for _ in range(3):
            signal.raise_signal(signal.SIGTERM)
        assert stop.agreed(0) == signal.SIGTERM


def test_on_gpus_the_processes_agree_every_ten_turns(two, monkeypatch):
    monkeypatch.setattr(paddle, "get_device", lambda: "gpu:0")
    with StopRequest() as stop:
        assert stop.agreed(20) is None
        signal.raise_signal(signal.SIGTERM)
        assert [turn for turn in range(21, 41) if stop.agreed(turn)] == [30, 40]


def test_alone_a_second_signal_ends_at_once():
    with StopRequest() as stop:
        signal.raise_signal(signal.SIGTERM)
        assert stop.agreed(3) == signal.SIGTERM
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
