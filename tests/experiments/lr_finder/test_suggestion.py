"""Ramps of known shape, suggestions from short trainings, and objections to both."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.lr_finder.loss_curve import DivergenceMonitor, RampCurve, smoothed
from paddle_lrkit.experiments.lr_finder.suggestion import read_ramps, suggest_rate
from paddle_lrkit.experiments.lr_finder.trials import ShortTrainings

UPDATES = 100
RATES = np.geomspace(1e-5, 10.0, UPDATES)
LOWER = "the loss rose from the start of the ramps: 1e-05 is too high; start lower with --low 1e-07 --high 1e-05"
HIGHER = "the loss had not risen at 10, the end of the ramps, and none diverged; go higher with --high {}"


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
    return read_ramps(ramps, UPDATES)


@given(st.floats(-3.0, -0.5), st.floats(0.0, 0.2), st.integers(0, 1000))
def test_the_rates_move_with_the_curve(power, noise, seed):
    """Shifting the curve along the axis of rates shifts what is read from it."""
    read = found(*(bowl(10**power, noise, seed + number) for number in range(5)))
    assert read.reason is None
    assert 0.05 < read.mean.minimum / 10**power < 1.0
    assert read.mean.steepest <= read.mean.minimum <= read.mean.edge


@given(st.floats(0.01, 100.0), st.integers(0, 1000))
def test_the_unit_of_the_loss_changes_nothing(factor, seed):
    ramps = [bowl(0.01, 0.05, seed + number) for number in range(3)]
    scaled = [RampCurve(ramp.rates, ramp.losses * factor, ramp.end) for ramp in ramps]
    assert found(*scaled).mean == found(*ramps).mean


def test_the_order_of_the_ramps_changes_nothing():
    ramps = [bowl(0.01, 0.1, seed) for seed in range(5)]
    assert found(*ramps).mean == found(*ramps[::-1]).mean


def test_a_ramp_that_ended_at_nan_is_read_up_to_there():
    whole = bowl(0.01)
    lowest = int(whole.losses.argmin())
    cut = RampCurve(whole.rates[: lowest + 8], np.append(whole.losses[: lowest + 7], math.nan), "not finite")
    read = found(cut, cut)
    assert read.reason is None
    assert read.mean.edge <= cut.rates[-2]
    assert len(read.rates) == len(cut.rates) - 1


def test_what_a_divergence_reaches_does_not_reach_back():
    ramp = bowl(0.01)
    mild, wild = (RampCurve(ramp.rates, np.append(ramp.losses[:-1], last), "rose") for last in (ramp.losses[-1], 1e6))
    assert found(wild, wild).mean == found(mild, mild).mean


def test_the_loss_never_fell():
    rng = np.random.default_rng(0)
    ramps = [RampCurve(RATES, 2.3 + 0.05 * rng.normal(size=UPDATES), "high") for _ in range(5)]
    read = found(*ramps)
    assert "the loss never fell by more than its noise" in read.reason
    assert read.reason.endswith("or the rates are too low: go higher with --high 1000"), "none of them diverged"


@given(st.integers(2, 5), st.floats(0.0, 0.03), st.floats(0.0, 0.03), st.integers(0, 1000), st.sampled_from([-1, 1]))
def test_a_lowest_loss_at_the_end_of_every_ramp_is_no_noise(count, slope, noise, seed, direction):
    """The loss moves by less than 3% and than its noise, but all ramps agree where it is lowest."""
    rng, line = np.random.default_rng(seed), np.linspace(0, 1, UPDATES) ** 3
    ramps = []
    for _ in range(count):
        values = 2.3 - slope * (line if direction > 0 else -line[::-1]) + noise * slope * rng.normal(size=UPDATES)
        ramps.append(RampCurve(RATES, values, "high"))
    read = found(*ramps)
    lows = {int(smoothed(ramp.losses).argmin()) for ramp in ramps}
    if slope > 1e-9 and lows == {UPDATES - 1}:
        assert read.reason in (HIGHER.format("1000"), HIGHER.format("100"))
    elif slope > 1e-9 and lows == {0}:
        assert read.reason is not None
        assert "start lower with --low" in read.reason or "never fell by more than its noise" in read.reason


@pytest.mark.parametrize(("slope", "value"), [(0.02, "1000"), (0.045, "1000"), (0.05, "100"), (1.0, "100")])
def test_how_much_higher(slope, value):
    """By two decades where the fall is hardly visible, under 2% of 2.3, and by one where it is."""
    values = 2.3 - slope * np.linspace(0, 1, UPDATES) ** 2
    values[-20:] = 2.3 - slope
    assert found(*[RampCurve(RATES, values, "high")] * 3).reason == HIGHER.format(value)


@pytest.mark.parametrize("rise", [0.01, 0.1, 3.0])
def test_a_lowest_loss_at_the_first_rate_of_every_ramp(rise):
    """Also where the whole rise is under 2%, as long as it is more than the noise."""
    values = 2.3 + rise * np.linspace(0, 1, UPDATES)
    assert found(*[RampCurve(RATES, values, "high")] * 3).reason == LOWER


@pytest.mark.parametrize("count", [2, 3, 5])
def test_ramps_that_all_diverge_at_once(count):
    """Whether the loss rises before it is not finite or not."""
    for losses in ([2.3, 2.3, math.nan], [2.3, 2.2, math.inf], [2.3, 2.1, 90.0], [2.3, 2.2, 2.1, math.nan]):
        values = np.array(losses)
        ramp = RampCurve(RATES[: len(values)], values, "rose" if math.isfinite(values[-1]) else "not finite")
        assert found(*[ramp] * count).reason == read_ramps([ramp] * count, 20).reason == LOWER


def test_trained_weights_that_diverge_late_have_not_risen_from_the_start():
    """Level, then a divergence: the first rates are not too high, wherever the noise has its lowest point."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        values = [0.1 + 0.01 * rng.normal(size=UPDATES) + 0.5 * (np.arange(UPDATES) > 90) for _ in range(3)]
        reason = found(*(RampCurve(RATES, value, "rose") for value in values)).reason
        assert reason is not None
        assert "never fell by more than its noise" in reason
        assert "go higher" not in reason


def test_ramps_that_hardly_fall_and_then_diverge_may_have_started_too_high():
    place = np.arange(40)
    values = 2.0 - 0.03 * np.exp(-(((place - 12) / 5) ** 2)) + 0.1 * np.maximum(place - 34, 0)
    reason = found(*[RampCurve(RATES[:40], values, "rose")] * 3).reason
    assert reason.endswith("or the ramps start too high: start lower with --low 1e-07")


def test_a_loss_that_nothing_changes():
    reason = found(*[RampCurve(RATES, np.full(UPDATES, 0.7), "high")] * 2).reason
    assert reason == "the loss is 0.7 at every rate, so no update changes it; check the loss and what is trained"


def test_the_loss_rose_from_the_start():
    values = 2.0 + np.linspace(0, 5, UPDATES) ** 2
    assert (
        "rose from the start of the ramps: 1e-05 is too high" in found(*[RampCurve(RATES, values, "rose")] * 3).reason
    )


def test_no_divergence_and_the_minimum_at_the_upper_edge():
    values = 3.0 - 2.0 * np.linspace(0, 1, UPDATES)
    assert "had not risen at 10, the end of the ramps" in found(*[RampCurve(RATES, values, "high")] * 3).reason


def test_a_ramp_without_a_second_loss():
    with pytest.raises(LrkitError, match="not finite after one update at the rate 1e-05; start lower with --low 1e-07"):
        found(RampCurve(RATES[:2], np.array([2.0, math.nan]), "not finite"))


def trials(losses, initial=2.3, updates=200, run_updates=200):
    return ShortTrainings(losses, initial, updates, run_updates, "Eval")


def log_bowl(best, rates):
    return {rate: 0.5 + 0.1 * math.log2(rate / best) ** 2 for rate in rates}


@given(st.floats(1e-4, 10.0), st.floats(-0.5, 0.5))
def test_the_suggestion_is_near_the_lowest_point_between_the_rates(center, shift):
    best = center * 2**shift
    read = suggest_rate(trials(log_bowl(best, [center * 2.0**power for power in (-2, -1, 0, 1, 2)])))
    assert read.reason is None
    assert 2**-0.6 < read.suggestion / best < 2**0.6
    low, high = read.interval
    assert low <= read.suggestion <= high
    assert best / 4 <= low
    assert high <= best * 4


@given(st.floats(1.0, 1e4))
def test_a_longer_run_has_a_lower_rate_and_an_interval_for_both_bounds(ratio):
    losses = log_bowl(0.1, [0.025, 0.05, 0.1, 0.2, 0.4])
    short = suggest_rate(trials(losses))
    read = suggest_rate(trials(losses, updates=200, run_updates=round(200 * ratio)))
    assert read.suggestion == pytest.approx(0.1 * ratio ** (-1 / 3), rel=0.06)
    assert read.interval[1] == short.interval[1], "where stability limits the rate"
    assert read.interval[0] == pytest.approx(short.interval[0] / math.sqrt(ratio), rel=0.01)


def test_the_best_rate_stays_where_a_neighbor_diverged():
    read = suggest_rate(trials({0.05: 0.9, 0.1: 0.6, 0.2: 0.4, 0.4: math.inf}))
    assert read.suggestion == pytest.approx(0.2, rel=0.06)
    assert read.interval[1] == 0.2, "no rate that diverged"


@pytest.mark.parametrize(
    ("losses", "reason"),
    [
        (
            {3.0: 0.7, 6.0: 0.9, 24.0: 2.0},
            "the lowest rate of the short trainings, 3, was the best; start lower with --low 0.03 --high 6",
        ),
        (
            {0.01: 0.9, 0.02: 0.7, 0.08: 0.5},
            "the highest rate of the short trainings, 0.08, was the best; go higher with --high 8",
        ),
        (
            {4.0: math.inf, 16.0: math.inf},
            "the short trainings diverged at every rate, from 4 on; start lower with --low 0.04 --high 8",
        ),
        (
            {0.01: 2.29, 0.02: 2.28, 0.04: 2.29},
            "no short training lowered the loss by more than 2% (2.3 before, 2.28 at best): raise --trial-updates; "
            "trained weights may have little left to learn",
        ),
    ],
)
def test_short_trainings_that_support_no_suggestion(losses, reason):
    read = suggest_rate(trials(losses))
    assert (read.suggestion, read.interval, read.reason) == (None, None, reason)
