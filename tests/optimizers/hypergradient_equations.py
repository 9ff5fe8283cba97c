"""The learned rate in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .reference import GROUPS, Step


def equations(direction: Callable[[int, int, np.ndarray], np.ndarray], beta: float, multiplicative: bool) -> Step:
    """For `largest_difference`; ``direction`` takes update from 1, index and gradient with decay."""
    before: list[Any] = []
    learned = {"offset": 0.0}

    def step(update, rate, weights, gradients):
        g = [g + decay * w for g, w, (decay, _) in zip(gradients, weights, GROUPS, strict=True)]
        if before:
            h = sum(factor * (a * b).sum() for a, b, (_, factor) in zip(g, before, GROUPS, strict=True))
            lengths = [np.linalg.norm(np.concatenate([one.ravel() for one in many])) for many in (g, before)]
            learned["offset"] += beta * (h / np.prod(lengths) * (rate + learned["offset"]) if multiplicative else h)
        before[:] = [direction(update + 1, index, one).copy() for index, one in enumerate(g)]
        alpha = rate + learned["offset"]
        return [w - factor * alpha * u for w, u, (_, factor) in zip(weights, before, GROUPS, strict=True)]

    return step
