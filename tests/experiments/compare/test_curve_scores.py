"""Areas, targets and the cost of a wrong rate."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.experiments.compare.curve_scores import area, rate_regret, updates_to

CURVES = st.lists(st.tuples(st.integers(1, 50), st.floats(-5, 5)), min_size=2, max_size=8).map(
    lambda steps: [(sum(step for step, _ in steps[: index + 1]), value) for index, (_, value) in enumerate(steps)]
)


@given(CURVES)
def test_an_area_lies_between_the_ends_of_its_values(points):
    values = [value for _, value in points]
    assert min(values) - 1e-9 <= area(points) <= max(values) + 1e-9


@given(CURVES, st.floats(-3, 3))
def test_an_area_moves_with_its_curve(points, shift):
    moved = [(update, value + shift) for update, value in points]
    assert area(moved) == pytest.approx(area(points) + shift, abs=1e-9)


def test_areas_at_the_limits():
    assert area([(10, 0.5)]) == 0.5
    assert area([]) == math.inf
    assert area([(1, 1.0), (2, math.inf)]) == math.inf


def test_a_target_that_is_never_reached_is_infinitely_far():
    assert updates_to([(5, 1.0), (10, 0.4), (15, 0.6)], 0.5) == 10
    assert updates_to([(5, 1.0)], 0.5) == math.inf


def test_regret_by_hand():
    """Octaves -2, 0, 1, 2: trapezoids (2+0)/2*2 + (0+1)/2 + (1+3)/2 over four octaves."""
    assert rate_regret({0.25: 2.0, 1.0: 0.0, 2.0: 1.0, 4.0: 3.0}, 1.0) == pytest.approx((2 + 0.5 + 2) / 4)


def test_regret_looks_no_further_than_two_octaves():
    near = {0.25: 1.0, 1.0: 0.0, 4.0: 1.0}
    assert rate_regret({**near, 1000.0: math.inf}, 1.0) == rate_regret(near, 1.0)
    assert rate_regret({0.25: 1.0, 1.0: 0.0, 1000.0: math.inf}, 1.0) == math.inf


def test_regret_is_cut_within_a_piece():
    assert rate_regret({1 / 16: 4.0, 1.0: 0.0, 16.0: 4.0}, 1.0) == pytest.approx(1.0)


def test_regret_without_another_rate_is_unknown():
    assert math.isnan(rate_regret({1.0: 0.3}, 1.0))
    assert rate_regret({0.1: math.inf, 1.0: math.inf}, 0.1) == math.inf
