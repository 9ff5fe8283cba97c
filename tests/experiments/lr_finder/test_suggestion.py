"""Suggestions from known curves, objections, and a quadratic with a known stability limit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.lr_finder.loss_curve import DivergenceMonitor, RampCurve
from paddle_lrkit.experiments.lr_finder.suggestion import suggest_rate

UPDATES = 100
RATES = np.geomspace(1e-5, 10.0, UPDATES)


def bowl(center, noise=0.0, seed=0, floor=1.0, start=3.0, rise=2.0):
    """A ramp that falls from ``start`` to ``floor`` around ``center`` and then rises."""
    place = np.log10(RATES / center)
    fall = (start - floor) / (1 + np.exp(4 * (place + 1)))
    values = floor + fall + rise * np.exp(2.0 * (place - 0.5))
    values = values + noise * np.random.default_rng(seed).normal(size=UPDATES)
    monitor = DivergenceMonitor()
    end = next((index for index, value in enumerate(values) if monitor.update(float(value))), None)
    if end is None:
        return RampCurve(RATES, values, "high")
    return RampCurve(RATES[: end + 1], values[: end + 1], "rose")


def found(*ramps):
    return suggest_rate(ramps, UPDATES)


@given(st.floats(-3.0, -0.5), st.floats(0.0, 0.2), st.integers(0, 1000))
def test_the_suggestion_moves_with_the_curve(power, noise, seed):
    """Shifting the curve along the axis of rates shifts the suggestion with it."""
    read = found(*(bowl(10**power, noise, seed + number) for number in range(5)))
    assert read.reason is None
    assert 0.05 < read.suggestion / 10**power < 1.0
    low, high = read.interval
    assert read.classic[1] * 0.999 <= low <= read.suggestion <= high
    assert read.mean.steepest <= read.mean.minimum <= read.mean.edge
    assert read.classic == tuple(sorted((read.mean.steepest, read.mean.minimum / 10)))


@given(st.floats(0.01, 100.0), st.integers(0, 1000))
def test_the_unit_of_the_loss_changes_nothing(factor, seed):
    ramps = [bowl(0.01, 0.05, seed + number) for number in range(3)]
    scaled = [RampCurve(ramp.rates, ramp.losses * factor, ramp.end) for ramp in ramps]
    assert found(*scaled).suggestion == found(*ramps).suggestion


def test_the_order_of_the_ramps_changes_nothing():
    ramps = [bowl(0.01, 0.1, seed) for seed in range(5)]
    assert found(*ramps).suggestion == found(*ramps[::-1]).suggestion


def test_a_ramp_that_ended_at_nan_is_read_up_to_there():
    whole = bowl(0.01)
    lowest = int(whole.losses.argmin())
    cut = RampCurve(whole.rates[: lowest + 8], np.append(whole.losses[: lowest + 7], math.nan), "not finite")
    read = found(cut, cut)
    assert read.reason is None
    assert read.interval[1] <= cut.rates[-2]
    assert len(read.rates) == len(cut.rates) - 1


def test_what_a_divergence_reaches_does_not_reach_back():
    ramp = bowl(0.01)
    mild, wild = (RampCurve(ramp.rates, np.append(ramp.losses[:-1], last), "rose") for last in (ramp.losses[-1], 1e6))
    assert found(wild, wild).mean == found(mild, mild).mean


def test_the_loss_never_fell():
    rng = np.random.default_rng(0)
    ramps = [RampCurve(RATES, 2.3 + 0.05 * rng.normal(size=UPDATES), "high") for _ in range(5)]
    read = found(*ramps)
    assert (read.suggestion, read.interval, read.classic) == (None, None, None)
    assert "the loss never fell by more than its noise" in read.reason


def test_the_loss_rose_from_the_start():
    values = 2.0 + np.linspace(0, 5, UPDATES) ** 2
    assert (
        "rose from the start of the ramps: 1e-05 is too high" in found(*[RampCurve(RATES, values, "rose")] * 3).reason
    )


def test_no_divergence_and_the_minimum_at_the_upper_edge():
    values = 3.0 - 2.0 * np.linspace(0, 1, UPDATES)
    assert "had not risen at 10, the end of the ramps" in found(*[RampCurve(RATES, values, "high")] * 3).reason


def test_the_ramps_disagree():
    read = found(*(bowl(center) for center in (1e-3, 1e-2, 0.1, 1e-3, 0.2)))
    assert "the ramps disagree" in read.reason
    assert read.suggestion is None


def test_a_ramp_without_a_second_loss():
    with pytest.raises(LrkitError, match="not finite after one update at the rate 1e-05; start lower with --low"):
        found(RampCurve(RATES[:2], np.array([2.0, math.nan]), "not finite"))


class Quadratic:
    """``f(x) = sum(l_i x_i^2) / 2`` with ``l_i = top / i`` and noise in the gradient; SGD is stable below 2 / top."""

    def __init__(self, top):
        self.curvature = top / np.arange(1, 201)

    def losses(self, rates, seed):
        rng, place = np.random.default_rng(seed), np.ones(200)
        values = []
        for rate in rates:
            values.append(float(self.curvature @ place**2) / 2)
            noise = 0.3 * np.sqrt(self.curvature) * rng.normal(size=200)
            place = place - rate * (self.curvature * place + noise)
            if values[-1] > 1e9:
                break
        return np.array(values)

    def ramp(self, rates, seed):
        values, monitor = self.losses(rates, seed), DivergenceMonitor()
        end = next(index for index, value in enumerate(values) if monitor.update(float(value)))
        return RampCurve(rates[: end + 1], values[: end + 1], "rose")

    def tuned(self, rates):
        """The rates whose linear schedule of 1000 updates ends within 1.3 times the best loss."""
        shape = 1 - np.arange(1000) / 1000
        ends = np.array([np.mean([self._end(rate * shape, seed) for seed in (90, 91)]) for rate in rates])
        good = rates[ends <= 1.3 * ends.min()]
        return good.min(), good.max()

    def _end(self, rates, seed):
        values = self.losses(rates, seed)
        return values[-1] if len(values) == len(rates) else math.inf


@pytest.mark.parametrize("top", [0.1, 1.0, 30.0])
@pytest.mark.parametrize("updates", [100, 300])
def test_a_quadratic_whose_stable_limit_is_known(top, updates):
    """The suggestion is within a factor of two of the rates that training would choose, the stable limit among them."""
    model, limit = Quadratic(top), 2 / top
    rates = np.geomspace(1e-4 * limit, 10 * limit, updates)
    read = suggest_rate([model.ramp(rates, seed) for seed in range(5)], updates)
    low, high = model.tuned(np.geomspace(0.01 * limit, limit, 9))
    assert read.reason is None
    assert low / 2 <= read.suggestion <= high * 2
