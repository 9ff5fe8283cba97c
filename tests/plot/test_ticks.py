"""Ticks are on the axis, fit the room, and have their value as label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plot import ticks

UNITS = {"k": 1e3, "M": 1e6}


def number(label):
    unit = UNITS.get(label[-1], 1)
    return float(label.replace(",", "").rstrip("kM")) * unit


@given(st.integers(1, 10**10), st.integers(2, 12))
def test_counts(high, most):
    found = ticks.count_ticks(high, most)
    assert 1 <= len(found) <= most
    assert found[0].value == 0
    assert all(0 <= tick.value <= high for tick in found)
    assert all(number(tick.label) == pytest.approx(tick.value, rel=1e-12) for tick in found)


@given(st.floats(1e-12, 1e4), st.integers(3, 12))
def test_rates(high, most):
    found = ticks.number_ticks(0.0, high, most)
    assert 2 <= len(found) <= most
    assert all(0 <= tick.value <= high * (1 + 1e-8) for tick in found)
    assert all(number(tick.label) == pytest.approx(tick.value, rel=1e-12) for tick in found)
    assert found[-1].value * 2.6 > high


@given(st.floats(1e-9, 1.0), st.floats(1.5, 1e7), st.integers(3, 12))
def test_decades(low, ratio, most):
    found = ticks.decade_ticks(low, low * ratio, most)
    assert len(found) <= most
    assert all(low * 0.999 <= tick.value <= low * ratio * 1.001 for tick in found)
    assert all(float(tick.label) == pytest.approx(tick.value, rel=1e-12) for tick in found)


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1e4), st.integers(3, 9))
def test_ticks_are_round_numbers_within_the_span(low, width, most):
    found = ticks.number_ticks(low, low + width, most)
    assert len(found) <= most
    assert all(low - 1e-6 * width <= tick.value <= low + width * (1 + 1e-6) for tick in found)
    if width > 1e-3 * abs(low):
        assert len({tick.label for tick in found}) == len(found)


def test_no_rate_above_zero_gives_one_tick():
    assert ticks.number_ticks(0.0, 0.0, 5) == [ticks.Tick(0.0, "0")]


def test_an_axis_of_less_than_one_has_its_zero():
    assert [tick.label for tick in ticks.count_ticks(0.4, 5)] == ["0"]


def test_long_axes_are_written_short():
    assert ticks.short_count(50_000, 200_000) == "50k"
    assert ticks.short_count(20_000_000, 30_000_000) == "20M"
    assert ticks.short_count(50_000, 90_000) == "50,000"
    assert ticks.short_count(0, 200_000) == "0"
