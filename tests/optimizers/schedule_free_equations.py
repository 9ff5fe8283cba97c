"""Schedule-Free in NumPy, with its three sequences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .reference import GROUPS, Step

Direction = Callable[[int, np.ndarray, float, np.ndarray, dict[str, Any]], np.ndarray]
"""Update from 1, gradient, decay, y and a state -> direction."""


def equations(
    direction: Direction, beta=0.9, r=0.0, p=2.0, largest=True, correction: Callable[[int], float] = lambda t: 1.0
) -> Step:
    """For `largest_difference`; the weights are y."""
    xs: list[Any] = []
    zs: list[Any] = []
    states: list[dict[str, Any]] = [{} for _ in GROUPS]
    rates, weights = [], []

    def step(update, rate, ys, gradients):
        if not xs:
            xs.extend(y.copy() for y in ys)
            zs.extend(y.copy() for y in ys)
        t = update + 1
        rates.append(rate * correction(t))
        weights.append(t**r * (max(rates) if largest else rates[-1]) ** p)
        c = weights[-1] / sum(weights) if sum(weights) else 0.0
        new = []
        for index, (y, g, (decay, factor)) in enumerate(zip(ys, gradients, GROUPS, strict=True)):
            zs[index] = zs[index] - rates[-1] * factor * direction(t, g, decay, y, states[index])
            xs[index] = (1 - c) * xs[index] + c * zs[index]
            new.append((1 - beta) * zs[index] + beta * xs[index])
        return new

    return step
