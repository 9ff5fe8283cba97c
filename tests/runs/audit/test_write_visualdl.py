"""Planned and applied rates of a log for VisualDL."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace

import pytest

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.write_visualdl import write_visualdl
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from paddle_lrkit.runs.vdl_records import scalars
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

DIGITS = PrintedDigits("exact")
FORM = LogFormat("f", "", "", "run", 0, 1, "applied", DIGITS)
PLAN = Schedule(curves.linear(1.0, 0.0, 64), "lrkit", RunLength(64))


def log_of(*points: tuple[int, float, float | None], form: LogFormat = FORM) -> TrainingLog:
    rows = LogRows()
    for step, rate, loss in points:
        rows.add(rate, step=step, loss=loss)
    return TrainingLog("a.log", form, rows, DIGITS)


def test_a_resumed_run_is_one_curve_and_its_last_rows_count(tmp_path):
    log = log_of((1, 0.5, 2.0), (17, 0.25, math.nan), (33, 0.25, None), (17, 0.125, 1.0), (33, 0.125, None))
    log.events.append(LogEvent("resume", 3, 4))
    points = scalars(write_visualdl(tmp_path, log, PLAN))
    assert {step: value for (tag, step), value in points.items() if tag == "rate/applied"} == {
        0: 0.5,
        16: 0.125,
        32: 0.125,
    }
    assert {step: value for (tag, step), value in points.items() if tag == "rate/planned"} == {
        0: 1.0,
        16: 0.75,
        32: 0.5,
    }
    assert {step: value for (tag, step), value in points.items() if tag == "train/loss"} == {0: 2.0, 16: 1.0}


@pytest.mark.parametrize(
    ("printed", "step", "planned"), [("applied", 15, 49 / 64), ("after", 16, 0.75), ("median", 15, 0.875)]
)
def test_a_rate_stands_at_its_own_update(tmp_path, printed, step, planned):
    log = log_of((16, 0.5, None), form=replace(FORM, printed=printed, window=16))
    points = scalars(write_visualdl(tmp_path, log, PLAN))
    expected = 1 - (0 + 15) / 2 / 64 if printed == "median" else planned
    assert points == {("rate/applied", step): 0.5, ("rate/planned", step): expected}


def test_without_a_schedule_the_plan_of_the_log_is_written(tmp_path):
    log = log_of((1, 0.5, None), (2, 0.5, None))
    assert {tag for tag, _ in scalars(write_visualdl(tmp_path / "a", log, None))} == {"rate/applied"}
    log.planned = array("d", [0.25, math.nan])
    points = scalars(write_visualdl(tmp_path / "b", log, None))
    assert {place: value for place, value in points.items() if place[0] == "rate/planned"} == {
        ("rate/planned", 0): 0.25
    }


def test_it_can_be_written_again(tmp_path):
    log = log_of((1, 0.5, None))
    assert write_visualdl(tmp_path, log, None) == write_visualdl(tmp_path, log, PLAN)
