"""The planned rates of a log as its plan."""

from __future__ import annotations

from array import array

import pytest

from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.plan import PlanOptions, plan_of
from paddle_lrkit.runs.audit.planned_column import planned_column
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.lrkit.run_log_format import LOG_JSONL


def log_of(*rows: tuple[int, float, float]) -> TrainingLog:
    log = TrainingLog("-", LOG_JSONL, LogRows(), LOG_JSONL.digits, planned=array("d", [row[1] for row in rows]))
    for update, _, applied in rows:
        log.rows.add(applied, step=update)
    return log


def test_the_curve_goes_through_the_rates_that_were_written_last():
    plan = planned_column(log_of((0, 0.5, 1), (10, 0.25, 1), (20, 1.0, 1), (10, 0.75, 1), (20, 0.5, 1)))
    assert plan is not None
    assert [plan.curve(update) for update in (0, 5, 10, 16, 20, 99)] == [0.5, 0.625, 0.75, 0.6, 0.5, 0.5]
    assert plan.total_updates == 21


@pytest.mark.parametrize(("applied", "verdict"), [(1.0, "agrees"), (0.5, "other-peak")])
def test_a_log_without_a_config_is_compared_with_its_own_plan(applied, verdict):
    log = log_of(*((update, 0.1 * 0.99**update, applied * 0.1 * 0.99**update) for update in range(200)))
    plan = plan_of(log, PlanOptions())
    result = audit_log(log, plan.schedule, plan.options)
    assert (plan.source, result.verdict, result.fault) == ("the planned rates in the log", verdict, applied != 1)


def test_a_log_without_the_column_has_no_plan():
    log = log_of((0, 0.1, 0.1))
    log.planned = None
    assert planned_column(log) is None
