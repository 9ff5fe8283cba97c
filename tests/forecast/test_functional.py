from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast.functional import FunctionalLaw
from paddle_lrkit.forecast.rate_path import RatePath, rate_points


def test_the_fallen_noise_is_the_convolution_of_the_paper():
    """Integration by parts: the convolution of the rates with the kernel, less that of the peak rate."""
    rates = np.concatenate([np.ones(3000), np.linspace(1, 0.1, 2000)])
    pace, gamma, at = 0.01, 0.5, np.array([3500, 4999])
    points = rate_points(RatePath(rates), at, 1.0, 1.0)
    found = FunctionalLaw().columns(points, np.array([0.5, pace, gamma, 0.0]))[:, 2]
    sums = np.cumsum(rates)
    for value, t in zip(found, at, strict=True):
        kernel = (1 + pace * (sums[t] - sums[: t + 1] + rates[: t + 1] / 2)) ** -(1 + gamma) * pace * gamma
        noise = (rates[: t + 1] ** 2 * kernel).sum()
        constant = 1 - (1 + pace * sums[t]) ** -gamma
        assert value == pytest.approx(noise - constant, abs=2e-3)


def test_noise_that_falls_with_the_signal_counts_more_early():
    rates = np.concatenate([np.full(50, 1.0), np.full(50, 0.5), np.full(50, 0.25)])
    points = rate_points(RatePath(rates), np.array([149]), 1.0, rates.sum())
    plain, weighted = (FunctionalLaw().columns(points, np.array([0.5, 1e6, 1.0, r]))[0, 2] for r in (0.0, 1.0))
    sums = np.cumsum(rates) / rates.sum()
    assert plain == pytest.approx(-0.75, rel=1e-4)
    assert weighted == pytest.approx(-(0.5 * sums[49] ** -0.5 + 0.25 * sums[99] ** -0.5), rel=1e-4)
