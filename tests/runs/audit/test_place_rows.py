"""Where the rows of a log are in the run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.place_rows import place_rows
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

DIGITS = PrintedDigits("decimals", 6)
IN_EPOCHS = LogFormat("e", "ppdet", "", "epoch", 0, 0, "applied", DIGITS, resumes_by_epoch=True)
OVER_RUN = LogFormat("r", "ppseg", "", "run", 1, 1, "applied", DIGITS, resumes_at="update")
PER_BATCH = replace(IN_EPOCHS, first_epoch=1, printed="after", counts_batches=True, by_epoch="by_epoch")
COUNTER = LogFormat("o", "ppocr", "", "run", 1, 1, "median", DIGITS, counter_restarts=True, resumes_by_epoch=True)


def written(form, rows, events=(), stream=None):
    """A log of ``(epoch, step, rate)``."""
    log = TrainingLog("-", form, LogRows(), DIGITS, list(events))
    for number, (epoch, step, rate) in enumerate(rows):
        log.rows.add(rate, epoch=epoch, step=step, stream=stream[number] if stream else 0)
    return log


def test_epoch_and_batch_give_the_update():
    rows = place_rows(written(IN_EPOCHS, [(0, 0, 0.1), (0, 20, 0.1), (1, 0, 0.1), (1, 20, 0.1)]), steps_per_epoch=30)
    assert list(rows.update) == [0, 20, 30, 50]
    assert rows.began == [0]


def test_a_step_that_counts_over_the_run_is_taken_as_it_is():
    assert list(place_rows(written(OVER_RUN, [(1, 10, 0.1), (1, 20, 0.1)])).update) == [9, 19]


def test_a_resumed_process_replaces_the_rows_that_it_writes_again():
    rows = [(1, 10, 0.1), (1, 20, 0.2), (1, 30, 0.3), (1, 20, 0.4), (1, 30, 0.5)]
    placed = place_rows(written(OVER_RUN, rows, [LogEvent("resume", 3, 1, 15)]))
    assert list(placed.update) == [9, 19, 29]
    assert list(placed.rate) == [0.1, 0.4, 0.5]
    assert (list(placed.process), placed.began, placed.stopped, placed.read) == ([0, 1, 1], [0, 15], [29, 29], 5)
    assert [note.kind for note in placed.notes] == ["doubled-range"]


def test_a_resume_without_a_line_shows_where_the_step_falls():
    placed = place_rows(written(OVER_RUN, [(1, 10, 0.1), (1, 20, 0.2), (1, 30, 0.3), (1, 20, 0.4), (1, 30, 0.5)]))
    assert list(placed.rate) == [0.1, 0.4, 0.5]
    assert list(placed.process) == [0, 1, 1]


def test_one_row_that_both_processes_write_is_that_of_the_second():
    rows = [(1, step, step / 100) for step in range(10, 200, 10)]
    placed = place_rows(written(OVER_RUN, [*rows[:9], (1, 90, 0.05), *rows[9:]]))
    assert placed.rate[8] == 0.05
    assert placed.began[1:] == [89]
    assert not placed.other_ranks


def test_a_counter_that_restarts_is_placed_by_its_epoch():
    rows = [(1, 20, 0.1), (1, 30, 0.1), (2, 50, 0.1), (2, 60, 0.1), (3, 20, 0.1), (3, 30, 0.1), (4, 50, 0.1)]
    placed = place_rows(written(COUNTER, rows, [LogEvent("resume", 4, 1, None)]), steps_per_epoch=30)
    assert list(placed.update) == [19, 29, 49, 59, 79, 89, 109]
    assert placed.began == [0, 60]


def test_batches_are_counted_as_updates():
    form = replace(IN_EPOCHS, printed="after", counts_batches=True)
    log = written(form, [(0, batch, 0.1) for batch in range(8)])
    placed = place_rows(log, steps_per_epoch=4, accumulate=2)
    assert list(placed.batch) == list(range(8))
    assert list(placed.update) == [-1, 0, 0, 1, 1, 2, 2, 3]


def test_lines_out_of_order_are_sorted_and_said():
    steps = [10, 30, 20, 50, 40, 70, 60, 90, 80, 100]
    placed = place_rows(written(OVER_RUN, [(1, step, step / 1000) for step in steps]))
    assert list(placed.update) == [step - 1 for step in sorted(steps)]
    assert list(placed.rate) == [step / 1000 for step in sorted(steps)]
    assert [note.kind for note in placed.notes] == ["out-of-order"]


def test_ranks_are_told_by_their_prefix():
    rows = [(1, step, rate) for step in (10, 20, 30) for rate in (0.1, 0.025)]
    placed = place_rows(written(OVER_RUN, rows, stream=[0, 1] * 3))
    assert list(placed.rate) == [0.1] * 3
    assert placed.other_ranks == [(9, 0.1, 0.025), (19, 0.1, 0.025), (29, 0.1, 0.025)]
    assert placed.other_rank == 1


def test_ranks_are_compared_after_each_has_lost_its_doubled_rows():
    first = [(1, 10, 0.1), (1, 20, 0.2), (1, 30, 0.3)]
    second = [(1, 20, 0.5), (1, 30, 0.6)]
    rows = [row for row in (*first, *second) for _ in range(2)]
    placed = place_rows(written(OVER_RUN, rows, [LogEvent("resume", 6, 1, 10)], stream=[0, 1] * 5))
    assert list(placed.rate) == [0.1, 0.5, 0.6]
    assert not placed.other_ranks


def test_rows_without_a_step_have_no_place():
    assert not place_rows(written(OVER_RUN, [(1, -1, 0.1), (1, -1, 0.2)])).placed


def test_rates_that_cannot_be_rates_are_left_out():
    placed = place_rows(written(OVER_RUN, [(1, 10, 0.1), (1, 20, float("nan")), (1, 30, 1e300), (1, 40, 0.2)]))
    assert list(placed.rate) == [0.1, 0.2]


@pytest.mark.parametrize(
    ("stepped", "printed", "updates"),
    [("update", "after", [-1, 0, 0, 1, 49]), ("epoch", "applied", [0, 0, 1, 1, 50])],
)
def test_lines_of_accumulated_batches_show_the_rate_that_the_scheduler_has_then(stepped, printed, updates):
    log = TrainingLog("-", PER_BATCH, LogRows(), DIGITS, steps_per_epoch=100)
    for epoch, batch in ((1, 0), (1, 1), (1, 2), (1, 3), (2, 0)):
        log.rows.add(0.1, epoch=epoch, step=batch)
    schedule = Schedule(curves.linear(0.1, 0.0, 200), "ppcls", RunLength(200, 50), stepped=stepped)
    rows = place_rows(log, accumulate=2, schedule=schedule)
    assert (rows.printing.printed, list(rows.update)) == (printed, updates)
