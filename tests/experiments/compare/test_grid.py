"""Grids of rates, and seeds."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.compare.grid import final_seeds, next_rate, parse_numbers, rate_grid, tuning_seeds


@given(st.floats(1e-6, 10), st.integers(1, 9), st.floats(1.5, 10))
def test_a_grid_is_log_spaced_around_its_centre(centre, count, factor):
    grid = rate_grid(centre, count, factor)
    assert len(grid) == count
    assert grid[count // 2] == pytest.approx(centre, rel=1e-5)
    assert list(grid) == sorted(grid)
    for lower, higher in pairwise(grid):
        assert higher / lower == pytest.approx(factor, rel=1e-4)


@given(st.floats(1e-6, 10), st.integers(2, 6), st.booleans())
def test_a_grid_goes_on_in_its_own_steps(centre, count, upward):
    grid = rate_grid(centre, count, 2.0)
    beyond = next_rate(grid, upward)
    assert math.log2(beyond / (grid[-1] if upward else grid[0])) == pytest.approx(1 if upward else -1, abs=1e-4)


def test_no_seed_is_used_for_tuning_and_for_the_result():
    assert not set(tuning_seeds(7, 1000)) & set(final_seeds(7, 1000))


@pytest.mark.parametrize("count", [0, 1, -3])
def test_at_least_two_seeds_are_needed(count):
    with pytest.raises(ConfigError, match="--seeds: must be >= 2"):
        final_seeds(0, count)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.1,x", "must be numbers with commas"),
        ("0", "> 0"),
        ("-1", "> 0"),
        ("0.1,0.1", "twice"),
        ("0.12345678,0.12345679", "twice"),
        ("", "must be numbers"),
    ],
)
def test_bad_numbers_are_refused(text, message):
    with pytest.raises(ConfigError, match=message):
        parse_numbers("--budget", text)


def test_numbers_are_sorted():
    assert parse_numbers("--rates", "0.3, 0.1,1") == (0.1, 0.3, 1.0)


@pytest.mark.parametrize("factor", [1.0000001, 1.0, 0.5, 1e200, float("inf"), float("nan")])
def test_a_factor_out_of_range_is_refused(factor):
    with pytest.raises(ConfigError, match="--rate-factor"):
        rate_grid(0.1, 5, factor)


def test_a_grid_of_large_rates_can_grow():
    assert next_rate((1e200, 1e201), upward=True) == 1e202
