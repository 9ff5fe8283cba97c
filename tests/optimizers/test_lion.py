from functools import partial

import numpy as np
import pytest

from paddle_lrkit.optimizers import Lion

from .reference import GROUPS, largest_difference


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
def test_the_weights_are_those_of_the_equations(dtype, most):
    momenta = [0.0] * len(GROUPS)

    def step(update, rate, weights, gradients):
        new = []
        for index, (w, g, (decay, factor)) in enumerate(zip(weights, gradients, GROUPS, strict=True)):
            lr = rate * factor
            new.append(w * (1 - lr * decay) - lr * np.sign(0.8 * momenta[index] + 0.2 * g))
            momenta[index] = 0.95 * momenta[index] + 0.05 * g
        return new

    assert largest_difference(partial(Lion, beta1=0.8, beta2=0.95), step, dtype) < most
