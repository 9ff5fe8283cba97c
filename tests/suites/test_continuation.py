"""Continuations: ramp, hold and decay."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import linear
from paddle_lrkit.suites.continuation import Continuation, DecayShape


@settings(max_examples=40)
@given(
    start=st.integers(0, 300),
    ramp=st.integers(0, 40),
    hold=st.integers(0, 40),
    decay=st.integers(0, 40),
    shape=st.sampled_from(["cosine", "linear"]),
    floor=st.floats(0, 0.01),
)
def test_the_parts_follow_each_other(
    start: int, ramp: int, hold: int, decay: int, shape: DecayShape, floor: float
) -> None:
    if not ramp + hold + decay:
        hold = 1
    wish = Continuation(start, start + ramp + hold + decay, 0.02, 0.1, floor, ramp, decay, shape)
    top = 0.1 if ramp else 0.02
    assert (wish.hold, wish.top, wish.decay_start) == (hold, top, start + ramp + hold)
    for done in range(ramp + hold + decay):
        if done < ramp:
            wanted = 0.02 + 0.08 * done / ramp
        elif done < ramp + hold:
            wanted = top
        else:
            part = (done - ramp - hold) / decay
            fall = 1 - part if shape == "linear" else (1 + math.cos(math.pi * part)) / 2
            wanted = floor + (top - floor) * fall
        assert wish.curve(start + done) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    if decay:
        assert wish.curve(wish.end) == pytest.approx(floor)


@given(start=st.integers(1, 100), left=st.integers(1, 100), floor=st.floats(0, 0.01))
def test_the_line_through_the_checkpoint(start: int, left: int, floor: float) -> None:
    wish = Continuation(start, start + left, 0.02, floor=floor)
    line = [wish.at_zero + (floor - wish.at_zero) * tick / wish.end for tick in (start, wish.end)]
    assert line == pytest.approx([0.02, floor])


def test_scaled_with_its_history() -> None:
    wish = Continuation(10, 20, 0.02, decay=10, before=linear(0.1, 0.0, 40))
    half = wish.scaled(0.5)
    assert [half.curve(update) for update in (0, 5, 10, 15)] == pytest.approx([0.05, 0.04375, 0.01, 0.005])
    assert wish.scaled(1.0) is wish
    assert wish.with_shape("linear").curve(15) == pytest.approx(0.01)
