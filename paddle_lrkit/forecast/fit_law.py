"""Fits a law to the losses of runs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paddle_lrkit.forecast.law import Law
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.rate_path import RatePath, RatePoints, rate_points

HUBER = 1e-3
"""Difference of log losses from which on it counts linearly, as in arXiv 2503.12811."""
_REFINED = 4
"""Starts that are refined, the best of all."""
_LEAST_LOSS, _STEP, _TRIALS = 1e-12, 1e-6, 200


@dataclass(frozen=True)
class FittedLaw:
    """A law with its parameters.

    Args:
        law: The law.
        peak: Rate that counts as 1.
        scale: Sum of rates that counts as 1.
        shapes: Values of the shapes.
        coefficients: Values of the coefficients.
        cost: What the fit made small.
    """

    law: Law
    peak: float
    scale: float
    shapes: np.ndarray
    coefficients: np.ndarray
    cost: float

    def losses(self, path: RatePath, updates: np.ndarray) -> np.ndarray:
        """The losses of a run with these rates, at ascending updates."""
        found: np.ndarray = self.law.columns(self.points(path, updates), self.shapes) @ self.coefficients
        return found

    def points(self, path: RatePath, updates: np.ndarray) -> RatePoints:
        """The points of a run in the units of the fit."""
        return rate_points(path, updates, self.peak, self.scale)


@dataclass(frozen=True)
class LawProblem:
    """A law and the losses to which it is fitted, in the values that the fit moves: those of shapes and coefficients.

    Args:
        law: The law.
        points: The points of each run.
        logs: Logarithms of the losses of all runs.
    """

    law: Law
    points: Sequence[RatePoints]
    logs: np.ndarray

    def gaps(self, values: np.ndarray) -> np.ndarray:
        """Log losses of the law less those of the runs; then how unusual the shapes are.

        A shape that is one width from its usual value costs what `HUBER` in one loss costs.
        """
        gaps = np.log(np.maximum(self._losses(values), _LEAST_LOSS)) - self.logs
        weights, usual = self._usual()
        return np.append(gaps, (weights * (values[: len(usual)] - usual))[weights > 0])

    def slopes(self, values: np.ndarray) -> np.ndarray:
        """Derivatives of the gaps: exact for the coefficients, by differences for the shapes."""
        count = len(self.law.shapes)
        columns = self._columns(values[:count])
        losses = np.maximum(columns @ values[count:], _LEAST_LOSS)
        by_shape = []
        for number in range(count):
            beside = values.copy()
            beside[number] += _STEP * max(1.0, abs(values[number]))
            by_shape.append((self._losses(beside) - losses) / losses / (beside[number] - values[number]))
        weights, _ = self._usual()
        unusual = np.hstack([np.diag(weights)[weights > 0], np.zeros((int((weights > 0).sum()), 3))])
        return np.vstack([np.column_stack([*by_shape, columns / losses[:, None]]), unusual])

    def starts(self) -> list[np.ndarray]:
        """The best of all combinations of the shapes' starts, with the coefficients that fit them."""
        found = []
        for shapes in itertools.product(*(shape.starts for shape in self.law.shapes)):
            moved = np.array([shape.moved(value) for shape, value in zip(self.law.shapes, shapes, strict=True)])
            values = np.append(moved, self._coefficients(self._columns(moved)))
            found.append((huber(self.gaps(values)), values))
        found.sort(key=lambda start: start[0])
        return [values for _, values in found[:_REFINED]]

    def refined(self, start: np.ndarray) -> tuple[float, np.ndarray]:
        """Cost and values at the minimum near a start."""
        from scipy.optimize import least_squares

        low, high = self.bounds()
        found = least_squares(
            *(self.gaps, np.clip(start, low, high), self.slopes, (low, high)),
            loss="huber",
            f_scale=HUBER,
            x_scale="jac",
            max_nfev=_TRIALS,
        )
        return float(found.cost), found.x

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Smallest and largest values."""
        low = [shape.moved(shape.low) for shape in self.law.shapes]
        high = [shape.moved(shape.high) for shape in self.law.shapes]
        return np.array([*low, 0, 0, 0]), np.array([*high, *[np.inf] * 3])

    def _columns(self, moved: np.ndarray) -> np.ndarray:
        shapes = np.array([shape.value(value) for shape, value in zip(self.law.shapes, moved, strict=True)])
        return np.concatenate([self.law.columns(points, shapes) for points in self.points])

    def _losses(self, values: np.ndarray) -> np.ndarray:
        count = len(self.law.shapes)
        losses: np.ndarray = self._columns(values[:count]) @ values[count:]
        return losses

    def _usual(self) -> tuple[np.ndarray, np.ndarray]:
        """Weight of each shape's distance from its usual value, 0 if there is none, and that value."""
        shapes = self.law.shapes
        weights = [0.0 if shape.usual is None else HUBER / shape.width for shape in shapes]
        return np.array(weights), np.array([0.0 if s.usual is None else s.moved(s.usual) for s in shapes])

    def _coefficients(self, columns: np.ndarray) -> np.ndarray:
        """The coefficients >= 0 with the least squares of relative differences."""
        from scipy.optimize import nnls

        losses = np.exp(self.logs)
        found: np.ndarray = nnls(columns / losses[:, None], np.ones_like(losses))[0]
        return found


def fit_law(law: Law, curves: Sequence[LossCurve]) -> FittedLaw:
    """Fits a law to runs: the least Huber loss of differences of log losses, from several starts.

    Args:
        law: The law.
        curves: Losses of runs.
    """
    peak = max(curve.path.peak for curve in curves)
    scale = max(float(curve.path.sums[curve.updates[-1]]) for curve in curves)
    points = [rate_points(curve.path, curve.updates, peak, scale) for curve in curves]
    problem = LawProblem(law, points, np.log(np.concatenate([curve.losses for curve in curves])))
    cost, values = min((problem.refined(start) for start in problem.starts()), key=lambda found: found[0])
    count = len(law.shapes)
    shapes = np.array([shape.value(value) for shape, value in zip(law.shapes, values[:count], strict=True)])
    return FittedLaw(law, peak, scale, shapes, values[count:], cost)


def huber(gaps: np.ndarray) -> float:
    """``sum(g^2 / 2 if |g| <= delta else delta (|g| - delta / 2))`` with `HUBER` as delta.

    Example:
        >>> huber(np.array([0.001, -0.002])) == 0.001**2 / 2 + 0.001 * 0.0015
        True
    """
    size = np.abs(gaps)
    return float(np.where(size <= HUBER, size**2 / 2, HUBER * (size - HUBER / 2)).sum())
