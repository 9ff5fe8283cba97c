"""The rates of a watched program for VisualDL."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.reports.watch.watched import WatchedProcess
from paddle_lrkit.runs.vdl_writer import ScalarPoint, new_record_file, write_scalars
from paddle_lrkit.scripts.watch_record import RecordedRates

FILE = "vdlrecords.watch.log"
_MOST_POINTS = 20_000


def write_visualdl(process: WatchedProcess, folder: str) -> None:
    """Writes ``rate/applied`` of each optimizer and ``rate/planned`` of each schedule; a long run is thinned.

    Args:
        process: The process.
        folder: A directory for VisualDL; an earlier record of a watched program in it is replaced.

    Raises:
        UsageError: The directory has records of another run, or cannot be written.
    """
    applied = [("applied", optimizer.rates) for optimizer, _ in process.optimizers]
    planned = [("planned", schedule.planned) for schedule in process.schedules if schedule.planned is not None]
    write_scalars(new_record_file(folder, FILE, "--vdl"), _of_groups(applied, planned))


def _of_groups(*groups: list[tuple[str, RecordedRates]]) -> Iterator[ScalarPoint]:
    for group in groups:
        for number, (name, rates) in enumerate(group):
            tag = f"rate/{name}" if len(group) == 1 else f"rate/{name}_{number + 1}"
            for update, rate in _points(rates):
                yield ScalarPoint(tag, update, rate, 1000 * (update + 1))


def _points(rates: RecordedRates) -> list[tuple[int, float]]:
    every = max(rates.count // _MOST_POINTS, 1)
    updates = sorted(
        {*range(0, rates.count, every), *(start for start in rates.starts[:_MOST_POINTS]), rates.count - 1}
    )
    found = [(update, rates.at(update)) for update in updates if update >= 0]
    return [(update, rate) for update, rate in found if math.isfinite(rate)]
