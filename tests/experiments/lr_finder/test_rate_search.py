"""The search for the rate with the lowest loss."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.experiments.lr_finder.rate_search import EXPECTED, refined_best, search_rates


def bowl(best, divergence=math.inf):
    return lambda rate: math.inf if rate > divergence else 1 + abs(math.log2(rate / best))


@given(st.floats(1e-3, 1e3), st.floats(-8.0, 8.0))
def test_the_best_of_a_bowl_is_within_a_factor_of_two_and_inside(start, octaves):
    best = start * 2**octaves
    tried = search_rates(bowl(best), start, 1e-9, 1e9)
    found = min(tried, key=tried.get)
    assert list(tried) == sorted(tried)
    assert max(found / best, best / found) <= 2**0.5 * 1.0001
    assert min(tried) < found < max(tried)
    assert len(tried) <= EXPECTED + abs(octaves) / 2 + 1


def test_a_start_at_the_best_rate_takes_five_trials():
    assert list(search_rates(bowl(0.1), 0.1, 1e-5, 10.0)) == [0.025, 0.05, 0.1, 0.2, 0.4]


@given(st.floats(0.0, 12.0))
def test_a_divergence_above_the_best_rate_changes_nothing(octaves):
    tried = search_rates(bowl(0.1, divergence=0.1 * 1.5), 0.1 * 2**octaves, 1e-6, 1e6)
    found = min(tried, key=tried.get)
    assert 0.04 < found <= 0.15


@pytest.mark.parametrize(("best", "end"), [(1e-4, min), (1e4, max)])
def test_a_best_rate_outside_the_range_is_at_an_end(best, end):
    tried = search_rates(bowl(best), 0.5, 0.1, 10.0)
    assert min(tried, key=tried.get) == end(tried)
    assert all(0.1 <= rate <= 10.0 for rate in tried)


@given(st.floats(-0.49, 0.49), st.floats(0.01, 10.0), st.floats(0.01, 100.0))
def test_the_parabola_of_a_parabola_is_exact(shift, curvature, center):
    best = center * 2**shift
    rates = [center / 4, center / 2, center, center * 2, center * 4]
    tried = {rate: 3 + curvature * math.log(rate / best) ** 2 for rate in rates}
    assert refined_best(tried) == pytest.approx(best, rel=1e-6)
