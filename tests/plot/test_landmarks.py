"""The updates of a table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, multistep, step
from paddle_lrkit.plot.landmarks import MOST_EVEN, MOST_KNOTS, landmarks
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


@given(data=st.data())
def test_they_ascend_inside_the_run_from_first_to_last(schedules, data):
    one = data.draw(schedules)
    found = list(landmarks(one))
    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (0, one.total_updates - 1)
    assert len(found) <= MOST_EVEN + 4 * MOST_KNOTS + 4
    if one.warmup_updates:
        assert {one.warmup_updates - 1, one.warmup_updates} <= set(found)


def test_jumps_have_both_sides_and_their_rates():
    one = Schedule(multistep(0.1, [500]).warmup(100), "lrkit", RunLength(1000, 100), warmup_updates=100)
    found = landmarks(one)
    assert (found[0], found[100], found[600], found[999]) == ("start", "warmup ends", "0.1 -> 0.01", "last")
    assert 599 in found


def test_epochs_are_listed():
    found = landmarks(Schedule(cosine(0.1, 0.0, 1000), "lrkit", RunLength(1000, 100)))
    assert list(found) == [*range(0, 1000, 100), 999]


def test_a_long_staircase_lists_no_single_step():
    found = landmarks(Schedule(step(0.1, 10, 0.99), "lrkit", RunLength(1000)))
    assert list(found) == [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 999]
