"""The losses and rates of logged runs."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.errors import UsageError
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.place_rows import rows_of_run
from paddle_lrkit.runs.audit.plan import PlanOptions, plan_of
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.columns import listed_names
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_logs
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, plural

MOST_UPDATES = 10_000_000
"""Updates of a run or a schedule; each takes about 50 bytes."""
_LATE = 0.02


@dataclass(frozen=True)
class LoggedRun:
    """A logged run.

    Args:
        curve: Its losses and rates.
        plan: The schedule of its config, if one was found.
        notes: What was assumed, in sentences without a full stop.
    """

    curve: LossCurve
    plan: Schedule | None
    notes: tuple[str, ...] = ()


def read_runs(paths: Sequence[str], reading: LogOptions, planning: PlanOptions) -> list[LoggedRun]:
    """Reads runs by the readers of ``lrkit audit``.

    Args:
        paths: Logs, and directories with logs.
        reading: How logs are read.
        planning: Where the plans are.

    Raises:
        UsageError: A log cannot be read, or has no losses.
    """
    return [_run(log, planning) for path in paths for log in read_logs([path], reading)]


def _run(log: TrainingLog, planning: PlanOptions) -> LoggedRun:
    import numpy as np

    plan = plan_of(log, planning)
    placed = rows_of_run(log, plan.schedule, plan.options)
    if not placed.placed:
        raise UsageError(
            tr(
                "{}: its lines do not say which update they describe; give --steps-per-epoch, or name the column "
                "with --columns step=NAME",
                log.source,
            )
        )
    path, notes = path_of_rows(placed, log.source)
    losses = np.array(log.rows.loss)[np.array(placed.row, dtype=int)]
    updates = np.array(placed.update, dtype=int)
    kept = np.isfinite(losses) & (updates >= 0)
    if not kept.any():
        raise UsageError(tr("{}: {}", log.source, _no_loss(log)))
    if (losses[kept] <= 0).any():
        place = log.rows.place[placed.row[int(np.argmax(kept & (losses <= 0)))]]
        raise UsageError(
            tr("{}:{}: the loss is not positive, and the laws describe positive losses", log.source, place)
        )
    if log.columns and not kept.all():
        notes = (*notes, tr("{}: {} without a loss: left out", log.source, plural(int((~kept).sum()), "row")))
    curve = LossCurve(_name(log.source), path, updates[kept], losses[kept])
    return LoggedRun(curve, plan.schedule, notes)


def path_of_rows(rows: RunRows, source: str) -> tuple[RatePath, tuple[str, ...]]:
    """The rates of a run from those that its rows print, linear between them, and what was assumed.

    Args:
        rows: The rows.
        source: Name of the log, for messages.

    Raises:
        UsageError: A rate is negative, none is positive, or the run is too long.
    """
    import numpy as np

    updates, rates = np.array(rows.update, dtype=float), np.array(rows.rate)
    kept = updates >= 0
    updates, rates = updates[kept], rates[kept]
    count = int(updates[-1]) + 1 if len(updates) else 0
    if count > MOST_UPDATES:
        raise UsageError(
            tr("{}: {} updates are too many; the most are {:,}", source, format_count(count), MOST_UPDATES)
        )
    if not len(rates) or rates.min() < 0 or rates.max() <= 0 or not math.isfinite(rates.sum()):
        raise UsageError(tr("{}: its rates have to be 0 or above, and some above 0", source))
    first = int(updates[0])
    notes: tuple[str, ...] = ()
    if first > _LATE * count:
        notes = (
            tr("{} begins at update {:,}; the {} before are taken as a warmup", source, first, plural(first, "update")),
        )
    if first:
        updates, rates = np.append(0, updates), np.append(0.0, rates)
    return RatePath(np.interp(np.arange(count), updates, rates)), notes


def _no_loss(log: TrainingLog) -> str:
    if log.columns:
        return tr(
            "no column is a training loss by its name; it has {}; name it with --columns loss=NAME",
            listed_names(log.columns),
        )
    return tr("it prints no training loss")


def _name(source: str) -> str:
    """The file without its ending; the directory of a log.jsonl."""
    base = os.path.basename(os.path.normpath(source))
    if base == "log.jsonl":
        base = os.path.basename(os.path.dirname(os.path.abspath(source)))
    return os.path.splitext(base)[0] if os.path.isfile(source) else base
