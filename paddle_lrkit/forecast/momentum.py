"""The momentum law."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.forecast.law import LawShape
from paddle_lrkit.forecast.rate_path import RatePoints


class MomentumLaw:
    """The falls of the rate lower the loss with a delay, like a momentum.

    ``L(t) = L0 + A S1(t)^-alpha - C S2(t)`` with ``S1`` the sum of the rates up to update t and
    ``S2(t) = sum_{i <= t} sum_{k <= i} (eta_{k-1} - eta_k) lambda^(i-k)`` over the updates after the warmup.
    ``memory = 1 / (1 - lambda)``, in updates, is fitted; the paper chooses lambda between 0.99 and 0.999.

    Reference:
        arXiv 2408.11029.
    """

    name = "momentum"
    source = "arXiv 2408.11029"
    shapes = (
        LawShape("alpha", 0.02, 3.0, (0.25, 0.5, 0.8)),
        LawShape("memory", 2.0, 1e6, (30.0, 100.0, 300.0, 1e3, 3e3, 1e4), logarithmic=True, usual=300.0, width=1.15),
    )

    def columns(self, points: RatePoints, shapes: np.ndarray) -> np.ndarray:
        """See `Law`."""
        alpha, memory = shapes
        effects = -np.expm1(points.updates * np.log1p(-1 / memory))
        fallen = points.fallen(effects, points.after_warmup)
        return np.column_stack([np.ones_like(points.sums), points.sums**-alpha, -fallen])
