"""Resumes of a program whose counter begins again, in record files that hold no epoch."""

from __future__ import annotations

import pytest

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from paddle_lrkit.suites.ppcls.visualdl_formats import VISUALDL
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

FORM = VISUALDL[0]
PLAN = Schedule(curves.cosine(0.5, 0.0, 1000), "ppcls", RunLength(1000, 100))


def audited(*processes: tuple[int, int, int]):
    """The audit of processes that begin at a batch, whose scheduler begins at another, and make some batches."""
    log = TrainingLog("vdl", FORM, LogRows(), FORM.digits)
    for number, (_, counter, count) in enumerate(processes):
        if number:
            log.events.append(LogEvent("resume", len(log.rows), 1))
        for batch in range(0, count, 10):
            log.rows.add(PLAN.curve(counter + batch + 1), step=batch + 1)
    return audit_log(log, PLAN, AuditOptions(steps_per_epoch=100))


@pytest.mark.parametrize("done", [300, 340, 391, 400])
def test_a_resume_from_the_last_epoch_agrees(done):
    begin = done // 100 * 100
    result = audited((0, 0, done), (begin, begin, 1000 - begin))
    assert (result.verdict, result.resumes, result.updates) == ("agrees", [begin], 991)


def test_a_resume_from_an_earlier_snapshot_agrees():
    result = audited((0, 0, 450), (200, 200, 400), (500, 500, 500))
    assert (result.verdict, result.resumes) == ("agrees", [200, 500])


def test_a_scheduler_that_was_not_restored_is_a_fault():
    result = audited((0, 0, 300), (300, 0, 300))
    assert (result.verdict, result.fault, result.resumes) == ("resumed-wrong-update", True, [300])
