"""The multi-power law."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.forecast.law import LawShape
from paddle_lrkit.forecast.rate_path import RatePoints

_LEAST_RATE = 1e-9


class MultiPowerLaw:
    """Each fall of the rate lowers the loss by a power law of its own.

    ``L(t) = L0 + A S(t)^-alpha - B sum_{k <= t} (eta_{k-1} - eta_k) (1 - (1 + C eta_k^-gamma S_k(t))^-beta)`` with
    ``S`` the sum of all rates up to update t and ``S_k`` that of the rates from update k to t. The sum over k includes
    the warmup, as in the authors' program. Usual beta and gamma are those from which that program starts its fit; C,
    which depends on the units, is theirs at a peak rate of 3e-4 over 24,000 updates.

    Reference:
        arXiv 2503.12811; github.com/thu-yao-01-luo/MultiPowerLaw.
    """

    name = "multi-power"
    source = "arXiv 2503.12811"
    shapes = (
        LawShape("alpha", 0.02, 3.0, (0.25, 0.5, 0.8)),
        LawShape("C", 0.1, 1e8, (30.0, 1000.0, 3e4), logarithmic=True, usual=400.0, width=2.3),
        LawShape("beta", 0.05, 5.0, (0.3, 0.6, 1.2), usual=0.5, width=0.3),
        LawShape("gamma", 0.0, 3.0, (0.2, 0.6, 1.0), usual=0.5, width=0.3),
    )

    def columns(self, points: RatePoints, shapes: np.ndarray) -> np.ndarray:
        """See `Law`."""
        alpha, pace, beta, gamma = shapes
        speeds = pace * np.maximum(points.rates, _LEAST_RATE) ** -gamma
        effects = -np.expm1(-beta * np.log1p(speeds[points.step] * points.since))
        return np.column_stack([np.ones_like(points.sums), points.sums**-alpha, -points.fallen(effects)])
