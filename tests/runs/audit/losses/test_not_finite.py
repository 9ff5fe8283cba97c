"""NaN in the loss, and what the rate has to do with it."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.curves import constant, cosine
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength
from tests.runs.audit.losses.logs import found

NAN = math.nan


def warmed_up(peak=0.1, updates=1000, total=10_000):
    return Schedule(
        cosine(peak, 0.0, total - updates).warmup(updates), "lrkit", RunLength(total), warmup_updates=updates
    )


def test_nan_from_a_row_on_names_the_update_and_the_line():
    one, ended = found([2.0, 1.5, 1.2, NAN, NAN], schedule=Schedule(constant(0.1), "lrkit", RunLength(1000)))
    assert (one.kind, one.update, one.line, one.rate, one.numbers["rows"]) == ("nan", 30, 4, 0.1, 2)
    assert "NaN from update 30 on, after 1.2." in one.text
    assert (ended.kind, ended.update, ended.numbers["updates_after"]) == ("ended-before-schedule", 40, 10)


def test_nan_before_the_first_update_is_not_the_rate():
    (one,) = found([NAN] * 5)
    assert (one.rate_to_blame, one.certainty) == (False, "high")


def test_nan_after_two_updates_at_a_tiny_rate_is_not_the_rate():
    (one,) = found([NAN, NAN], lambda update: 5e-7 * update, every=2, begins=2)
    assert (one.update, one.rate_to_blame, one.certainty) == (2, False, "high")


def test_nan_in_the_first_row_of_a_log_that_begins_late_is_not_judged():
    (one,) = found([NAN] * 4, lambda update: 5e-4, every=100, begins=60_800)
    assert (one.rate_to_blame, one.certainty) == (None, "low")
    assert "begins after it" in one.text


@pytest.mark.parametrize(("row", "blame"), [(10, False), (90, True)])
def test_within_the_warmup_only_a_high_rate_can_be_the_reason(row, blame):
    plan = warmed_up(peak=0.002)
    one, *_ = found([2.0] * row + [NAN] * 5, plan.curve, plan)
    assert one.rate_to_blame is blame
    assert f"at update {10 * row} of the 1,000 of the warmup" in one.text


def test_a_rate_that_was_ten_times_as_high_before_is_not_the_reason():
    plan = warmed_up()
    one, *_ = found([2.0] * 950 + [NAN] * 50, plan.curve, plan)
    assert (one.rate_to_blame, one.certainty) == (False, "high")


def test_a_rate_that_jumps_above_the_plan_is_the_reason():
    plan = warmed_up()
    one, *_ = found([2.0] * 500 + [NAN] * 9, lambda update: plan.curve(update) if update < 4990 else 0.9, plan)
    assert (one.rate_to_blame, one.certainty) == (True, "high")


def test_a_rate_that_held_for_long_is_hardly_the_reason():
    one, *_ = found([2.0] * 500 + [NAN] * 9)
    assert (one.rate_to_blame, one.certainty) == (False, "low")


def test_a_few_nan_among_finite_losses_are_one_finding():
    (one,) = found([2.0] * 50 + [NAN] + [1.9] * 50 + [math.inf] + [1.8] * 5, skips=[50])
    assert (one.update, one.numbers["rows"], one.numbers["for_good"]) == (500, 2, False)
    assert one.numbers["skipped_updates_near"] == 1


def test_a_column_that_is_filled_in_some_rows_only_is_no_finding():
    assert found([2.0, NAN, 1.9, NAN, 1.8, NAN, 1.7]) == []


def test_a_loss_that_is_not_printed_is_no_finding():
    assert found([None] * 10) == []
