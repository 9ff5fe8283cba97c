"""Positions and numbers of an axis agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plot.axis import Axis


@given(st.floats(1e-9, 1.0), st.floats(1.1, 1e6), st.booleans(), st.floats(0.0, 1.0))
def test_there_and_back(low, ratio, log, place):
    axis = Axis(low, low * ratio, log)
    assert axis.place(axis.value(place)) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize("log", [False, True])
def test_what_lies_outside_is_put_at_the_end(log):
    axis = Axis(0.01, 1.0, log)
    assert (axis.place(0.0), axis.place(0.001), axis.place(2.0)) == (0.0, 0.0, 1.0)
