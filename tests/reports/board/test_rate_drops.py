"""Drops of a rate, told apart from slopes."""

from __future__ import annotations

import pytest

from paddle_lrkit.curves import cosine, linear, multistep
from paddle_lrkit.reports.board.rate_drops import rate_drops
from paddle_lrkit.train.trackers.schedule_points import schedule_points


@pytest.mark.parametrize("updates", [90, 900, 90_000])
def test_each_drop_of_a_schedule_is_found_at_its_update(updates):
    warmup = updates // 10
    curve = multistep(0.5, [updates // 3, updates // 2], 0.1).warmup(warmup)
    assert rate_drops(schedule_points(curve, updates)) == [updates // 3 + warmup, updates // 2 + warmup]


@pytest.mark.parametrize("updates", [10, 90, 900, 90_000])
@pytest.mark.parametrize("shape", [cosine, linear])
def test_a_slope_has_no_drops_however_few_updates_it_has(shape, updates):
    warmup = updates // 10
    assert rate_drops(schedule_points(shape(0.5, 0.0, updates - warmup).warmup(warmup), updates)) == []


def test_a_sampled_rate_drops_at_the_first_known_update_with_the_lower_rate():
    points = [(update, 0.1 if update < 53 else 0.05) for update in range(0, 100, 8)]
    assert rate_drops(points) == [56]


@pytest.mark.parametrize("rates", [[], [0.1], [0.1, 0.01], [0.1, 0.1, 0.01], [0.1, 0.01, 0.01], [0, 0, 0, 0]])
def test_a_drop_needs_a_slope_before_and_after_it(rates):
    assert rate_drops(list(enumerate(rates))) == []


def test_a_rise_and_a_small_fall_are_no_drops():
    assert rate_drops(list(enumerate([0.1, 0.1, 1.0, 1.0, 0.96, 0.96, 0.5, 0.5]))) == [6]
