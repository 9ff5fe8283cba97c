"""The losses of a run with its rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paddle_lrkit.forecast.rate_path import RatePath

MOST_ROWS = 200
"""Losses of a run that a fit sees; more of them are averaged."""
_LEAST_SHARE = 0.02


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
        """The run without its warmup and its first 2%, where no law holds, and with at most `MOST_ROWS` losses.

        More losses are averaged, in equal numbers, and stand at the mean of their updates.
        """
        first = max(self.path.warmup, round(_LEAST_SHARE * self.path.updates))
        kept = self.part(self.updates >= first)
        if len(kept.updates) <= MOST_ROWS:
            return kept
        edges = np.linspace(0, len(kept.updates), MOST_ROWS + 1).astype(int)[:-1]
        counts = np.diff(np.append(edges, len(kept.updates)))
        updates = np.add.reduceat(kept.updates, edges) // counts
        return LossCurve(self.name, self.path, updates, np.add.reduceat(kept.losses, edges) / counts)
