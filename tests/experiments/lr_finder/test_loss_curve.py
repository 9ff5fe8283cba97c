"""The average that stops a ramp, and the smoothing without delay."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.experiments.lr_finder.loss_curve import RISE, DivergenceMonitor, RampCurve, smoothed

losses = st.lists(st.floats(-10, 10), min_size=1, max_size=40)


@given(losses, st.floats(0.1, 0.99))
def test_the_average_is_the_weighted_mean_of_what_was_taken(values, beta):
    monitor = DivergenceMonitor(beta)
    for value in values:
        monitor.update(value)
    weights = beta ** np.arange(len(values))[::-1]
    assert monitor.average == pytest.approx(np.average(values, weights=weights), abs=1e-9)


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
def test_a_loss_that_is_not_finite_ends_a_ramp(wrong):
    monitor = DivergenceMonitor()
    assert monitor.update(1.0) is None
    assert monitor.update(wrong) == "not finite"
    assert monitor.average == 1.0


def test_a_rise_to_four_times_the_minimum_ends_a_ramp():
    monitor = DivergenceMonitor(beta=0.0)
    assert [monitor.update(value) for value in (2.0, 1.0, RISE * 0.999, RISE * 1.001)] == [None, None, None, "rose"]


def test_a_level_loss_never_ends_a_ramp():
    for level in (0.0, 1.0, -1.0):
        monitor = DivergenceMonitor()
        assert {monitor.update(level) for _ in range(50)} == {None}


def test_a_negative_loss_ends_a_ramp_only_when_it_rises():
    monitor = DivergenceMonitor(beta=0.0)
    assert [monitor.update(value) for value in (-1.0, -2.0, 3.9, 4.1)] == [None, None, None, "rose"]


def test_the_rate_at_which_a_ramp_diverged():
    rates, values = np.array([0.1, 0.2]), np.array([1.0, 9.0])
    assert RampCurve(rates, values, "rose").diverged_at == 0.2
    assert RampCurve(rates, values, "high").diverged_at is None
