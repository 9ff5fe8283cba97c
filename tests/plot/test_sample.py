"""Samples lie on the curve, include both sides of every jump, and cost the same for a long run."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, cosine_restarts, join, linear, multistep, step
from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.plot.sample import Jump, jumps, sample


def held(points, update):
    """The rate that the samples claim for an update between two equal ones; None elsewhere."""
    index = bisect_right(points, (update, float("inf"))) - 1
    before, after = points[index], points[min(index + 1, len(points) - 1)]
    return before[1] if before[1] == after[1] or before[0] == update else None


@given(data=st.data(), points=st.integers(2, 300))
def test_samples_are_the_curve_and_ascend_from_first_to_last(schedules, data, points):
    schedule = data.draw(schedules)
    found = sample(schedule.curve, schedule.total_updates, points)
    updates = [update for update, _ in found]
    assert updates == sorted(set(updates))
    assert updates[0] == 0
    assert updates[-1] == schedule.total_updates - 1
    assert all(schedule.curve(update) == rate for update, rate in found)


@given(data=st.data(), points=st.integers(2, 300))
def test_both_sides_of_every_knot_are_told(schedules, data, points):
    schedule = data.draw(schedules)
    knots = [knot for knot in schedule.curve.knots(schedule.total_updates) if knot]
    if len(knots) > points:
        return
    found = sample(schedule.curve, schedule.total_updates, points)
    for knot in knots:
        for side in (knot - 1, knot):
            assert held(found, side) == schedule.curve(side)


@given(data=st.data())
def test_a_short_run_is_told_whole(schedules, data):
    schedule = data.draw(schedules.filter(lambda one: one.total_updates <= 500))
    found = sample(schedule.curve, schedule.total_updates, 500)
    for update in range(schedule.total_updates):
        assert held(found, update) == schedule.curve(update)


@given(data=st.data(), points=st.integers(2, 200))
def test_no_more_points_than_asked_for_and_knots(schedules, data, points):
    schedule = data.draw(schedules)
    knots = len(schedule.curve.knots(schedule.total_updates))
    assert len(sample(schedule.curve, schedule.total_updates, points)) <= points + 2 * min(knots + 1, 6 * points)


@pytest.mark.parametrize("total", [10**4, 10**9])
def test_cost_does_not_follow_the_length_of_the_run(total):
    asked = []

    @curve
    def counted(length: int) -> Formula:
        def at(update):
            asked.append(update)
            return 1 / (1 + update)

        return Formula(at, length, (length // 2,))

    sample(counted(total), total, 100)
    assert len(asked) <= 110


def test_a_level_curve_needs_two_points():
    assert sample(constant(0.1), 20_000) == [(0, 0.1), (19_999, 0.1)]


def test_a_warmup_of_a_hundred_in_twenty_thousand_keeps_its_foot_and_its_end():
    found = sample(cosine(0.1, 0.0, 19_900).warmup(100), 20_000, 50)
    assert found[:3] == [(0, 0.0), (99, 0.099), (100, 0.1)]


def test_the_end_of_a_curve_before_the_end_of_the_run_is_kept():
    found = sample(linear(0.1, 0.0, 1234), 20_000, 10)
    assert (1234, 0.0) in found
    assert all(update <= 1234 or update == 19_999 for update, _ in found)


def test_among_too_many_knots_the_extremes_stay():
    noisy = step(0.1, 2, 1.0).until(40_000).then(constant(0.9, 1), step(0.1, 2, 1.0))
    found = sample(noisy, 80_001, 100)
    assert (40_000, 0.9) in found
    assert len(found) < 1500


def test_a_single_update():
    assert sample(constant(0.1), 1) == [(0, 0.1)]
    assert sample(linear(0.1, 0.0, 5), 2) == [(0, 0.1), (1, 0.08)]


@pytest.mark.parametrize(("stop", "points", "name"), [(0, 10, "stop"), (10, 1, "points"), (2.5, 10, "stop")])
def test_refused(stop, points, name):
    with pytest.raises(ConfigError, match=f"^{name}: must be"):
        sample(constant(0.1), stop, points)


def test_drops_and_restarts_are_jumps_and_bends_are_not():
    assert jumps(multistep(0.1, [30]).warmup(10), 100) == [Jump(40, 0.1, 0.1 * 0.1)]
    assert [jump.update for jump in jumps(cosine_restarts(0.1, 0.0, 10, 2), 100)] == [10, 30, 70]
    assert jumps(linear(0.1, 0.0, 50).warmup(10), 100) == []


def test_a_jump_at_the_end_of_the_warmup_is_one():
    assert [jump.update for jump in jumps(join(linear(0.0, 0.1, 10), constant(0.01)), 100)] == [10]


def test_a_change_at_every_update_is_no_jump():
    assert jumps(step(0.1, 1, 0.99), 100) == []
    assert [jump.update for jump in jumps(step(0.1, 2, 0.99), 6)] == [2, 4]
