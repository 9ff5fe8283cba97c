import numpy as np
import pytest

from paddle_lrkit.optimizers import ScheduleFreeSGD

from .reference import largest_difference
from .schedule_free_equations import equations


def plain(update, g, decay, y, state):
    return g + decay * y


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
@pytest.mark.parametrize(
    ("arguments", "own"),
    [
        ({}, {}),
        ({"momentum": 0.5, "r": 1.0, "weight_lr_power": 0.0}, {"beta": 0.5, "r": 1.0, "p": 0.0}),
        ({"momentum": 1.0, "largest_rate": False}, {"beta": 1.0, "largest": False}),
    ],
)
def test_the_weights_are_those_of_the_equations(arguments, own, dtype, most):
    assert (
        largest_difference(lambda **given: ScheduleFreeSGD(**given, **arguments), equations(plain, **own), dtype) < most
    )


def test_the_average_of_a_constant_rate_is_the_mean_of_the_iterates():
    from .reference import parameters

    (weight, *_), mean = parameters("float64"), 0.0
    optimizer, z = ScheduleFreeSGD(0.1, parameters=[weight]), weight.numpy()
    for _ in range(20):
        (weight * weight).sum().backward()
        z = z - 0.1 * 2 * weight.numpy()
        mean = mean + z / 20
        optimizer.step()
        optimizer.clear_grad()
    with optimizer.evaluation():
        assert np.abs(weight.numpy() - mean).max() < 1e-14
