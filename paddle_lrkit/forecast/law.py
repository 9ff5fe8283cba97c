"""What the laws have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from paddle_lrkit.forecast.rate_path import RatePoints


class LawShape(NamedTuple):
    """A parameter on which the loss depends in a non-linear way.

    Args:
        name: As in the paper.
        low: Its smallest value.
        high: Its largest value.
        starts: Values from which a fit starts.
        logarithmic: Whether the fit moves its logarithm.
        usual: The value that it keeps where the runs do not tell another; None if every run tells it.
        width: How far from there values are still usual; of the logarithm, if the fit moves that.
    """

    name: str
    low: float
    high: float
    starts: Sequence[float]
    logarithmic: bool = False
    usual: float | None = None
    width: float = 1.0

    def moved(self, value: float) -> float:
        """What the fit moves for a value."""
        return float(np.log(value)) if self.logarithmic else value

    def value(self, moved: float) -> float:
        """The value for what the fit moves."""
        return float(np.exp(moved)) if self.logarithmic else moved


class Law(Protocol):
    """A law for the training loss: ``loss = sum_i coefficient_i * column_i`` with coefficients >= 0."""

    @property
    def name(self) -> str:
        """Its name in tables."""

    @property
    def source(self) -> str:
        """The paper."""

    @property
    def shapes(self) -> tuple[LawShape, ...]:
        """The parameters of its columns."""

    def columns(self, points: RatePoints, shapes: np.ndarray) -> np.ndarray:
        """The columns at the points of a run: what remains (1), what is learned, what the falls of the rate give.

        Args:
            points: Points of a run.
            shapes: Values of the shapes.

        Returns:
            Shape ``[points, 3]``.
        """
