import numpy as np
import pytest

from paddle_lrkit.optimizers import ScheduleFreeAdamW

from .reference import largest_difference
from .schedule_free_equations import equations

B2 = 0.99


def corrected(t, g, decay, y, state):
    state["v"] = B2 * state.get("v", 0.0) + (1 - B2) * g**2
    return g / (np.sqrt(state["v"] / (1 - B2**t)) + 1e-8) + decay * y


def uncorrected(t, g, decay, y, state):
    state["v"] = B2 * state.get("v", 0.0) + (1 - B2) * g**2
    return g / (np.sqrt(state["v"]) + 1e-8) + decay * y


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
@pytest.mark.parametrize(
    ("arguments", "direction", "own"),
    [
        ({}, corrected, {}),
        (
            {"beta1": 0.5, "r": 2.0, "weight_lr_power": 1.0, "largest_rate": False},
            corrected,
            {"beta": 0.5, "r": 2.0, "p": 1.0, "largest": False},
        ),
        ({"correction_in_rate": True}, uncorrected, {"correction": lambda t: np.sqrt(1 - B2**t)}),
    ],
)
def test_the_weights_are_those_of_the_equations(arguments, direction, own, dtype, most):
    reference = equations(direction, **own)
    assert (
        largest_difference(lambda **given: ScheduleFreeAdamW(beta2=B2, **given, **arguments), reference, dtype) < most
    )
