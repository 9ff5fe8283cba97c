"""BatchNorm on several processes, and signals that all of them see."""

from __future__ import annotations

import signal

import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train import interrupt
from paddle_lrkit.train.distributed import parallel
from paddle_lrkit.train.distributed.parallel import Statistics, with_exchange
from paddle_lrkit.train.interrupt import StopRequest
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


class Branches(paddle.nn.Layer):
    """Four weights: ``a`` is used here, ``b`` by the other process, ``c`` by nobody, ``d`` is not trained."""

    def __init__(self):
        super().__init__()
        for name in "abcd":
            setattr(self, name, self.create_parameter([2], attr=paddle.ParamAttr(trainable=name != "d")))


def test_a_gradient_that_only_another_process_has_counts(monkeypatch):
    model = Branches()
    (2 * model.a).sum().backward()
    monkeypatch.setattr(
        parallel, "largest_of_each", lambda own: [max(pair) for pair in zip(own, (1, 1, 0), strict=True)]
    )

    def average(gradients):
        """The other process has 4 for ``a`` and 6 for ``b``."""
        for gradient, other in zip(gradients, (4.0, 6.0), strict=True):
            gradient.set_value((gradient + other) / 2)

    monkeypatch.setattr(parallel, "average", average)
    parallel.average_gradients(model)
    found = [None if weight.grad is None else weight.grad.tolist() for weight in model.parameters()]
    assert found == [[3.0, 3.0], [3.0, 3.0], None, None]


@pytest.mark.parametrize(
    ("processes", "device", "overlapped"), [(1, "gpu:0", False), (2, "cpu", False), (2, "gpu:0", True)]
)
def test_the_exchange_hides_behind_the_backward_pass_on_gpus(monkeypatch, processes, device, overlapped):
    monkeypatch.setattr(parallel, "world_size", lambda: processes)
    monkeypatch.setattr(paddle, "get_device", lambda: device)
    assert parallel.exchanges_in_backward() is overlapped


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


def test_the_handlers_from_before_come_back_but_not_over_those_set_since():
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with StopRequest():
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    try:
        with StopRequest():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == (signal.SIG_IGN, before[1])
    finally:
        signal.signal(signal.SIGTERM, before[0])
