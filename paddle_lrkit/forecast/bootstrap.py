"""How far a forecast moves if the noise of the fitted losses had been another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paddle_lrkit.forecast.fit_law import HUBER, FittedLaw, LawProblem
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.rate_path import RatePoints

DRAWS, BLOCK = 400, 0.1
"""Draws, and the length of a block as a share of the losses of a run."""


def bootstrap(
    fitted: FittedLaw, curves: Sequence[LossCurve], points: Sequence[RatePoints], seed: int = 0
) -> np.ndarray:
    """Draws of the logarithms of losses at some points, less those of the fit.

    The gaps between losses and fit are drawn again in blocks of neighbours, and the fit answers to each draw with one
    Gauss-Newton step.

    Args:
        fitted: A law.
        curves: The losses to which it was fitted.
        points: A point of each forecast.
        seed: Of the draws.

    Returns:
        Shape ``[draws, forecasts]``.
    """
    law = fitted.law
    moved = [shape.moved(value) for shape, value in zip(law.shapes, fitted.shapes, strict=True)]
    values = np.array([*moved, *fitted.coefficients])
    inside = [fitted.points(curve.path, curve.updates) for curve in curves]
    problem = LawProblem(law, inside, np.log(np.concatenate([curve.losses for curve in curves])))
    gaps, slopes = problem.gaps(values), problem.slopes(values)
    rows = len(problem.logs)
    weights = np.minimum(1.0, HUBER / np.maximum(np.abs(gaps), 1e-12))
    weights[rows:] = 1.0
    step = np.linalg.pinv(slopes.T @ (weights[:, None] * slopes), hermitian=True, rcond=1e-12)
    answer = step @ (slopes[:rows] * weights[:rows, None]).T
    random = np.random.default_rng(seed)
    drawn = np.hstack([_blocks(-part, random) for part in _split(gaps[:rows], curves)])
    target = LawProblem(law, points, np.zeros(sum(len(each.sums) for each in points)))
    ahead = target.slopes(values)[: len(target.logs)]
    moves: np.ndarray = drawn @ answer.T @ ahead.T
    return moves


def _split(gaps: np.ndarray, curves: Sequence[LossCurve]) -> list[np.ndarray]:
    """The gaps of each run."""
    return np.split(gaps, np.cumsum([len(curve.updates) for curve in curves])[:-1])


def _blocks(gaps: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draws of the gaps of a run in blocks, shape ``[draws, rows]``."""
    count = len(gaps)
    length = max(1, round(BLOCK * count))
    begins = random.integers(0, count - length + 1, (DRAWS, -(-count // length)))
    chosen = (begins[:, :, None] + np.arange(length)).reshape(DRAWS, -1)[:, :count]
    drawn: np.ndarray = (gaps - gaps.mean())[chosen]
    return drawn
