import pytest

from paddle_lrkit.optimizers import HypergradientSGD

from .hypergradient_equations import equations
from .reference import GROUPS, largest_difference


def direction(momentum=0.0, nesterov=False):
    velocities = [0.0] * len(GROUPS)

    def of(t, index, g):
        velocities[index] = momentum * velocities[index] + g
        return g + momentum * velocities[index] if nesterov else velocities[index]

    return of


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
@pytest.mark.parametrize(
    ("arguments", "own", "multiplicative"),
    [
        ({}, {}, False),
        ({"momentum": 0.5, "use_nesterov": True}, {"momentum": 0.5, "nesterov": True}, False),
        ({"momentum": 0.5, "multiplicative": True}, {"momentum": 0.5}, True),
    ],
)
def test_the_weights_are_those_of_the_equations(arguments, own, multiplicative, dtype, most):
    reference = equations(direction(**own), 1e-3, multiplicative)
    optimizer = lambda **given: HypergradientSGD(hypergradient_lr=1e-3, **given, **arguments)  # noqa: E731
    assert largest_difference(optimizer, reference, dtype) < most
