from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.forecast.multi_power import MultiPowerLaw
from paddle_lrkit.forecast.rate_path import RatePath, rate_points
from tests.forecast.runs import multi_power_drop, step, warmed, wsd


def test_the_columns_are_those_of_the_paper():
    rates = np.array([0.5, 1.0, 1.0, 0.6, 0.6, 0.8, 0.2, 0.1])
    points = rate_points(RatePath(rates), np.arange(8), 1.0, 1.0)
    columns = MultiPowerLaw().columns(points, np.array([0.5, 2.0, 0.6, 0.4]))
    assert np.allclose(columns[:, 0], 1)
    assert np.allclose(columns[:, 1], np.cumsum(rates) ** -0.5)
    assert np.allclose(columns[:, 2], [-multi_power_drop(rates, t, 2.0, 0.6, 0.4) for t in range(8)])


@pytest.mark.parametrize("rates", [wsd(2000), step(2000), warmed(np.linspace(1e-3, 1e-6, 2000))])
def test_joined_steps_change_the_loss_by_less_than_a_hundredth_of_a_percent(rates):
    at = np.array([500, 1500, 1800, 1999])
    peak = rates.max()
    points = rate_points(RatePath(rates), at, peak, peak)
    found = -MultiPowerLaw().columns(points, np.array([0.5, 0.02, 0.6, 0.6]))[:, 2]
    exact = [multi_power_drop(rates / peak, t, 0.02, 0.6, 0.6) for t in at]
    assert np.allclose(found, exact, atol=1e-3)


def test_a_rate_of_zero_at_the_end_is_no_error():
    points = rate_points(RatePath(np.array([1.0, 1.0, 0.5, 0.0])), np.array([3]), 1.0, 1.0)
    assert np.isfinite(MultiPowerLaw().columns(points, np.array([0.5, 2.0, 0.6, 0.4]))).all()
