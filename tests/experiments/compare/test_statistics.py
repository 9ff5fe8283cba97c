"""Intervals, tests and power compared with SciPy, hand calculations and their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paddle_lrkit.experiments.compare.statistics import bootstrap_interval, holm, paired_p_value, smallest_detectable

NUMBERS = st.lists(st.floats(-100, 100).map(lambda value: round(value, 3)), min_size=2, max_size=12)
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=10)


@given(NUMBERS)
def test_the_p_value_is_that_of_scipy(values):
    if np.std(values) < 1e-9:
        return
    assert paired_p_value(values) == pytest.approx(stats.ttest_1samp(values, 0).pvalue, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("values", "p"), [([0.0, 0.0], 1.0), ([2.0, 2.0, 2.0], 0.0)])
def test_differences_without_spread(values, p):
    assert paired_p_value(values) == p


def test_holm_by_hand():
    """0.01 * 4; max(., 0.02 * 3); max(., 0.03 * 2); 0.2 * 1."""
    assert holm([0.2, 0.01, 0.03, 0.02]) == pytest.approx([0.2, 0.04, 0.06, 0.06])
    assert holm([]) == []


@given(P_VALUES)
def test_holm_rejects_what_the_step_down_procedure_rejects(values):
    rejected = set()
    for rank, index in enumerate(sorted(range(len(values)), key=lambda index: values[index])):
        if values[index] * (len(values) - rank) > 0.05:
            break
        rejected.add(index)
    assert {index for index, p in enumerate(holm(values)) if p <= 0.05} == rejected


@given(P_VALUES)
def test_holm_never_lowers_and_keeps_the_order(values):
    adjusted = holm(values)
    assert all(p <= new <= 1 for p, new in zip(values, adjusted, strict=True))
    order = sorted(range(len(values)), key=lambda index: values[index])
    assert [adjusted[index] for index in order] == sorted(adjusted)


@given(NUMBERS, st.floats(-10, 10), st.floats(0.1, 10))
def test_the_interval_moves_and_stretches_with_the_values(values, shift, factor):
    low, high = bootstrap_interval(values, resamples=200)
    moved = bootstrap_interval([factor * value + shift for value in values], resamples=200)
    assert moved == pytest.approx((factor * low + shift, factor * high + shift), abs=1e-8)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


def test_the_interval_repeats_itself_and_follows_its_seed():
    values = [0.1, 0.4, -0.2, 0.3, 0.25]
    assert bootstrap_interval(values) == bootstrap_interval(values)
    assert bootstrap_interval(values, resamples=50) != bootstrap_interval(values, resamples=50, seed=1)


def test_two_values_are_their_own_interval():
    assert bootstrap_interval([1.0, 3.0]) == (1.0, 3.0)


def test_many_values_agree_with_the_bootstrap_of_scipy():
    values = np.random.default_rng(0).normal(size=200)
    theirs = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=20_000, random_state=0)
    interval = theirs.confidence_interval
    assert bootstrap_interval(values, resamples=20_000) == pytest.approx((interval.low, interval.high), abs=0.01)


def test_five_values_are_covered_better_than_by_plain_percentiles():
    """For 300 samples of five normal numbers, more than 90% of the intervals contain the true mean."""
    rng = np.random.default_rng(1)
    samples = rng.normal(size=(300, 5))
    intervals = [bootstrap_interval(sample, resamples=2000) for sample in samples]
    assert sum(low <= 0 <= high for low, high in intervals) >= 270


@pytest.mark.parametrize(("n", "alpha"), [(3, 0.05), (5, 0.05), (5, 0.01), (20, 0.05)])
def test_the_smallest_difference_is_found_in_four_of_five_comparisons(n, alpha):
    shift = smallest_detectable(2.0, n, alpha=alpha)
    critical = stats.t.ppf(1 - alpha / 2, n - 1)
    assert stats.nct.sf(critical, n - 1, shift / (2.0 / math.sqrt(n))) == pytest.approx(0.8, abs=1e-6)


def test_the_smallest_difference_in_simulated_comparisons():
    shift = smallest_detectable(1.0, 5)
    samples = np.random.default_rng(2).normal(shift, 1.0, size=(2000, 5))
    found = stats.ttest_1samp(samples, 0, axis=1).pvalue < 0.05
    assert found.mean() == pytest.approx(0.8, abs=0.04)


@given(st.floats(0.01, 100), st.integers(2, 30))
def test_more_pairs_find_smaller_differences_and_the_spread_is_a_unit(spread, n):
    assert smallest_detectable(spread, n + 1) < smallest_detectable(spread, n)
    assert smallest_detectable(spread, n) == pytest.approx(spread * smallest_detectable(1.0, n))


def test_no_spread_finds_everything():
    assert smallest_detectable(0.0, 5) == 0.0
