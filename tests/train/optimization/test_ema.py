"""The moving average against the formula."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.train.optimization.ema import Ema


def test_the_average_follows_the_formula_and_the_weights_are_restored():
    model = paddle.nn.Linear(3, 2)
    ema = Ema(model, 0.9)
    expected = model.weight.numpy().copy()
    rng = np.random.default_rng(0)
    for _ in range(7):
        weight = rng.normal(size=[3, 2]).astype("float32")
        model.weight.set_value(weight)
        ema.update()
        expected = 0.9 * expected + 0.1 * weight
    with ema.applied():
        np.testing.assert_allclose(model.weight.numpy(), expected, rtol=1e-5)
    np.testing.assert_array_equal(model.weight.numpy(), weight)


def test_the_weights_are_restored_after_an_error():
    model = paddle.nn.Linear(1, 1)
    ema = Ema(model, 0.5)
    model.weight.set_value(paddle.full([1, 1], 7.0))
    with pytest.raises(ValueError, match="inside"), ema.applied():
        raise ValueError("inside")
    assert model.weight.tolist() == [[7.0]]


def test_averages_of_another_model_are_refused():
    with pytest.raises(CheckpointError, match="another model"):
        Ema(paddle.nn.Linear(1, 1), 0.5).restore({"conv.weight": paddle.ones([1])})


@pytest.mark.parametrize("decay", [0, 1, -0.1, float("nan")])
def test_a_decay_outside_0_and_1_is_refused(decay):
    with pytest.raises(ConfigError, match="ema_decay"):
        Ema(paddle.nn.Linear(1, 1), decay)
