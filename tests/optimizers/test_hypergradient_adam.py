import numpy as np
import pytest

from paddle_lrkit.optimizers import HypergradientAdam

from .hypergradient_equations import equations
from .reference import GROUPS, largest_difference


def direction():
    m, v = [0.0] * len(GROUPS), [0.0] * len(GROUPS)

    def of(t, index, g):
        m[index] = 0.8 * m[index] + 0.2 * g
        v[index] = 0.99 * v[index] + 0.01 * g**2
        return np.sqrt(1 - 0.99**t) / (1 - 0.8**t) * m[index] / (np.sqrt(v[index]) + 1e-8)

    return of


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
@pytest.mark.parametrize("multiplicative", [False, True])
def test_the_weights_are_those_of_the_equations(multiplicative, dtype, most):
    arguments = {"hypergradient_lr": 1e-3, "beta1": 0.8, "beta2": 0.99, "multiplicative": multiplicative}
    reference = equations(direction(), 1e-3, multiplicative)
    assert largest_difference(lambda **given: HypergradientAdam(**given, **arguments), reference, dtype) < most
