"""Logs with more rows than are compared."""

from __future__ import annotations

from array import array

import pytest

from paddle_lrkit.runs.logs import table, thinned
from paddle_lrkit.runs.logs.own_formats import CSV
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from tests.runs.logs.tables import csv_log


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(thinned, "MOST_ROWS", 10)
    monkeypatch.setattr(table, "MOST_READ", 20)


def test_rows_events_and_planned_rates_are_thinned_alike():
    log = TrainingLog("a.csv", CSV, LogRows(), CSV.digits, planned=array("d", range(25)))
    for step in range(25):
        log.rows.add(step / 100, step=step, stream=step % 2)
    log.events = [LogEvent("resume", 6, 1), LogEvent("skip", 7, 1)]
    short = thinned.thinned(log)
    assert short.rows.step.tolist() == [0, 3, 6, 9, 12, 15, 18, 21, 24] == [int(rate) for rate in short.planned or ()]
    assert [event.row for event in short.events] == [2, 3]
    assert set(short.rows.stream) == {0, 1}
    assert short.remarks == ["Of 25 rows one in 3 is compared."]


@pytest.mark.parametrize("mode", ["", ",mode"])
def test_a_table_keeps_an_even_part_while_it_is_read(mode):
    rows = "".join(f"{step},0.1{',train' if mode else ''}\n" for step in range(100))
    log = csv_log(f"step,lr{mode}\n{rows}")
    assert len(log.rows) <= 34
    assert {b - a for a, b in zip(log.rows.step, log.rows.step[1:], strict=False)} <= {3, 9}
    assert log.remarks[-1].startswith("Of 100 rows one in ")


def test_a_resume_is_seen_in_a_thinned_table():
    rows = "step,lr\n" + "".join(f"{step},0.1\n" for step in range(1, 41))
    log = csv_log(rows * 9)
    assert [event.kind for event in log.events] == ["resume"] * 8
    assert log.remarks[-1].startswith("Of 360 rows one in ")
