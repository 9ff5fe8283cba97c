"""The points of a schedule: both sides of every jump, few enough for VisualDL, and steep when smoothed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, multistep, noise, step
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.trackers.schedule_points import MAX_POINTS, points_so_far, schedule_points

LONG = 100_000


def smoothed(points, weight=0.6):
    """The smoothing of VisualDL's page."""
    total, result = 0.0, {}
    for count, (update, value) in enumerate(points, start=1):
        total = total * weight + (1 - weight) * value
        result[update] = total / (1 - weight**count)
    return result


def test_a_short_run_has_every_update():
    curve = cosine(0.1, 0.0, 700)
    assert schedule_points(curve, 700) == [(update, curve(update)) for update in range(700)]


@given(
    stop=st.integers(1, 3 * LONG),
    milestones=st.sets(st.integers(1, 3 * LONG), max_size=400),
    warmup=st.integers(0, 5000),
    start=st.integers(0, 3 * LONG),
)
def test_the_points_lie_on_the_curve_and_are_few(stop, milestones, warmup, start):
    curve = multistep(1.0, sorted(milestones), 0.99) if milestones else constant(1.0)
    curve = curve.warmup(warmup) if warmup else curve
    points = schedule_points(curve, stop, start)
    assert len(points) <= MAX_POINTS + 1
    assert all(value == curve(update) for update, value in points)
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(points))
    assert [update for update, _ in points][:1] == ([start] if start < stop else [])
    if points:
        assert points[-1][0] == stop - 1


@given(st.sets(st.integers(1, LONG - 1), min_size=1, max_size=100))
def test_both_sides_of_every_jump_are_there(milestones):
    updates = {update for update, _ in schedule_points(multistep(1.0, sorted(milestones), 0.5), LONG)}
    assert {side for jump in milestones for side in (jump - 1, jump)} <= updates


def test_the_corner_of_a_short_warmup_is_there():
    points = dict(schedule_points(cosine(0.1, 0.0, LONG).warmup(100), LONG))
    assert points[100] == 0.1
    assert points[99] == pytest.approx(0.099)


def test_a_moving_average_reaches_the_new_rate_within_twelve_updates():
    curve = multistep(1.0, [60_000, 90_000], 0.1)
    shown = smoothed(schedule_points(curve, LONG))
    for jump in (60_000, 90_000):
        assert shown[jump - 1] == pytest.approx(curve(jump - 1), rel=1e-6)
        assert shown[jump + 11] == pytest.approx(curve(jump), rel=0.03)


@pytest.mark.parametrize("curve", [step(1.0, 50, 0.999), noise(constant(1.0), 0.1, seed=1)])
def test_a_curve_with_a_knot_at_every_turn_is_thinned(curve):
    points = schedule_points(curve, 20_000)
    assert 400 <= len(points) <= MAX_POINTS
    values = [value for _, value in points]
    known = [curve(update) for update in range(20_000)]
    assert (min(values), max(values)) == (min(known), max(known))


def test_a_resumed_plan_is_the_rest_of_the_same_points():
    curve = multistep(1.0, [60_000], 0.1).warmup(500)
    whole, rest = schedule_points(curve, LONG), schedule_points(curve, LONG, 30_001)
    assert rest[0] == (30_001, curve(30_001))
    assert rest[1:] == [point for point in whole if point[0] > 30_001]
    assert schedule_points(curve, LONG, LONG) == []


@pytest.mark.parametrize(("updates", "factor", "points"), [(40, 1.0, 100), (40, 0.5, 100), (range(0, 40, 10), 0.5, 64)])
def test_the_part_before_a_resume_is_what_was_planned_then(updates, factor, points):
    curve = cosine(1.0, 0.0, 100)
    logged = range(updates) if isinstance(updates, int) else updates
    rows = [{"update": update, "rate/planned": factor * curve(update)} for update in logged]
    rows.append({"update": 40, "eval/loss": 1.0})
    found = points_so_far(curve, 100, rows, 40)
    assert len(found) == points
    assert found == [(at, curve(at) * (factor if at < 40 else 1)) for at, _ in found]


def test_a_long_past_is_thinned():
    rows = [{"update": update, "rate/planned": 0.5} for update in range(50_000)]
    assert len(points_so_far(constant(1.0), LONG, rows, 50_000)) <= 2 * MAX_POINTS


def test_a_run_without_updates_is_refused():
    with pytest.raises(ConfigError, match="stop"):
        schedule_points(constant(1.0), 0)
