"""The lines of a resumed run."""

from __future__ import annotations

import pytest

from paddle_lrkit.curves import constant, cosine
from paddle_lrkit.curves.resume import read_state, resume
from paddle_lrkit.plot.resume_series import ResumedRun
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.plot.words import ENGLISH
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

OLD = cosine(0.1, 0.0, 100)
NEW = cosine(0.2, 0.0, 200)
APPLIED = [(update, OLD(update)) for update in range(0, 50, 10)]


def lines(curve, policy=None, applied=APPLIED):
    state = {
        "last_epoch": 50,
        "last_lr": OLD(50),
        "fingerprint": OLD.fingerprint,
        "length": 100,
    }
    goes_on = resume(curve, state, policy)
    (plan,) = series_of([Schedule(curve, "lrkit", RunLength(curve.length, 10), "Cosine", "new.yml")])
    return ResumedRun(plan, read_state(state), goes_on, applied, policy, ENGLISH).series()


def test_on_the_same_curve():
    record, rest = lines(OLD)
    assert (record.label, record.role, record.begin, record.end) == ("applied so far", "record", 0, 50)
    assert record.points[:2] == [(0, 0.1), (1, pytest.approx(0.1, rel=0.01))]
    assert record.facts(ENGLISH) == ["peak 0.1", "last 0.06545", "50 updates"]
    assert (rest.label, rest.begin, rest.end) == ("new, resumed", 50, 100)
    assert rest.points == [(update, OLD(update)) for update in range(50, 100)]
    assert rest.facts(ENGLISH) == ["resumes at 0.05", "last 2.467e-5", "50 updates left"]


@pytest.mark.parametrize(
    ("policy", "first", "rate", "own"),
    [("keep", 50, NEW(50), 50), ("extend", 50, 0.05, 200), ("rescale", 100, 0.1, 100)],
)
def test_by_policy(policy, first, rate, own):
    record, rest, shade = lines(NEW, policy)
    assert (rest.label, rest.points[0]) == (f"new, policy {policy}", (first, pytest.approx(rate)))
    assert (record.end, rest.end) == (50, 200)
    assert (shade.label, shade.role, shade.end) == ("new as written", "reference", own)
    marks = schedule_chart([record, rest, shade]).references
    assert [mark.label for mark in marks] == ["saved", "resume"][first == 50 :]


def test_at_the_same_part_of_the_run_the_lines_meet_in_per_cent():
    chart = schedule_chart(lines(NEW, "rescale"), "percent")
    assert [mark.x for mark in chart.references] == [50, 50]


def test_without_a_log_there_is_no_record():
    assert [line.role for line in lines(NEW, "keep", applied=[])] == ["plan", "reference"]


def test_nothing_pale_before_the_first_update():
    state = {"last_epoch": 0, "last_lr": 0.1, "fingerprint": "another"}
    (plan,) = series_of([Schedule(constant(0.1), "lrkit", RunLength(10))])
    goes_on = resume(constant(0.1), state, "keep")
    (line,) = ResumedRun(plan, read_state(state), goes_on, [], "keep", ENGLISH).series()
    assert (line.begin, line.end) == (0, 10)
