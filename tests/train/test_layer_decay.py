"""Layer-wise decay: the rate that every optimizer really uses for each weight."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Optimizer
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.optimizer import build_optimizer


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
    settings = Optimizer(name=name, lr=Component("Constant"), **options)
    optimizer = build_optimizer(settings, model, 0.125)
    model(paddle.ones([1, 1])).sum().backward()
    optimizer.step()
    return {key: float(1 - parameter.numpy().item()) for key, parameter in model.named_parameters()}


@pytest.mark.parametrize("name", ["SGD", "Momentum", "Adam", "AdamW"])
@pytest.mark.parametrize("spare", [False, True])
def test_each_layer_has_its_part(name, spare):
    moved = moves(name, layer_decay=0.5, no_decay_norm_bias=spare)
    expected = {"low.weight": 0.25, "middle.weight": 0.5, "top.weight": 1.0, "top.bias": 1.0}
    for key, part in expected.items():
        np.testing.assert_allclose(moved[key], 0.125 * part, rtol=1e-4, err_msg=key)


def test_decoupled_weight_decay_shrinks_too():
    without = moves("AdamW", layer_decay=0.5)
    decayed = moves("AdamW", layer_decay=0.5, weight_decay=0.1)
    extra = {key: decayed[key] - without[key] for key in without}
    np.testing.assert_allclose(extra["low.weight"], 0.125 * 0.25 * 0.1, rtol=1e-3)
    np.testing.assert_allclose(extra["top.weight"], 0.125 * 0.1, rtol=1e-3)


def test_without_it_all_rates_are_one():
    assert len({round(value, 6) for value in moves("SGD").values()}) == 1


def test_a_model_that_does_not_say_its_depths():
    settings = Optimizer(name="SGD", lr=Component("Constant"), layer_decay=0.9)
    with pytest.raises(ConfigError, match=r"Optimizer\.layer_decay: needs a model .* Linear does not"):
        build_optimizer(settings, paddle.nn.Linear(1, 1), 0.1)


@pytest.mark.parametrize("value", [0.0, 1.5])
def test_bad_factors(value):
    with pytest.raises(ConfigError, match="layer_decay"):
        Optimizer(name="SGD", lr=Component("Constant"), layer_decay=value)
