"""Planned and applied rates of any log, for VisualDL."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.place_rows import rows_of_run
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.vdl_writer import ScalarPoint, new_record_file, write_scalars
from paddle_lrkit.suites.schedule import Schedule

FILE = "vdlrecords.audit.log"
PLANNED, APPLIED, LOSS = "rate/planned", "rate/applied", "train/loss"
_MOST_ROWS = 200_000


def write_visualdl(
    folder: str | os.PathLike[str], log: TrainingLog, schedule: Schedule | None, options: AuditOptions | None = None
) -> Path:
    """Writes ``rate/applied``, ``rate/planned`` and ``train/loss`` of a log as one curve each, whatever its resumes.

    The step is the 0-based update whose rate the row shows. Where a program prints a median, both rates are medians.
    Without a schedule the planned rates are those of the log, if it has any.

    Args:
        folder: A directory for VisualDL; an earlier audit in it is replaced.
        log: The log.
        schedule: The plan.
        options: What is known of the run besides, as for `audit_log`.

    Returns:
        The record file.

    Raises:
        UsageError: The directory has the records of another run, or cannot be written.
    """
    rows = rows_of_run(log, schedule, options or AuditOptions())
    path = new_record_file(folder, FILE, "--visualdl")
    write_scalars(path, _points(log, rows, schedule))
    return path


def _points(log: TrainingLog, rows: RunRows, schedule: Schedule | None) -> Iterator[ScalarPoint]:
    late = rows.printing.lead + (rows.printing.printed == "after")
    every = len(rows) // _MOST_ROWS + 1
    last = -1
    for at in range(0, len(rows), every):
        update, row = rows.update[at], rows.row[at]
        step = max(update, 0) + late
        if step <= last:
            continue
        last = step
        time = log.rows.time[row]
        clock = int(time * 1000) if 0 < time < 1e11 else 1000 * (step + 1)
        yield ScalarPoint(APPLIED, step, rows.rate[at], clock)
        planned = _planned(log, rows, schedule, at)
        if planned is not None:
            yield ScalarPoint(PLANNED, step, planned, clock)
        if log.rows.loss_printed[row]:
            yield ScalarPoint(LOSS, max(update, 0), log.rows.loss[row], clock)


def _planned(log: TrainingLog, rows: RunRows, schedule: Schedule | None, at: int) -> float | None:
    if schedule is None or schedule.plateau is not None:
        planned = log.planned[rows.row[at]] if log.planned is not None else math.nan
        return planned if math.isfinite(planned) else None
    try:
        return rows.printing.value(schedule.curve, rows.update[at], rows.began[rows.process[at]])
    except ConfigError:
        return None
