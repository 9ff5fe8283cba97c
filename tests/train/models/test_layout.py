"""Channels-last models give the same numbers as channels-first ones."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.vision import vision_model


@pytest.mark.parametrize("name", ["ResNet18", "MobileNetV1_x0_25", "MobileNetV2_x0_25", "MobileNetV3_small_x0_35"])
def test_same_logits_and_gradients(name):
    images = np.random.default_rng(0).normal(size=(2, 3, 32, 32)).astype("float32")
    answers = []
    for data_format, array in (("NCHW", images), ("NHWC", images.transpose(0, 2, 3, 1))):
        paddle.seed(0)
        model = vision_model(name, num_classes=4, data_format=data_format)
        model.eval()
        logits = model(paddle.to_tensor(array))
        logits.square().sum().backward()
        gradient = next(parameter.grad for parameter in model.parameters() if parameter.grad is not None)
        answers.append((logits.numpy(), gradient.numpy()))
    (logits, gradient), (last_logits, last_gradient) = answers
    np.testing.assert_allclose(last_logits, logits, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(last_gradient, gradient, rtol=1e-3, atol=1e-5 * np.abs(gradient).max())


def test_a_network_that_flattens_a_map_is_refused():
    with pytest.raises(ConfigError, match="data_format"):
        vision_model("VGG11", num_classes=4, data_format="NHWC")
