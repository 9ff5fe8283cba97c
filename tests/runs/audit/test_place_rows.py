"""Where the rows of a log belong."""

from __future__ import annotations

import pytest

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.place_rows import place_rows
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

DIGITS = PrintedDigits("decimals", 8)
FORM = LogFormat("f", "ppcls", "", "epoch", 1, 0, "after", DIGITS, counts_batches=True, by_epoch="by_epoch")


@pytest.mark.parametrize(
    ("stepped", "printed", "updates"),
    [("update", "after", [-1, 0, 0, 1, 49]), ("epoch", "applied", [0, 0, 1, 1, 50])],
)
def test_lines_of_accumulated_batches_show_the_rate_that_the_scheduler_has_then(stepped, printed, updates):
    log = TrainingLog("-", FORM, LogRows(), DIGITS, steps_per_epoch=100)
    for epoch, batch in ((1, 0), (1, 1), (1, 2), (1, 3), (2, 0)):
        log.rows.add(0.1, epoch=epoch, step=batch)
    schedule = Schedule(curves.linear(0.1, 0.0, 200), "ppcls", RunLength(200, 50), stepped=stepped)
    rows = place_rows(log, accumulate=2, schedule=schedule)
    assert (rows.printing.printed, list(rows.update)) == (printed, updates)
