"""Shapes that no change of the plan explains."""

from __future__ import annotations

import pytest

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

DIGITS = PrintedDigits("exact")
FORM = LogFormat("f", "ppnlp", "", "run", 0, 0, "applied", DIGITS)


def polynomial(warmup):
    decay = curves.polynomial(3e-5, 3e-7, 600 - warmup, power=0.9)
    return decay.warmup(warmup) if warmup else decay


@pytest.mark.parametrize(
    ("warmup", "verdict", "parameters"),
    [(0, "warmup-missing", {}), (120, "warmup-length", {"seen_warmup": 120, "seen_warmup_interval": [120, 120]})],
)
def test_the_planned_decay_over_the_rest_of_the_run_is_told_by_its_warmup(warmup, verdict, parameters):
    log = TrainingLog("-", FORM, LogRows(), DIGITS)
    applied = polynomial(warmup)
    for update in range(0, 600, 5):
        log.rows.add(applied(update), step=update)
    result = audit_log(log, Schedule(polynomial(60), "ppnlp", RunLength(600), warmup_updates=60))
    assert (result.verdict, result.parameters) == (verdict, {"planned_warmup": 60, **parameters})
