"""The rates of a watched program for VisualDL."""

from __future__ import annotations

import math
from pathlib import Path

from paddle_lrkit.errors import UsageError
from paddle_lrkit.reports.watch.watched import WatchedProcess
from paddle_lrkit.runs.vdl_home import importable_home
from paddle_lrkit.scripts.watch_record import RecordedRates

_MOST_POINTS = 20_000


def write_visualdl(process: WatchedProcess, folder: str) -> None:
    """Writes ``rate/applied`` of each optimizer and ``rate/planned`` of each schedule; a long run is thinned.

    Args:
        process: The process.
        folder: A directory for VisualDL; one of another run is not continued.

    Raises:
        UsageError: The directory has records of another run, or cannot be written.
    """
    if any(Path(folder).glob("vdlrecords*")):
        raise UsageError(f"--vdl {folder}: has the records of another run; choose another directory")
    with importable_home():
        from visualdl import LogWriter
    try:
        writer = LogWriter(logdir=folder)
    except OSError as error:
        raise UsageError(f"--vdl {folder}: cannot be written: {error.strerror}") from None
    applied = [("applied", optimizer.rates) for optimizer, _ in process.optimizers]
    planned = [("planned", schedule.planned) for schedule in process.schedules if schedule.planned is not None]
    with writer:
        for group in (applied, planned):
            for number, (name, rates) in enumerate(group):
                tag = f"rate/{name}" if len(group) == 1 else f"rate/{name}_{number + 1}"
                for update, rate in _points(rates):
                    writer.add_scalar(tag=tag, value=rate, step=update)


def _points(rates: RecordedRates) -> list[tuple[int, float]]:
    every = max(rates.count // _MOST_POINTS, 1)
    updates = sorted(
        {*range(0, rates.count, every), *(start for start in rates.starts[:_MOST_POINTS]), rates.count - 1}
    )
    found = [(update, rates.at(update)) for update in updates if update >= 0]
    return [(update, rate) for update, rate in found if math.isfinite(rate)]
