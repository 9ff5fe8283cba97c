"""Gradients and BatchNorm on several processes."""

from __future__ import annotations

import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.distributed import data_parallel as module
from paddle_lrkit.train.distributed.data_parallel import BatchNormStatistics, data_parallel
from tests.train.tiny import TinyNet


def test_synchronised_batch_norm_is_refused_on_the_cpu(open_tiny):
    with pytest.raises(ConfigError, match=r"Global\.sync_batch_norm: needs GPUs"):
        open_tiny("run", "Global.sync_batch_norm=true")


def test_one_process_keeps_its_network():
    model = TinyNet()
    assert data_parallel(model, model) is model


def test_moving_statistics_are_averaged_but_not_fixed_ones(monkeypatch):
    model = paddle.nn.Sequential(TinyNet(), paddle.nn.BatchNorm2D(3, use_global_stats=True), paddle.nn.LayerNorm(4))
    averaged = []
    monkeypatch.setattr(module, "all_reduce_mean", averaged.extend)
    BatchNormStatistics(model).average()
    assert [tensor.shape for tensor in averaged] == [[8], [8]]
    assert averaged[0] is model[0].norm._mean


class Branches(paddle.nn.Layer):
    """Four weights: ``a`` is used here, ``b`` by the other process, ``c`` by neither, ``d`` is not trained."""

    def __init__(self):
        super().__init__()
        for name in "abcd":
            setattr(self, name, self.create_parameter([2], attr=paddle.ParamAttr(trainable=name != "d")))


def test_a_gradient_of_another_process_alone_counts(monkeypatch):
    model = Branches()
    (2 * model.a).sum().backward()
    monkeypatch.setattr(module, "all_reduce_max", lambda own: [max(pair) for pair in zip(own, (1, 1, 0), strict=True)])

    def average(gradients):
        """The other process has 4 for ``a`` and 6 for ``b``."""
        for gradient, other in zip(gradients, (4.0, 6.0), strict=True):
            gradient.set_value((gradient + other) / 2)

    monkeypatch.setattr(module, "all_reduce_mean", average)
    module.all_reduce_gradients(model)
    found = [None if weight.grad is None else weight.grad.tolist() for weight in model.parameters()]
    assert found == [[3.0, 3.0], [3.0, 3.0], None, None]


@pytest.mark.parametrize(
    ("processes", "device", "overlapped"), [(1, "gpu:0", False), (2, "cpu", False), (2, "gpu:0", True)]
)
def test_gradients_are_exchanged_in_the_backward_pass_on_gpus(monkeypatch, processes, device, overlapped):
    monkeypatch.setattr(module, "world_size", lambda: processes)
    monkeypatch.setattr(paddle, "get_device", lambda: device)
    assert module.reduces_in_backward() is overlapped
