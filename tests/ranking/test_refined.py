"""Schedules from gradient norms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.ranking.convex_bound import convex_bound
from paddle_lrkit.ranking.refined import CLOSE, STEEPEST, norms_of_updates, points_of, refined_rates

NORMS = st.lists(st.floats(0.01, 100.0), min_size=4, max_size=200).map(np.array)


@settings(max_examples=60, deadline=None)
@given(st.integers(10, 3000), st.sampled_from([1, 2]), st.floats(0.001, 1000.0))
def test_equal_norms_give_a_line_to_zero(total, power, norm):
    rates = refined_rates(np.full(total, norm), power)
    np.testing.assert_allclose(rates, np.linspace(1, 0, total), atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(NORMS, st.sampled_from([1, 2]), st.floats(1e-3, 1e3))
def test_the_scale_of_the_norms_does_not_matter(norms, power, scale):
    np.testing.assert_allclose(refined_rates(norms * scale, power), refined_rates(norms, power), atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(NORMS, st.sampled_from([1, 2]), st.integers(0, 2))
def test_rates_are_those_of_the_formula_and_end_at_zero(norms, power, warmup):
    rates = refined_rates(norms, power, warmup)
    assert rates.max() == 1.0
    assert rates.min() >= 0
    assert rates[-1] == 0
    np.testing.assert_allclose(rates[warmup:], _reference(norms, power, warmup), atol=1e-7)


def _reference(norms, power, warmup):
    """The formula in loops."""
    width = 2 * int(0.1 * (len(norms) - warmup) / 2) + 1
    kept = norms[warmup:]
    padded = np.pad(kept, width // 2, mode="edge")
    filtered = np.array([np.median(padded[i : i + width]) for i in range(len(kept))])
    weights = filtered ** -float(power)
    rates = np.array([weights[t] * weights[t + 1 :].sum() for t in range(len(kept))])
    rates /= rates.max()
    rise = 1 / max(STEEPEST * len(norms), 1)
    for t in range(1, len(rates)):
        rates[t] = min(rates[t], rates[t - 1] + rise)
    return rates / rates.max()


def test_a_quarter_of_large_gradients_is_passed_at_a_low_rate_and_the_bound_falls():
    norms = np.concatenate([np.full(250, 4.0), np.full(750, 1.0)])
    rates, line = refined_rates(norms, 2), np.linspace(1, 0, 1000)
    assert rates[100] < 0.15 < 0.9 < rates[350]
    assert convex_bound(rates, norms).score < convex_bound(line, norms).score


@settings(max_examples=60, deadline=None)
@given(NORMS, st.integers(0, 2))
def test_the_points_reproduce_the_rates(norms, warmup):
    rates = refined_rates(norms, 2, warmup)
    points = points_of(rates)
    line = np.interp(np.arange(len(rates)), points, rates[points])
    assert np.abs(line - rates).max() <= CLOSE * rates.max() + 1e-12


def test_norms_between_logged_ones_are_interpolated():
    logged = [(update, 1.0 + update % 3) for update in range(0, 1000, 10)]
    norms = norms_of_updates(logged, 1000)
    assert norms.shape == (1000,)
    assert norms[5] == pytest.approx((logged[0][1] + logged[1][1]) / 2)
    assert norms[999] == logged[-1][1]


@pytest.mark.parametrize(
    ("logged", "message"),
    [
        ([(0, 1.0)] * 49, "the log has 49 gradient norms; a schedule from them needs 50 or more"),
        (
            [(update, 1.0) for update in range(800)],
            "the log ends at update 799 of 1,000; the gradient norms of a whole",
        ),
    ],
)
def test_a_run_without_its_norms_is_refused(logged, message):
    with pytest.raises(ConfigError, match=message):
        norms_of_updates(logged, 1000)


@pytest.mark.parametrize("norms", [[1.0, 0.0, 1.0], [1.0, float("nan"), 1.0], [1.0, float("inf"), 1.0]])
def test_norms_are_positive_numbers(norms):
    with pytest.raises(ConfigError, match="every gradient norm must be a positive number"):
        refined_rates(np.array(norms), 2)
