import numpy as np
import paddle
import pytest

from paddle_lrkit import ConfigError
from paddle_lrkit.optimizers import LARS

from .reference import GROUPS, largest_difference


def equations(momentum=0.9, nesterov=False, tc=0.3, epsilon=0.0, most=np.inf, inside=True, exclude=True):
    velocities = [0.0] * len(GROUPS)

    def step(update, rate, weights, gradients):
        new = []
        for index, (w, g, (decay, factor)) in enumerate(zip(weights, gradients, GROUPS, strict=True)):
            lr, norm, size = rate * factor, np.linalg.norm(g), np.linalg.norm(w)
            if exclude and w.ndim <= 1:
                u = g
            else:
                u = min(tc * size / (norm + decay * size + epsilon), most) * (g + decay * w)
            a, b = (lr, 1.0) if inside else (1.0, lr)
            v = velocities[index] = momentum * velocities[index] + a * u
            new.append(w - b * (a * u + momentum * v if nesterov else v))
        return new

    return step


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
@pytest.mark.parametrize(
    ("arguments", "own"),
    [
        ({}, {}),
        ({"use_nesterov": True, "epsilon": 0.01}, {"nesterov": True, "epsilon": 0.01}),
        ({"rate_in_velocity": False}, {"inside": False}),
        ({"exclude_vectors": False, "max_trust_ratio": 0.2}, {"exclude": False, "most": 0.2}),
    ],
)
def test_the_weights_are_those_of_the_equations(arguments, own, dtype, most):
    assert (
        largest_difference(lambda **given: LARS(trust_coefficient=0.3, **given, **arguments), equations(**own), dtype)
        < most
    )


def test_a_parameter_of_zeros_moves_with_ratio_1():
    weight = paddle.create_parameter([2, 2], "float32", default_initializer=paddle.nn.initializer.Constant(0.0))
    optimizer = LARS(0.5, parameters=[weight], weight_decay=0.1)
    weight.sum().backward()
    optimizer.step()
    assert weight.numpy().tolist() == [[-0.5, -0.5], [-0.5, -0.5]]
    assert optimizer.measurements()["trust_ratio"].item() == 1.0


@pytest.mark.parametrize(
    "arguments", [{"momentum": 1.0}, {"trust_coefficient": 0}, {"max_trust_ratio": 0.0}, {"epsilon": -1}]
)
def test_an_impossible_argument_is_refused(arguments):
    with pytest.raises(ConfigError, match=next(iter(arguments))):
        LARS(0.1, parameters=[paddle.create_parameter([1], "float32")], **arguments)
