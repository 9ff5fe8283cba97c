"""Softmax regression: equal scores at the start, linear in the pixels."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.softmax_regression import SoftmaxRegression


def test_it_starts_at_zero_whatever_the_seed():
    model = SoftmaxRegression(num_classes=3, in_features=8)
    assert model(paddle.rand([5, 2, 2, 2])).abs().sum().item() == 0


def test_it_is_a_linear_map_of_the_flattened_image():
    model = SoftmaxRegression(num_classes=3, in_features=8)
    rng = np.random.default_rng(0)
    weights, bias, images = (rng.normal(size=size).astype("float32") for size in ((8, 3), (3,), (5, 2, 2, 2)))
    model.head.weight.set_value(weights)
    model.head.bias.set_value(bias)
    expected = images.reshape(5, 8) @ weights + bias
    np.testing.assert_allclose(model(paddle.to_tensor(images)).numpy(), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("key", ["num_classes", "in_features"])
def test_sizes_below_one_are_refused(key):
    with pytest.raises(ConfigError) as error:
        SoftmaxRegression(**{"num_classes": 3, "in_features": 8, key: 0})
    assert error.value.key == key
