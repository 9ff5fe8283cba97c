from functools import partial

import numpy as np
import paddle
import pytest

from paddle_lrkit import ConfigError
from paddle_lrkit.curves import linear
from paddle_lrkit.optimizers import Muon
from paddle_lrkit.schedulers import CurveLR

from .reference import GROUPS, give_gradients, gradient_of, largest_difference, parameters


def orthogonal(matrix, steps=5):
    x = matrix / max(np.linalg.norm(matrix), 1e-7)
    for _ in range(steps):
        s = x @ x.T
        x = 3.4445 * x + (-4.7750 * s + 2.0315 * s @ s) @ x
    return x


SCALES = {
    "spectral": lambda i, o: np.sqrt(max(1, o / i)),
    "match_rms": lambda i, o: 0.2 * np.sqrt(max(i, o)),
    "paddle_1": lambda i, o: 0.2 * np.sqrt(max(1, o / i)),
    "paddle_2": lambda i, o: 0.2 * np.sqrt(o / i),
    "paddle_3": lambda i, o: 0.2 * np.sqrt(max(i, o)),
}


def equations(scale="match_rms", mu=0.95, nesterov=True, factor=1.0, betas=(0.9, 0.95), eps=1e-10, adamw=(1,)):
    momenta, means, squares = ([0.0] * len(GROUPS) for _ in range(3))

    def step(update, rate, weights, gradients):
        new = []
        for index, (w, g, (decay, group)) in enumerate(zip(weights, gradients, GROUPS, strict=True)):
            lr = rate * group
            if index in adamw:
                lr *= factor
                means[index] = betas[0] * means[index] + (1 - betas[0]) * g
                squares[index] = betas[1] * squares[index] + (1 - betas[1]) * g * g
                mean = means[index] / (1 - betas[0] ** (update + 1))
                square = squares[index] / (1 - betas[1] ** (update + 1))
                d = mean / (np.sqrt(square) + eps)
            else:
                m = momenta[index] = mu * momenta[index] + (1 - mu) * g
                d = SCALES[scale](*w.shape) * orthogonal(mu * m + (1 - mu) * g if nesterov else m)
            new.append(w * (1 - lr * decay) - lr * d)
        return new

    return step


@pytest.mark.parametrize(("dtype", "most"), [("float32", 2e-5), ("float64", 1e-12)])
@pytest.mark.parametrize(
    ("arguments", "own"),
    [
        ({}, {}),
        ({"scale": "spectral", "use_nesterov": False}, {"scale": "spectral", "nesterov": False}),
        (
            {"scale": "paddle_1", "momentum": 0.8, "adamw_rate_factor": 0.3},
            {"scale": "paddle_1", "mu": 0.8, "factor": 0.3},
        ),
        ({"scale": "paddle_2", "adamw_epsilon": 0.01}, {"scale": "paddle_2", "eps": 0.01}),
        ({"scale": "paddle_3", "adamw_beta1": 0.0, "adamw_beta2": 0.99}, {"scale": "paddle_3", "betas": (0.0, 0.99)}),
    ],
)
def test_the_weights_are_those_of_the_equations(arguments, own, dtype, most):
    assert largest_difference(partial(Muon, **arguments), equations(**own), dtype) < most


def test_a_group_can_be_updated_by_adamw():
    build = partial(Muon, scale="spectral")

    def given(learning_rate, parameters, grad_clip):
        return build(
            learning_rate, parameters=[{**parameters[0], "update": "adamw"}, parameters[1]], grad_clip=grad_clip
        )

    assert largest_difference(given, equations(scale="spectral", adamw=(0, 1, 2)), "float64") < 1e-12


def kernel(values):
    return paddle.create_parameter(values.shape, "float64", default_initializer=paddle.nn.initializer.Assign(values))


@pytest.mark.parametrize("scale", SCALES)
def test_kernels_are_one_matrix_whose_rows_are_outputs(scale):
    random = np.random.default_rng(0)
    start, gradient = random.standard_normal((4, 3, 2, 2)), random.standard_normal((4, 3, 2, 2))
    weight = kernel(start)
    optimizer = Muon(0.5, scale=scale, parameters=[weight])
    (weight * paddle.to_tensor(gradient)).sum().backward()
    optimizer.step()
    expected = start - 0.5 * SCALES[scale](12, 4) * orthogonal(gradient.reshape(4, 12)).reshape(start.shape)
    np.testing.assert_allclose(weight.numpy(), expected, rtol=1e-12)


def test_a_matrix_whose_gradient_is_zero_stays():
    weight = kernel(np.ones((3, 2)))
    optimizer = Muon(0.5, parameters=[weight])
    (weight * 0).sum().backward()
    optimizer.step()
    assert (weight.numpy() == 1).all()


def test_each_parameter_keeps_what_its_update_needs_and_a_saved_state_continues(tmp_path):
    weights = parameters("float32")

    def built():
        return Muon(0.1, parameters=[{"params": weights[:1], "update": "adamw"}, {"params": weights[1:]}])

    def train(optimizer, updates):
        for update in updates:
            give_gradients(weights, gradient_of(update, [weight.numpy() for weight in weights], "float32"))
            optimizer.step()
            optimizer.clear_grad()

    first = built()
    train(first, range(5))
    state = first.state_dict()
    names = {one.name: index for index, one in enumerate(weights)}
    kept = {(names[name], key[len(name) :]) for name in names for key in state if key.startswith(name)}
    adamw = ("_mean_0", "_square_0", "_updates_0")
    assert kept == {*((0, name) for name in adamw), *((1, name) for name in adamw), (2, "_momentum_0")}
    paddle.save(state, str(tmp_path / "o.pdopt"))
    values = [weight.clone() for weight in weights]
    train(first, range(5, 10))
    uninterrupted = [weight.numpy().tobytes() for weight in weights]
    for weight, value in zip(weights, values, strict=True):
        weight.set_value(value)
    resumed = built()
    resumed.set_state_dict(paddle.load(str(tmp_path / "o.pdopt")))
    train(resumed, range(5, 10))
    assert [weight.numpy().tobytes() for weight in weights] == uninterrupted


def test_a_quadratic_is_brought_to_its_minimum():
    target = np.random.default_rng(1).standard_normal((6, 4))
    weight = kernel(np.zeros((6, 4)))
    scheduler = CurveLR(linear(0.5, 0.0, 200))
    optimizer = Muon(scheduler, parameters=[weight])
    for _ in range(200):
        ((weight - paddle.to_tensor(target)) ** 2).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
        scheduler.step()
    assert np.abs(weight.numpy() - target).max() < 0.01


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"momentum": 1.0}, "momentum: must be >= 0 and < 1"),
        ({"ns_steps": 0}, "ns_steps: must be >= 1"),
        (
            {"scale": "original"},
            "scale: must be one of spectral, match_rms, paddle_1, paddle_2, paddle_3, got 'original'",
        ),
        ({"adamw_rate_factor": -1}, "adamw_rate_factor: must be >= 0"),
        ({"adamw_epsilon": 0}, "adamw_epsilon: must be > 0"),
        ({"update": "adam"}, "update: must be one of muon, adamw, got 'adam'"),
    ],
)
def test_an_impossible_argument_is_refused(arguments, message):
    group = {"params": parameters("float32"), **({"update": arguments.pop("update")} if "update" in arguments else {})}
    with pytest.raises(ConfigError, match=message):
        Muon(0.1, parameters=[group], **arguments)
