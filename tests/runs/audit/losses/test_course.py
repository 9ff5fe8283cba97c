"""Blocks of losses."""

from __future__ import annotations

import math
from dataclasses import replace

from paddle_lrkit.runs.audit.losses.course import MOST_BLOCKS, course_of, spread
from paddle_lrkit.runs.audit.place_rows import place_rows
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from tests.runs.audit.losses.logs import FORM


def course(losses, form=FORM):
    log = TrainingLog("log.csv", form, LogRows(), form.digits)
    for row, loss in enumerate(losses):
        log.rows.add(0.1, step=row, loss=loss, place=row + 1)
    return course_of(log, place_rows(log))


def test_a_long_log_becomes_blocks_with_their_medians_and_maxima():
    losses = [1.0 + row % 3 for row in range(3 * MOST_BLOCKS)]
    losses[7] = 50.0
    made = course(losses)
    assert len(made.blocks) == MOST_BLOCKS
    assert made.levels[:3] == [2.0, 2.0, 3.0]
    assert (made.tops[2], made.start) == (7, 2.0)


def test_rows_without_a_loss_are_left_out():
    made = course([None, 3.0, None, 2.0])
    assert (list(made.at), list(made.loss)) == ([1, 3], [3.0, 2.0])


def test_losses_that_are_lost_at_the_end_belong_to_no_block():
    made = course([3.0, math.nan, 2.0, math.inf, math.nan])
    assert (made.finite, made.not_finite) == (3, [1, 3, 4])
    assert made.blocks[-1] == range(2, 3)


def test_the_spread_of_a_normal_distribution_is_its_standard_deviation():
    normal = [1.4826 * each for each in (-1.5, -1, -0.5, 0, 0.5, 1, 1.5)]
    assert math.isclose(spread(normal), 1.4826**2)


def test_losses_that_end_before_the_rates_of_a_record_file_are_nan():
    records = replace(FORM, name="visualdl-ppseg")
    made = course([2.0] * 9 + [None] * 5, records)
    assert (made.left_out, made.finite, len(made.loss)) == (True, 9, 14)
    assert not course([2.0] * 9 + [None] * 5).left_out
    assert not course([2.0, None] * 9 + [None] * 5, records).left_out
    assert not course([2.0] * 9 + [None] * 4, records).left_out
