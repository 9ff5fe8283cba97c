"""Runs an optimizer and its equations in NumPy beside each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.curves import cosine, linear
from paddle_lrkit.schedulers import CurveLR

UPDATES = 200
CURVE = linear(0.0, 0.1, 20).then(cosine(0.1, 0.0, UPDATES - 20))
CLIP = 1.5
SHAPES = ((5, 3), (3,), (3, 7))
GROUPS = ((0.02, 1.0), (0.0, 0.5), (0.02, 1.0))
"""Weight decay and factor of the rate of each parameter."""

Step = Callable[[int, float, list[np.ndarray], list[np.ndarray]], list[np.ndarray]]
"""Update from 0, rate, weights and clipped gradients -> weights; keeps its own state. `GROUPS` has decay and factor."""


def parameters(dtype: str, seed: int = 0) -> list[Any]:
    """A matrix, a vector and a matrix."""
    random = np.random.default_rng(seed)
    values = [random.standard_normal(shape).astype(dtype) for shape in SHAPES]
    return [paddle.create_parameter(list(v.shape), dtype, default_initializer=_assign(v)) for v in values]


def _assign(value: np.ndarray) -> Any:
    return paddle.nn.initializer.Assign(value)


def groups(weights: list[Any]) -> list[dict[str, Any]]:
    """The parameters as two groups of Paddle."""
    (decay, _), (none, factor), _ = GROUPS
    first = {"params": [weights[0], weights[2]], "weight_decay": decay}
    return [first, {"params": [weights[1]], "weight_decay": none, "learning_rate": factor}]


def give_gradients(weights: list[Any], gradients: list[np.ndarray]) -> None:
    """Sets the gradients as a backward pass does."""
    terms = [(weight * paddle.to_tensor(gradient)).sum() for weight, gradient in zip(weights, gradients, strict=True)]
    paddle.add_n(terms).backward()


def gradient_of(update: int, weights: list[np.ndarray], dtype: str) -> list[np.ndarray]:
    """Those of a noisy quadratic, so that the gradients answer to the steps."""
    random = np.random.default_rng(1000 + update)
    return [(0.5 * w + random.standard_normal(w.shape)).astype(dtype) for w in weights]


def clipped(gradients: list[np.ndarray]) -> list[np.ndarray]:
    """With the global norm limited to `CLIP`, in double precision."""
    doubles = [gradient.astype("float64") for gradient in gradients]
    norm = np.sqrt(sum(float((gradient**2).sum()) for gradient in doubles))
    return [gradient * (CLIP / max(norm, CLIP)) for gradient in doubles]


def largest_difference(
    build: Callable[..., Any], step: Step, dtype: str, updates: int = UPDATES, curve: Any = CURVE
) -> float:
    """The largest difference between the weights of both, relative to the largest entry of the weight.

    Args:
        build: Called with ``learning_rate``, ``parameters`` (groups) and ``grad_clip``.
        step: The equations.
        dtype: Type of the parameters.
        updates: Updates to make.
        curve: The rate.
    """
    weights = parameters(dtype)
    reference = [weight.numpy().astype("float64") for weight in weights]
    scheduler = CurveLR(curve)
    clip = paddle.nn.ClipGradByGlobalNorm(CLIP)
    optimizer = build(learning_rate=scheduler, parameters=groups(weights), grad_clip=clip)
    worst = 0.0
    for update in range(updates):
        gradients = gradient_of(update, reference, dtype)
        give_gradients(weights, gradients)
        optimizer.step()
        optimizer.clear_grad()
        scheduler.step()
        reference = step(update, curve(update), reference, clipped(gradients))
        for ours, theirs in zip(weights, reference, strict=True):
            worst = max(worst, float(np.abs(ours.numpy() - theirs).max() / np.abs(theirs).max()))
    return worst
