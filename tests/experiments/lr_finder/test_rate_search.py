"""The search for the rate with the lowest loss."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.experiments.lr_finder.rate_search import EXPECTED, central_rate, search_rates


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


@given(st.floats(-1.0, 1.0), st.floats(0.01, 100.0))
def test_the_center_of_a_bowl_is_its_best_rate(shift, center):
    best = center * 2**shift
    tried = {center * 2.0**power: 1 + 0.2 * abs(power - shift) for power in np.linspace(-4, 4, 81)}
    assert central_rate(tried, 3.0) == pytest.approx(best, rel=0.02)


@given(st.lists(st.floats(-0.001, 0.001), min_size=4, max_size=4))
def test_noise_does_not_choose_among_good_rates(noise):
    good = {rate: 0.5 + one for rate, one in zip((0.1, 0.2, 0.4, 0.8), noise, strict=True)}
    assert 0.25 < central_rate({0.05: 1.0, **good, 1.6: math.inf}, 2.5) < 0.32


@given(st.floats(0.1, 10.0), st.floats(-5.0, 5.0))
def test_the_unit_of_the_loss_does_not_matter(factor, offset):
    tried = {0.1: 0.8, 0.2: 0.51, 0.4: 0.5, 0.8: 0.7}
    other = {rate: factor * loss + offset for rate, loss in tried.items()}
    assert central_rate(other, factor * 2.3 + offset) == pytest.approx(central_rate(tried, 2.3), rel=1e-9)
