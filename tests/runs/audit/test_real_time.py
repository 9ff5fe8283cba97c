"""A curve at positions between its updates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.real_time import RealTime


@given(
    st.lists(st.floats(-1, 1), min_size=4, max_size=4),
    st.floats(0, 60),
)
def test_a_cubic_is_read_exactly(coefficients, position):
    @curves.base.curve
    def cubic():
        return curves.base.Formula(lambda update: float(np.polyval(coefficients, update / 50)), None)

    assert RealTime(cubic(), 100)(position) == pytest.approx(np.polyval(coefficients, position / 50), abs=1e-9)


def test_a_jump_stays_a_jump_and_whole_updates_are_not_bridged():
    steps = curves.multistep(0.1, [60])
    assert [RealTime(steps, 100)(at) for at in (59.0, 59.9, 60.0, 60.4)] == pytest.approx([0.1, 0.1, 0.01, 0.01])
    assert RealTime(curves.linear(0.1, 0.0, 100), 100, whole=True)(33.7) == pytest.approx(0.1 * (1 - 33 / 100))


def test_near_an_end_fewer_points_are_enough():
    line = curves.linear(0.1, 0.0, 2)
    assert RealTime(line, 3)(0.5) == pytest.approx(0.075)
    assert RealTime(line, 3)(-5) == 0.1
