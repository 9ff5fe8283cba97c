"""ResNetCifar: shapes, depth, layouts and errors."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.resnet_cifar import ResNetCifar


def trained(model):
    """Paddle also lists the running statistics of a normalisation."""
    return [weight for weight in model.parameters() if not weight.stop_gradient]


@pytest.mark.parametrize("depth", [8, 14, 20])
def test_the_depth_counts_convolutions_and_the_head(depth):
    model = ResNetCifar(num_classes=3, depth=depth, width=4)
    layers = [layer for layer in model.sublayers() if isinstance(layer, paddle.nn.Conv2D | paddle.nn.Linear)]
    assert len(layers) == depth


def test_the_size_is_that_of_the_paper():
    """ResNet-20 of width 16 has 0.27 million weights (He et al. 2015, table 6)."""
    model = ResNetCifar(num_classes=10)
    assert sum(int(np.prod(weight.shape)) for weight in trained(model)) == 269_722


@pytest.mark.parametrize("side", [7, 8, 16])
def test_every_weight_gets_a_gradient(side):
    model = ResNetCifar(num_classes=3, depth=8, width=4, channels=1)
    scores = model(paddle.rand([2, 1, side, side]))
    assert list(scores.shape) == [2, 3]
    scores.square().sum().backward()
    assert all(float(weight.grad.abs().sum()) > 0 for weight in trained(model))


def test_both_layouts_give_the_same_numbers():
    images = np.random.default_rng(0).normal(size=(2, 3, 8, 8)).astype("float32")
    answers = []
    for data_format, array in (("NCHW", images), ("NHWC", images.transpose(0, 2, 3, 1))):
        paddle.seed(0)
        model = ResNetCifar(num_classes=4, depth=8, width=4, data_format=data_format)
        answers.append(model(paddle.to_tensor(array)).numpy())
    np.testing.assert_allclose(answers[1], answers[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [({"depth": 10}, "depth"), ({"depth": 2}, "depth"), ({"width": 0}, "width"), ({"channels": 0}, "channels")],
)
def test_models_that_cannot_be_built_are_named(arguments, key):
    with pytest.raises(ConfigError) as error:
        ResNetCifar(num_classes=10, **arguments)
    assert error.value.key == key
