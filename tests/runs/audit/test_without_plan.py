"""What the rows alone say."""

from __future__ import annotations

import pytest

from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

DIGITS = PrintedDigits("decimals", 6)
FORM = LogFormat("csv", "", "", "run", 0, 0, "applied", DIGITS)


def audited(rates):
    rows = LogRows()
    for step, rate in enumerate(rates):
        rows.add(rate, step=10 * step)
    return audit_log(TrainingLog("-", FORM, rows, DIGITS), None)


@pytest.mark.parametrize("rates", [[0.1], [0.0], [0.1, 0.2]])
def test_two_rows_show_no_schedule(rates):
    result = audited(rates)
    assert (result.verdict, result.certainty, result.shape, result.fault) == ("agrees", "low", None, False)
    assert "too few to show a schedule" in result.summary


def test_two_rows_of_one_epoch_with_a_rate_that_nobody_writes():
    form = LogFormat("f", "", "", "epoch", 1, 0, "after", PrintedDigits("decimals", 8))
    log = TrainingLog("-", form, LogRows(), form.digits, steps_per_epoch=5004)
    log.rows.add(0.00010335, epoch=260, step=1000)
    log.rows.add(0.00010335, epoch=260, step=1050)
    result = audit_log(log, None)
    assert (result.verdict, result.certainty) == ("stepped-per-epoch", "medium")


def test_more_rows_have_a_shape():
    result = audited([round(max(0.1 * (1 - step / 20), 0.0), 6) for step in range(25)])
    assert (result.verdict, result.shape.family, result.fault) == ("agrees", "linear", False)
    assert result.shape.parameters["end"].value == pytest.approx(200)
