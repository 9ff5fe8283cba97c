"""Floats that a loop adds up, found without the loop."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.reference_curves.float_sum import FloatSum


def added(start, step, count):
    """The sums of a loop."""
    sums = [start]
    for _ in range(count):
        sums.append(sums[-1] + step)
    return sums


@pytest.mark.parametrize("batches", [1, 3, 7, 10, 30, 49, 100, 2.5, 0.3, 1437])
@pytest.mark.parametrize("start", [0, -1, 5, 0.1])
def test_every_sum_is_the_loops(start, batches):
    found, sums = FloatSum(start, 1 / batches), added(start, 1 / batches, 3000)
    assert [found(count) for count in range(3001)] == sums


@given(st.floats(1e-6, 1e3), st.integers(-3, 1000), st.integers(0, 300))
def test_any_step_and_start(step, start, count):
    assert FloatSum(start, step)(count) == added(start, step, count)[-1]


def test_a_long_loop():
    found, total = FloatSum(0, 1 / 7329), 0.0
    for _ in range(400_000):
        total += 1 / 7329
    assert found(400_000) == total
    assert found(400_000) != 400_000 / 7329


@given(st.integers(1, 50), st.floats(0, 20))
def test_the_count_is_the_first_sum_at_or_above(batches, value):
    sums = added(0, 1 / batches, batches * 21)
    assert FloatSum(0, 1 / batches).count(value) == next(at for at, one in enumerate(sums) if one >= value)


def test_rounding_decides_where_a_boundary_is():
    late = [batches for batches in range(1, 60) if FloatSum(0, 1 / batches).count(4) > 4 * batches]
    assert late == [batches for batches in range(1, 60) if added(0, 1 / batches, 4 * batches)[-1] < 4]
    assert late[:3] == [6, 7, 11]


def test_sums_end_where_a_step_is_too_small():
    found = FloatSum(0, 1 / 3)
    assert found(2**60) == found(10**30)
    assert found.count(1e300) is None
    assert abs(Fraction(found(2**40)) * 3 / 2**40 - 1) < 1e-3


def test_the_cost_does_not_grow():
    generator = random.Random(1)
    for _ in range(200):
        found = FloatSum(0, 1 / generator.randint(1, 10**9))
        assert found(10**15) <= found(10**16)
        assert len(found._lines) < 200


@pytest.mark.parametrize(("start", "step"), [(0, 0), (0, -1.0), (float("nan"), 1.0), (0, float("inf"))])
def test_other_numbers_are_refused(start, step):
    with pytest.raises(ConfigError, match="in steps above 0"):
        FloatSum(start, step)
