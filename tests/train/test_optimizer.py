"""The ``Optimizer`` section against updates computed by hand."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Optimizer
from paddle_lrkit.train.optimizer import applied_rate, build_optimizer, undecayed


def network() -> paddle.nn.Layer:
    return paddle.nn.Sequential(
        paddle.nn.Conv2D(3, 4, 3), paddle.nn.BatchNorm2D(4), paddle.nn.Flatten(), paddle.nn.Linear(4, 2)
    )


def settings(name: str, **options: object) -> Optimizer:
    return Optimizer(name=name, lr=Component("Constant"), **options)


def moved(model: paddle.nn.Layer, optimizer: paddle.optimizer.Optimizer) -> dict[str, bool]:
    """Which weights change when every gradient is zero: those that decay."""
    before = {name: parameter.numpy().copy() for name, parameter in model.named_parameters()}
    (model(paddle.ones([2, 3, 3, 3])).sum() * 0).backward()
    optimizer.step()
    trained = [(name, parameter) for name, parameter in model.named_parameters() if not parameter.stop_gradient]
    return {name: bool((parameter.numpy() != before[name]).any()) for name, parameter in trained}


def test_biases_and_all_of_norms_are_spared():
    model = network()
    names = {parameter.name: name for name, parameter in model.named_parameters()}
    assert sorted(names[name] for name in undecayed(model)) == ["0.bias", "1.bias", "1.weight", "3.bias"]


@pytest.mark.parametrize("name", ["SGD", "Momentum", "Adam", "AdamW"])
def test_weight_decay_reaches_exactly_what_it_should(name):
    model = network()
    for parameter in model.parameters():
        parameter.set_value(paddle.ones_like(parameter))
    optimizer = build_optimizer(settings(name, weight_decay=0.1, no_decay_norm_bias=True), model, 0.5)
    assert moved(model, optimizer) == {
        "0.weight": True, "0.bias": False, "1.weight": False, "1.bias": False, "3.weight": True, "3.bias": False
    }  # fmt: skip


@pytest.mark.parametrize("name", ["SGD", "Momentum", "Adam", "AdamW", "Lamb"])
def test_without_the_switch_everything_decays(name):
    model = paddle.nn.Linear(2, 2)
    for parameter in model.parameters():
        parameter.set_value(paddle.ones_like(parameter))
    optimizer = build_optimizer(settings(name, weight_decay=0.1), model, 0.5)
    (model(paddle.ones([1, 2])).sum() * 0).backward()
    optimizer.step()
    assert all((parameter.numpy() != 1).all() for parameter in model.parameters())


def test_lamb_spares_norms_and_biases():
    model = paddle.nn.Linear(2, 2)
    for parameter in model.parameters():
        parameter.set_value(paddle.ones_like(parameter))
    optimizer = build_optimizer(settings("Lamb", weight_decay=0.1, no_decay_norm_bias=True), model, 0.5)
    (model(paddle.ones([1, 2])).sum() * 0).backward()
    optimizer.step()
    assert (model.weight.numpy() != 1).all()
    assert (model.bias.numpy() == 1).all()


def test_nesterov_momentum_is_the_formula():
    model = paddle.nn.Linear(1, 1, bias_attr=False)
    model.weight.set_value(paddle.ones([1, 1]))
    optimizer = build_optimizer(settings("Momentum", momentum=0.9, use_nesterov=True, weight_decay=0.01), model, 0.1)
    weight, velocity = 1.0, 0.0
    for _ in range(5):
        model(paddle.full([1, 1], 2.0)).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
        gradient = 2.0 + 0.01 * weight
        velocity = 0.9 * velocity + gradient
        weight -= 0.1 * (gradient + 0.9 * velocity)
    np.testing.assert_allclose(float(model.weight.item()), weight, rtol=1e-5)


def test_clipping_limits_the_global_norm():
    model = paddle.nn.Linear(4, 4)
    before = np.concatenate([parameter.numpy().ravel() for parameter in model.parameters()])
    optimizer = build_optimizer(settings("SGD", clip_norm=0.5), model, 1.0)
    (model(paddle.ones([8, 4])).sum() * 100).backward()
    optimizer.step()
    after = np.concatenate([parameter.numpy().ravel() for parameter in model.parameters()])
    np.testing.assert_allclose(np.linalg.norm(after - before), 0.5, rtol=1e-4)


def test_applied_rate_is_the_one_of_the_last_step():
    model = paddle.nn.Linear(1, 1)
    scheduler = paddle.optimizer.lr.StepDecay(0.5, 1, 0.1)
    optimizer = build_optimizer(settings("SGD"), model, scheduler)
    for expected in (0.5, 0.05):
        model(paddle.ones([1, 1])).sum().backward()
        optimizer.step()
        assert float(applied_rate(optimizer).item()) == pytest.approx(expected)
        scheduler.step()
