"""Logs of losses for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from paddle_lrkit.runs.audit.loss import loss_findings
from paddle_lrkit.runs.audit.place_rows import place_rows
from paddle_lrkit.runs.audit.result import LossFinding
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule

FORM = LogFormat("csv", "", "", "run", 0, 0, "applied", PrintedDigits("exact"))


def found(
    losses: Sequence[float],
    rate: Callable[[int], float] = lambda update: 0.1,
    schedule: Schedule | None = None,
    *,
    every: int = 10,
    begins: int = 0,
    resumes: Sequence[int] = (),
    skips: Sequence[int] = (),
) -> list[LossFinding]:
    """The findings in a log with a row every few updates; the numbers of resumes and skips are those of rows."""
    log = TrainingLog("log.csv", FORM, LogRows(), FORM.digits)
    for row, loss in enumerate(losses):
        update = begins + row * every
        log.rows.add(rate(update), step=update, loss=loss, place=row + 1)
    log.events += [LogEvent("resume", row, row) for row in resumes] + [LogEvent("skip", row, row) for row in skips]
    return loss_findings(log, place_rows(log), schedule)
