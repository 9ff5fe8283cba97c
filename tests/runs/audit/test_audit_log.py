"""What an audit says about a log that agrees, and about one that cannot tell."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from paddle_lrkit import curves
from paddle_lrkit.curves.plateau import PlateauSettings
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength
from tests.runs.audit.written_log import COSINE, EPOCH, PEAK, UPDATES, audited, cosine, log_of


def test_a_log_of_the_plan_agrees():
    result = audited(cosine)
    assert (result.verdict, result.certainty, result.fault) == ("agrees", "high", False)
    assert (result.rows, result.updates, result.interval, result.rows_that_differ) == (100, 991, 10, 0)
    assert result.rows_that_could_tell == 99
    assert result.first_update is None
    assert "Each of the 100 rows" in result.summary


def test_a_plan_that_does_not_move_within_the_rows_agrees_with_low_certainty():
    result = audited(lambda update: 0.1, curves.constant(0.1))
    assert (result.verdict, result.certainty, result.rows_that_could_tell) == ("agrees", "low", 0)
    assert "stands still would agree as well" in result.summary


def test_below_the_last_printed_place_nothing_is_decided():
    result = audited(lambda update: 3e-7, curves.linear(3e-7, 1e-7, UPDATES))
    assert (result.verdict, result.fault) == ("undecided", False)
    assert "below the last printed place" in result.summary


@pytest.mark.parametrize("lead", [1, -1])
def test_in_a_log_of_ones_own_an_update_more_or_less_is_the_convention(lead):
    result = audited(lambda update: cosine(max(update + lead, 0)), suite="", decimals=9)
    assert (result.verdict, result.fault) == ("agrees", False)
    assert [note.kind for note in result.notes] == ["convention"]


def test_a_plan_that_follows_a_metric_is_not_compared():
    rule = PlateauSettings(0.1)
    schedule = Schedule(curves.constant(0.1), "lrkit", RunLength(UPDATES, EPOCH), plateau=rule)
    result = audit_log(log_of(cosine), schedule)
    assert (result.verdict, result.certainty, result.rows_that_differ) == ("undecided", "low", 0)
    assert "follows a metric" in result.summary


def test_lines_without_a_place_are_not_compared():
    digits = PrintedDigits("decimals", 6)
    log = TrainingLog("-", LogFormat("f", "ppocr", "", "run", 1, 1, "median", digits), LogRows(), digits)
    for rate in (0.000024, 0.000051):
        log.rows.add(rate, epoch=1)
    result = audit_log(log, Schedule(COSINE, "ppocr", RunLength(UPDATES, EPOCH)))
    assert (result.verdict, result.certainty, result.rows) == ("undecided", "low", 2)
    assert "have no place in the run" in result.summary


def test_rates_that_are_no_numbers_are_said():
    log = log_of(cosine)
    for row in range(len(log.rows)):
        log.rows.rate[row] = float("nan")
    result = audit_log(log, Schedule(COSINE, "ppseg", RunLength(UPDATES, EPOCH)))
    assert result.verdict == "undecided"
    assert "None of the 100 rows shows a rate" in result.summary
    assert [note.kind for note in result.notes] == ["rate-not-finite"]


def test_a_run_that_ended_early_is_a_note_and_no_fault():
    result = audited(cosine, stop=500)
    assert (result.verdict, result.fault) == ("agrees", False)
    assert [(note.kind, note.text) for note in result.notes] == [
        ("ended-early", "The log ends at update 491 of 1,000 (49%).")
    ]


def test_the_rows_of_a_picture_hold_plan_and_rate():
    result = audited(lambda update: cosine(update) * (2 if update >= 500 else 1))
    assert len(result.placed) == 100
    assert next(row.update for row in result.placed if row.differs) == result.first_update == 500
    assert result.placed[60].planned == pytest.approx(cosine(600), abs=1e-15)
    assert result.placed[60].rate == pytest.approx(2 * cosine(600), abs=5.1e-7)


def test_a_fault_is_found_in_a_part_of_many_rows_as_in_all_of_them():
    updates = 60_000
    plan = curves.cosine(PEAK, 0.0, updates)
    schedule = Schedule(plan, "ppseg", RunLength(updates, EPOCH))
    log = log_of(lambda update: plan(update if update < 30_011 else update - 30_011), stop=updates, interval=1)
    result = audit_log(log, schedule)
    assert (result.verdict, result.parameters["at"], result.rows) == ("restarted", 30_011, updates)
    assert result.rows_that_differ == sum(
        abs(rate - plan(at)) > 5e-7 + 2e-9 * rate for at, rate in enumerate(log.rows.rate)
    )


def test_a_program_that_computes_the_rate_once_more_for_the_line_agrees():
    """Paddle's recursion of a cosine, called twice a step: ``r * (1 + cos(pi t/T)) / (1 + cos(pi (t-1)/T))``."""
    updates, peak = 400, 0.1
    plan = curves.cosine(peak, 0.0, updates)
    schedule = Schedule(plan, "ppcls", RunLength(updates, EPOCH), name="Cosine")
    digits = PrintedDigits("decimals", 8)
    form = LogFormat("f", "ppcls", "", "run", 0, 0, "after", digits, asks_again="Cosine")
    log = TrainingLog("-", form, LogRows(), digits)
    for update in range(0, updates - 10, 10):
        ratio = (1 + math.cos(math.pi * (update + 1) / updates)) / (1 + math.cos(math.pi * update / updates))
        log.rows.add(round(plan(update + 1) * ratio, 8), step=update)
    result = audit_log(log, schedule)
    assert (result.verdict, result.fault) == ("agrees", False)
    assert [note.kind for note in result.notes] == ["convention", "ended-early"]
    assert "computes the rate once more" in result.notes[0].text
    log.format = replace(form, asks_again="")
    assert audit_log(log, schedule).fault


def test_the_convention_is_the_one_that_the_config_sets():
    log = log_of(cosine)
    log.format = replace(log.format, printed="median", by_epoch="by_epoch")
    plan = Schedule(COSINE, "ppseg", RunLength(UPDATES, EPOCH), warmup_updates=100)
    assert audit_log(log, plan, AuditOptions(window=5)).convention.startswith("the median of the last 5 applied rates")
    log.format = replace(log.format, printed="after")
    assert audit_log(log, plan).convention.startswith("the rate of the next update")
    by_epoch = replace(plan, stepped="epoch")
    assert audit_log(log, by_epoch).convention.startswith("the rate that the update applied")


def test_a_fault_in_two_rows_has_low_certainty():
    result = audited(lambda update: 3 * cosine(update), interval=500)
    assert (result.rows, result.fault, result.certainty) == (2, True, "low")


@pytest.mark.parametrize(("by", "certainty"), [(-1, "low"), (1, "high")])
def test_scripts_that_differ_in_which_rate_they_print(by, certainty):
    log = log_of(lambda update: cosine(max(update + by, 0)))
    log.format = replace(log.format, varies=True)
    result = audit_log(log, Schedule(COSINE, "ppseg", RunLength(UPDATES, EPOCH), warmup_updates=100))
    assert (result.verdict, result.certainty) == ("off-by-one", certainty)
    assert ("before the step" in result.summary) == (by < 0)
