"""Each optimizer that needs no decayed or tuned rate finds the minimum of a quadratic."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit import ConfigError
from paddle_lrkit.curves import constant, cosine
from paddle_lrkit.optimizers import (
    DAdaptAdam,
    HypergradientAdam,
    HypergradientSGD,
    Prodigy,
    ScheduleFree,
    ScheduleFreeAdamW,
    ScheduleFreeSGD,
)
from paddle_lrkit.schedulers import CurveLR

UPDATES = 300
SCALES = np.array([1.0, 0.3, 2.0], "float32")
ANSWER = np.array([3.0, -1.0, 0.5], "float32")


@pytest.mark.parametrize(
    ("kind", "curve", "arguments"),
    [
        (ScheduleFreeSGD, constant(0.5), {}),
        (ScheduleFreeAdamW, constant(0.3), {"beta2": 0.99}),
        (Prodigy, cosine(1.0, 0.0, UPDATES), {}),
        (DAdaptAdam, cosine(1.0, 0.0, UPDATES), {}),
        (HypergradientSGD, constant(0.01), {"hypergradient_lr": 1e-3}),
        (HypergradientSGD, constant(0.01), {"hypergradient_lr": 0.05, "multiplicative": True}),
        (HypergradientAdam, constant(0.001), {"hypergradient_lr": 1e-4}),
    ],
)
def test_a_quadratic_is_minimised(kind, curve, arguments):
    weight = paddle.create_parameter([3], "float32", default_initializer=paddle.nn.initializer.Constant(0.0))
    scheduler = CurveLR(curve)
    optimizer = kind(scheduler, parameters=[weight], **arguments)
    for _ in range(UPDATES):
        (paddle.to_tensor(SCALES) * (weight - paddle.to_tensor(ANSWER)) ** 2).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
        scheduler.step()
    if isinstance(optimizer, ScheduleFree):
        optimizer.eval()
    assert np.abs(weight.numpy() - ANSWER).max() < 1e-3


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (ScheduleFreeSGD, {"momentum": 0.0}),
        (ScheduleFreeAdamW, {"beta1": 1.1}),
        (ScheduleFreeAdamW, {"weight_lr_power": -1.0}),
        (Prodigy, {"d0": 0.0}),
        (Prodigy, {"beta3": 1.0}),
        (Prodigy, {"growth_rate": 0.5}),
        (DAdaptAdam, {"beta2": 0.0}),
        (HypergradientSGD, {"hypergradient_lr": -1e-6}),
        (HypergradientAdam, {"epsilon": 0.0}),
    ],
)
def test_an_impossible_argument_is_refused(kind, arguments):
    (name,) = arguments
    with pytest.raises(ConfigError, match=rf"^{name}: must be") as error:
        kind(0.1, parameters=[paddle.create_parameter([1], "float32")], **arguments)
    assert "\n" not in str(error.value)
