"""The ``Optimizer`` section against updates computed by hand."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.optimizer_arguments import find_arguments, own_arguments
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.optimization.optimizer import build_optimizer, undecayed


def network() -> paddle.nn.Layer:
    return paddle.nn.Sequential(
        paddle.nn.Conv2D(3, 4, 3), paddle.nn.BatchNorm2D(4), paddle.nn.Flatten(), paddle.nn.Linear(4, 2)
    )


def settings(name: str, **options: object) -> Optimizer:
    arguments = find_arguments(name)(**{key: options.pop(key) for key in own_arguments(name, options)})
    return Optimizer(name=name, lr=Component("Constant"), arguments=arguments, **options)


def moved(model: paddle.nn.Layer, optimizer: paddle.optimizer.Optimizer) -> dict[str, bool]:
    """Which weights change when every gradient is zero: those that decay."""
    before = {name: parameter.numpy().copy() for name, parameter in model.named_parameters()}
    (model(paddle.ones([2, 3, 3, 3])).sum() * 0).backward()
    optimizer.step()
    trained = [(name, parameter) for name, parameter in model.named_parameters() if not parameter.stop_gradient]
    return {name: bool((parameter.numpy() != before[name]).any()) for name, parameter in trained}


def test_biases_and_normalization_layers_are_excluded():
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


def test_lamb_excludes_biases():
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


class Stack(paddle.nn.Layer):
    def __init__(self) -> None:
        super().__init__()
        self.low = paddle.nn.Linear(1, 1, bias_attr=False)
        self.middle = paddle.nn.Linear(1, 1, bias_attr=False)
        self.top = paddle.nn.Linear(1, 1)

    def forward(self, x):
        return self.low(x) + self.middle(x) + self.top(x)

    def layer_depths(self) -> dict[str, int]:
        return {"low.weight": 0, "middle.weight": 1, "top.weight": 2, "top.bias": 2}


def moves(name: str, **options) -> dict[str, float]:
    """How far each weight goes in one step from 1 with gradient 1."""
    model = Stack()
    for parameter in model.parameters():
        parameter.set_value(paddle.ones_like(parameter))
    optimizer = build_optimizer(settings(name, **options), model, 0.125)
    model(paddle.ones([1, 1])).sum().backward()
    optimizer.step()
    return {key: float(1 - parameter.numpy().item()) for key, parameter in model.named_parameters()}


@pytest.mark.parametrize("name", ["SGD", "Momentum", "Adam", "AdamW"])
@pytest.mark.parametrize("spare", [False, True])
def test_layer_decay_scales_the_rate_of_each_layer(name, spare):
    moved = moves(name, layer_decay=0.5, no_decay_norm_bias=spare)
    expected = {"low.weight": 0.25, "middle.weight": 0.5, "top.weight": 1.0, "top.bias": 1.0}
    for key, part in expected.items():
        np.testing.assert_allclose(moved[key], 0.125 * part, rtol=1e-4, err_msg=key)


def test_layer_decay_scales_decoupled_weight_decay():
    without = moves("AdamW", layer_decay=0.5)
    decayed = moves("AdamW", layer_decay=0.5, weight_decay=0.1)
    extra = {key: decayed[key] - without[key] for key in without}
    np.testing.assert_allclose(extra["low.weight"], 0.125 * 0.25 * 0.1, rtol=1e-3)
    np.testing.assert_allclose(extra["top.weight"], 0.125 * 0.1, rtol=1e-3)


def test_without_layer_decay_all_rates_are_equal():
    assert len({round(value, 6) for value in moves("SGD").values()}) == 1


def test_layer_decay_needs_a_model_with_depths():
    with pytest.raises(ConfigError, match=r"Optimizer\.layer_decay: needs a model .* Linear does not"):
        build_optimizer(settings("SGD", layer_decay=0.9), paddle.nn.Linear(1, 1), 0.1)


@pytest.mark.parametrize("value", [0.0, 1.5])
def test_layer_decay_out_of_range_is_refused(value):
    with pytest.raises(ConfigError, match="layer_decay"):
        settings("SGD", layer_decay=value)


def test_muon_gives_the_parameters_that_match_to_adamw_and_keeps_the_groups_of_the_decay():
    model = network()
    chosen = settings("Muon", adamw_match=("3.*",), weight_decay=0.1, no_decay_norm_bias=True)
    optimizer = build_optimizer(chosen, model, 0.5)
    names = {parameter.name: name for name, parameter in model.named_parameters()}
    groups = [
        ([names[one.name] for one in group["params"]], group["weight_decay"], group.get("update"))
        for group in optimizer._param_groups
    ]
    assert groups == [
        (["0.weight"], 0.1, None),
        (["3.weight"], 0.1, "adamw"),
        (["0.bias", "1.weight", "1.bias"], 0.0, None),
        (["3.bias"], 0.0, "adamw"),
    ]


def test_a_pattern_that_matches_nothing_is_refused():
    with pytest.raises(ConfigError, match=r"adamw_match\.0: 'head\.\*' matches no parameter; .* like 0\.weight"):
        build_optimizer(settings("Muon", adamw_match=("head.*",)), network(), 0.5)


def test_lamb_has_the_epsilon_of_paddle():
    assert settings("Lamb").arguments.epsilon == 1e-6
    assert settings("Adam").arguments.epsilon == 1e-8
