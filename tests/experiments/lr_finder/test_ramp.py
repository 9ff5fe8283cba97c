"""The plan of a range test, the average that watches a ramp, and the smoothing without delay."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.lr_finder.ramp import RISE, Ramp, RampPlan, Watch, plan_for, smoothed

losses = st.lists(st.floats(-10, 10), min_size=1, max_size=40)


@given(st.floats(1e-8, 1e-2), st.floats(1.5, 1e8), st.integers(20, 400))
def test_the_rates_go_from_low_to_high_by_a_constant_factor(low, ratio, updates):
    curve = RampPlan(low, low * ratio, updates).curve
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
        RampPlan(*arguments)


def test_the_range_goes_with_the_optimizer_unless_it_is_given():
    assert plan_for("Momentum", None, None, 100, 5) == RampPlan(1e-5, 10.0, 100, 5)
    assert plan_for("AdamW", None, None, 100, 5) == RampPlan(1e-6, 1.0, 100, 5)
    assert plan_for("SGD", 1e-3, None, 50, 3) == RampPlan(1e-3, 10.0, 50, 3)


@given(losses, st.floats(0.1, 0.99))
def test_the_average_is_the_weighted_mean_of_what_was_taken(values, beta):
    watch = Watch(beta)
    for value in values:
        watch.take(value)
    weights = beta ** np.arange(len(values))[::-1]
    assert watch.average == pytest.approx(np.average(values, weights=weights), abs=1e-9)


@given(losses, st.floats(0.1, 0.99))
def test_smoothing_weighs_past_and_future_alike(values, beta):
    place = np.arange(len(values))
    wanted = [np.average(values, weights=beta ** abs(place - index)) for index in place]
    np.testing.assert_allclose(smoothed(values, beta), wanted, atol=1e-9)
    np.testing.assert_allclose(smoothed(values[::-1], beta)[::-1], smoothed(values, beta), atol=1e-9)


def test_smoothing_does_not_delay():
    line = np.abs(np.linspace(-1, 1, 101))
    assert smoothed(line).argmin() == 50


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_ends_a_ramp(wrong):
    watch = Watch()
    assert watch.take(1.0) is None
    assert watch.take(wrong) == "not finite"
    assert watch.average == 1.0


def test_a_rise_to_four_times_the_minimum_ends_a_ramp():
    watch = Watch(beta=0.0)
    assert [watch.take(value) for value in (2.0, 1.0, RISE * 0.999, RISE * 1.001)] == [None, None, None, "rose"]


def test_a_level_loss_never_ends_a_ramp():
    for level in (0.0, 1.0, -1.0):
        watch = Watch()
        assert {watch.take(level) for _ in range(50)} == {None}


def test_a_negative_loss_ends_a_ramp_only_when_it_rises():
    watch = Watch(beta=0.0)
    assert [watch.take(value) for value in (-1.0, -2.0, 3.9, 4.1)] == [None, None, None, "rose"]


def test_where_a_ramp_was_given_up():
    rates, values = np.array([0.1, 0.2]), np.array([1.0, 9.0])
    assert Ramp(rates, values, "rose").diverged_at == 0.2
    assert Ramp(rates, values, "high").diverged_at is None
