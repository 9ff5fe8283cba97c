import numpy as np
import paddle
import pytest

from paddle_lrkit.curves import constant, linear, one_cycle_momentum
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.schedulers import MomentumWeightDecayScheduler

CURVE = linear(0.9, 0.5, 8)


def bias(value=0.0):
    return paddle.nn.Linear(1, 1, bias_attr=paddle.nn.initializer.Constant(value))


def one_update(layer, optimizer, gradient=1.0):
    before = layer.bias.item()
    (layer(paddle.zeros([1, 1])) * gradient).sum().backward()
    optimizer.step()
    optimizer.clear_grad()
    return before - layer.bias.item()


@pytest.mark.parametrize("grouped", [False, True])
def test_the_momentum_is_applied(grouped):
    layer = bias()
    parameters = [{"params": layer.parameters()}] if grouped else layer.parameters()
    optimizer = paddle.optimizer.Momentum(0.1, 0.3, parameters=parameters)
    scheduler = MomentumWeightDecayScheduler(optimizer, momentum=CURVE)
    velocity = 0.0
    for update in range(10):
        velocity = CURVE(update) * velocity + 1.0
        assert one_update(layer, optimizer) == pytest.approx(0.1 * velocity, rel=1e-5)
        scheduler.step()


@pytest.mark.parametrize("grouped", [False, True])
def test_the_decoupled_weight_decay_is_applied(grouped):
    layer = bias(1.0)
    parameters = [{"params": layer.parameters()}] if grouped else layer.parameters()
    optimizer = paddle.optimizer.AdamW(0.1, parameters=parameters, weight_decay=0.5)
    scheduler = MomentumWeightDecayScheduler(optimizer, weight_decay=CURVE)
    for update in range(10):
        expected = layer.bias.item() * 0.1 * CURVE(update)
        assert one_update(layer, optimizer, gradient=0.0) == pytest.approx(expected, rel=1e-5)
        scheduler.step()


@pytest.mark.parametrize("kind", [paddle.optimizer.SGD, paddle.optimizer.Momentum])
@pytest.mark.parametrize("grouped", [False, True])
def test_the_l2_penalty_is_applied(kind, grouped):
    layer = bias(1.0)
    parameters = [{"params": layer.parameters()}] if grouped else layer.parameters()
    options = {"momentum": 0.0} if kind is paddle.optimizer.Momentum else {}
    optimizer = kind(0.1, parameters=parameters, weight_decay=0.5, **options)
    scheduler = MomentumWeightDecayScheduler(optimizer, weight_decay=CURVE)
    for update in range(10):
        expected = layer.bias.item() * 0.1 * CURVE(update)
        assert one_update(layer, optimizer, gradient=0.0) == pytest.approx(expected, rel=1e-5)
        scheduler.step()


def test_a_group_without_weight_decay_stays_without():
    decayed, free = bias(1.0), bias(1.0)
    groups = [{"params": decayed.parameters()}, {"params": free.parameters(), "weight_decay": 0.0}]
    optimizer = paddle.optimizer.AdamW(0.1, parameters=groups, weight_decay=0.5)
    MomentumWeightDecayScheduler(optimizer, weight_decay=constant(0.2))
    (decayed(paddle.zeros([1, 1])) * 0 + free(paddle.zeros([1, 1])) * 0).sum().backward()
    optimizer.step()
    assert decayed.bias.item() == pytest.approx(0.98)
    assert free.bias.item() == 1.0


def test_the_momentum_of_adam_is_beta1():
    layer = bias()
    optimizer = paddle.optimizer.Adam(0.1, parameters=layer.parameters())
    MomentumWeightDecayScheduler(optimizer, momentum=one_cycle_momentum(0.95, 0.85, 101, up=30)).step(30)
    assert optimizer._beta1 == pytest.approx(0.85)


def test_a_state_goes_on_at_its_update():
    layer = bias()
    optimizer = paddle.optimizer.Momentum(0.1, parameters=layer.parameters())
    saved = MomentumWeightDecayScheduler(optimizer, momentum=CURVE)
    saved.step(np.int64(5))
    loaded = MomentumWeightDecayScheduler(optimizer, momentum=CURVE)
    loaded.set_state_dict(saved.state_dict())
    assert loaded.values() == {"momentum": CURVE(5)}
    with pytest.raises(CheckpointError, match=r"the curve of \w+ was another one"):
        MomentumWeightDecayScheduler(optimizer, momentum=constant(0.9)).set_state_dict(saved.state_dict())


@pytest.mark.parametrize(
    ("curves", "sentence"),
    [
        ({"momentum": CURVE}, "momentum: SGD has no momentum"),
        ({"weight_decay": CURVE}, "weight_decay: this SGD has no weight decay; build it with weight_decay > 0"),
        ({"weight_decay": 0.1}, "weight_decay: must be a curve, got 0.1"),
    ],
)
def test_bad_arguments(curves, sentence):
    optimizer = paddle.optimizer.SGD(0.1, parameters=bias().parameters())
    with pytest.raises(ConfigError) as caught:
        MomentumWeightDecayScheduler(optimizer, **curves)
    assert str(caught.value) == sentence
