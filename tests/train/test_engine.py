"""One update: accumulation and mixed precision."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import paddle
import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.config.settings import Amp
from paddle_lrkit.curves import constant
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.train import engine as engine_module
from paddle_lrkit.train.engine import Engine, grad_norm
from tests.train.tiny import write_config


def test_accumulated_batches_give_the_gradient_of_their_union(tmp_path):
    """Without BatchNorm and dropout, the mean over two halves is the mean over the whole batch."""

    def updated(batches):
        paddle.seed(0)
        model = paddle.nn.Linear(4, 3)
        engine = Engine(settings, model, CurveLR(constant(0.1)))
        loss = paddle.nn.CrossEntropyLoss()
        engine.step(batches, lambda net, batch: {"loss": loss(net(batch[0]), batch[1])})
        return model.weight.numpy()

    overrides = ["Optimizer.name=SGD", "Optimizer.weight_decay=0.0"]
    settings = read_settings(load_config(write_config(tmp_path), overrides))
    rng = np.random.default_rng(0)
    x, y = paddle.to_tensor(rng.normal(size=(8, 4)).astype("float32")), paddle.to_tensor(np.arange(8) % 3)
    np.testing.assert_allclose(updated([(x[:4], y[:4]), (x[4:], y[4:])]), updated([(x, y)]), rtol=1e-5, atol=1e-7)


def test_the_gradient_norm_is_that_of_all_gradients_together():
    used, unused = paddle.nn.Linear(2, 2).weight, paddle.nn.Linear(2, 2).weight
    used.grad = paddle.to_tensor([[3.0, 0.0], [0.0, 4.0]])
    double = paddle.zeros([2], dtype="float64")
    double.stop_gradient = False
    double.grad = paddle.to_tensor([12.0, 0.0], dtype="float64")
    assert grad_norm([used, unused, double]).item() == 13.0
    assert grad_norm([unused]).item() == 0.0


def test_a_weight_that_an_update_does_not_use_stays_as_it_is(tmp_path):
    """A resumed run has no gradients of the update before; so has one that was not interrupted."""
    settings = read_settings(load_config(write_config(tmp_path)))
    model = paddle.nn.LayerList([paddle.nn.Linear(2, 2), paddle.nn.Linear(2, 2)])
    engine = Engine(settings, model, CurveLR(constant(0.1)))
    batch = paddle.ones([1, 2])
    engine.step([batch], lambda net, one: {"loss": (net[0](one) + net[1](one)).sum()})
    first, second = model[0].weight.numpy(), model[1].weight.numpy()
    engine.step([batch], lambda net, one: {"loss": net[0](one).sum()})
    assert (model[0].weight.numpy() != first).all()
    assert (model[1].weight.numpy() == second).all()


def test_an_update_after_an_evaluation_trains(tmp_path):
    settings = read_settings(load_config(write_config(tmp_path)))
    engine = Engine(
        settings, paddle.nn.Sequential(paddle.nn.Linear(2, 2), paddle.nn.Dropout(0.5)), CurveLR(constant(0.1))
    )
    modes = []
    engine.evaluate(SimpleNamespace(evaluate=lambda network: modes.append(network[1].training) or {}))

    def losses(network, batch):
        modes.append(network[1].training)
        return {"loss": network(batch).sum()}

    engine.step([paddle.ones([1, 2])], losses)
    assert modes == [False, True]


def test_mixed_precision_is_refused_on_the_cpu(open_tiny):
    with pytest.raises(ConfigError, match="mixed precision needs a GPU"):
        open_tiny("run", "Global.amp={level: O1, dtype: bfloat16}")


@pytest.mark.parametrize(
    ("has", "message"),
    [
        (("bfloat16",), "Global.amp.dtype: this npu does not compute in float16; bfloat16 works"),
        ((), "Global.amp.dtype: this npu does not compute in float16"),
    ],
)
def test_a_type_that_a_device_lacks_is_refused(monkeypatch, has, message):
    monkeypatch.setattr(engine_module, "device_kind", lambda: "npu")
    monkeypatch.setattr(engine_module, "computes_in", lambda dtype: dtype in has)
    with pytest.raises(ConfigError) as raised:
        engine_module.check_amp(Amp("O1", "float16"))
    assert str(raised.value) == message
    engine_module.check_amp(None)
    for dtype in has:
        engine_module.check_amp(Amp("O1", dtype))


def test_an_overflow_found_by_the_scaler_skips_the_update():
    """`Engine._apply` reads the result of GradScaler, which does nothing on a CPU."""
    calls = []
    scaler = SimpleNamespace(
        _found_inf=True, step=lambda o: calls.append("step"), update=lambda: calls.append("update")
    )
    engine = SimpleNamespace(scaler=scaler, optimizer=None)
    assert Engine._apply(engine) is False
    assert calls == ["step", "update"]
