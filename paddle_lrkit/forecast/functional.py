"""The functional scaling law."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.forecast.law import LawShape
from paddle_lrkit.forecast.rate_path import RatePoints


class FunctionalLaw:
    """The noise of each update is forgotten as a power law of intrinsic time, the sum of the rates.

    ``L = L0 + A T^-s + integral_0^T (c + u^-s) eta(u) K(T - u) du`` with ``K(x) = (1 + C x)^-(1 + gamma)`` and
    ``gamma = 1 - 1 / beta`` between 0 and 1. Partial integration moves the kernel from the rates to their falls:
    ``L(t) = L0 + A T^-s - B sum_{k <= t} (eta_{k-1} - eta_k) (1 - r + r T_k^-s) (1 - (1 + C (T - T_k))^-gamma)`` over
    the updates after the warmup; ``r`` is the share of the noise that falls as the signal is learned. A single decay
    does not tell it: its usual value is that of a fit to all nine public curves at 25M parameters of the multi-power
    law's authors.

    Reference:
        arXiv 2509.19189, for a model of fixed size.
    """

    name = "functional"
    source = "arXiv 2509.19189"
    shapes = (
        LawShape("s", 0.02, 3.0, (0.25, 0.5, 0.8)),
        LawShape("C", 0.1, 1e8, (30.0, 300.0, 3000.0, 3e4), logarithmic=True, usual=400.0, width=2.3),
        LawShape("gamma", 0.02, 1.0, (0.2, 0.5, 0.9), usual=0.5, width=0.3),
        LawShape("r", 0.0, 1.0, (0.0, 0.3), usual=0.12, width=0.1),
    )

    def columns(self, points: RatePoints, shapes: np.ndarray) -> np.ndarray:
        """See `Law`."""
        power, pace, gamma, share = shapes
        effects = -np.expm1(-gamma * np.log1p(pace * points.since))
        kept = points.after_warmup > 0
        weights = np.where(kept, 1 - share + share * np.where(kept, points.begins, 1.0) ** -power, 0.0)
        signal = points.sums**-power
        return np.column_stack([np.ones_like(signal), signal, -points.fallen(effects, weights)])
