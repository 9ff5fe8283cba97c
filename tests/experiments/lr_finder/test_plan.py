"""The plan of a range test."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan, plan_for


@given(st.floats(1e-8, 1e-2), st.floats(1.5, 1e8), st.integers(20, 400))
def test_the_rates_go_from_low_to_high_by_a_constant_factor(low, ratio, updates):
    curve = RangeTestPlan(low, low * ratio, updates).curve
    rates = np.array([curve(update) for update in range(updates)])
    assert rates[0] == low
    assert rates[-1] == pytest.approx(low * ratio, rel=1e-9)
    assert np.ptp(np.diff(np.log(rates))) < 1e-9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0, 1.0), "--low: must be a finite number > 0|--low: must be > 0"),
        ((-1e-5, 1.0), "--low: must be > 0"),
        ((math.nan, 1.0), "--low: must be a finite number > 0"),
        ((1e-5, math.inf), "--high: must be a finite number > 0"),
        ((0.1, 0.1), r"--high: must be above --low \(0.1\), got 0.1"),
        ((0.1, 0.01), r"--high: must be above --low \(0.1\), got 0.01"),
        ((1e-5, 1.0, 19), "--updates: must be >= 20, got 19"),
        ((1e-5, 1.0, 100, 1), "--ramps: must be >= 2, got 1"),
    ],
)
def test_a_plan_that_cannot_work_is_refused(arguments, message):
    with pytest.raises(ConfigError, match=message):
        RangeTestPlan(*arguments)


def test_the_range_goes_with_the_optimizer_unless_it_is_given():
    assert plan_for("Momentum", None, None, 100, 5, 200) == RangeTestPlan(1e-5, 10.0, 100, 5, 200)
    assert plan_for("AdamW", None, None, 100, 5, 200) == RangeTestPlan(1e-6, 1.0, 100, 5, 200)
    assert plan_for("SGD", 1e-3, None, 50, 3, 40) == RangeTestPlan(1e-3, 10.0, 50, 3, 40)
