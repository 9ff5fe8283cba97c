"""The losses of a run with its rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paddle_lrkit.forecast.rate_path import RatePath

MOST_ROWS = 200
"""Losses of a run that a fit sees; more of them are averaged."""
LEAST_AVERAGED, MOST_NOISE = 60, 0.01
_LEAST_SHARE, _FEW = 0.02, 4
_NORMAL = 0.6745 * 6**0.5
"""Median of the absolute second difference of draws of a normal distribution."""


@dataclass(frozen=True)
class LossCurve:
    """The losses of a run with its rates.

    Args:
        name: Its name.
        path: Its rates.
        updates: The updates whose losses are known, ascending, shape ``[rows]``.
        losses: The losses, positive, shape ``[rows]``.
    """

    name: str
    path: RatePath
    updates: np.ndarray
    losses: np.ndarray

    def part(self, kept: np.ndarray) -> LossCurve:
        """The run with some of its losses.

        Args:
            kept: Which, as NumPy takes them.
        """
        return LossCurve(self.name, self.path, self.updates[kept], self.losses[kept])

    def for_fit(self) -> LossCurve:
        """The run without its warmup and its first 2%, where no law holds, and with averaged losses.

        At most `MOST_ROWS` losses remain, or fewer, down to `LEAST_AVERAGED`, while their noise is above `MOST_NOISE`.
        Equal numbers of them are averaged and get the mean of their updates.
        """
        first = max(self.path.warmup, round(_LEAST_SHARE * self.path.updates))
        kept = self.part(self.updates >= first)
        rows = len(kept.updates)
        least = min(rows, LEAST_AVERAGED)
        wanted = max(least, min(rows, MOST_ROWS, int(rows * (MOST_NOISE / max(kept.noise(), MOST_NOISE)) ** 2)))
        if rows == wanted:
            return kept
        edges = np.linspace(0, rows, wanted + 1).astype(int)[:-1]
        counts = np.diff(np.append(edges, rows))
        updates = np.add.reduceat(kept.updates, edges) // counts
        return LossCurve(self.name, self.path, updates, np.add.reduceat(kept.losses, edges) / counts)

    def noise(self) -> float:
        """The standard deviation of a log loss around its neighbours, from the median of second differences."""
        if len(self.losses) < _FEW:
            return 0.0
        return float(np.median(np.abs(np.diff(np.log(self.losses), n=2))) / _NORMAL)
