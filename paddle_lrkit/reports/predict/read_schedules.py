"""The schedules to forecast: of configs, scripts, tables and printed curves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from paddle_lrkit.errors import UsageError
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.series import told_apart
from paddle_lrkit.reports.predict.read_runs import MOST_UPDATES, LoggedRun, path_of_rows
from paddle_lrkit.runs.audit.place_rows import place_rows
from paddle_lrkit.runs.json_file import read_json
from paddle_lrkit.runs.logs.csv_log import is_csv
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_logs
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import plural

_HEAD = 1 << 16


def read_schedules(
    files: Iterable[str], reading: LogOptions, trained: Callable[[Sequence[str]], list[Schedule]]
) -> tuple[dict[str, RatePath], list[str]]:
    """Name -> rates of each schedule, and what was assumed, in sentences without a full stop.

    Args:
        files: Configs, scripts, tables with a column of steps and one of rates, and the JSON of ``lrkit curve``.
        reading: How tables are read.
        trained: Reads the schedules of configs and scripts.

    Raises:
        UsageError: A file has no schedule, or its rate depends on a metric.
    """
    found: list[tuple[str, RatePath]] = []
    notes: list[str] = []
    for file in files:
        if _is_table(file):
            (log,) = read_logs([file], reading)
            path, assumed = path_of_rows(place_rows(log), file)
            found.append((os.path.basename(file), path))
            notes += assumed
        elif (printed := _printed_curve(file)) is not None:
            found.append((os.path.basename(file), printed))
        else:
            found += [(_label(one, file), path_of_schedule(one)) for one in trained([file])]
    return _distinct(found), notes


def own_schedules(runs: Sequence[LoggedRun]) -> dict[str, RatePath]:
    """The schedules of the runs themselves: those of their configs, else the logged rates."""
    found = []
    for run in runs:
        planned = run.plan if run.plan is not None and run.plan.plateau is None and run.plan.total_updates else None
        found.append((run.curve.name, run.curve.path if planned is None else path_of_schedule(planned)))
    return _distinct(found)


def with_own(
    schedules: Mapping[str, RatePath], runs: Sequence[LoggedRun], updates: int
) -> tuple[dict[str, RatePath], list[str]]:
    """Schedules with those of the runs, if they are not among them, and what was assumed.

    Args:
        schedules: Name -> rates.
        runs: The runs.
        updates: Length to which the schedules of the runs are stretched.
    """
    import numpy as np

    found, notes = list(schedules.items()), []
    for name, path in own_schedules(runs).items():
        stretched = path.stretched(updates)
        if any(np.array_equal(stretched.rates, known.rates) for _, known in found):
            continue
        found.append((name, stretched))
        if path.updates != updates:
            notes.append(tr("{} has {}; its shape is stretched to {:,}", name, plural(path.updates, "update"), updates))
    return _distinct(found), notes


def path_of_schedule(schedule: Schedule) -> RatePath:
    """The rates of a schedule.

    Raises:
        UsageError: They depend on a metric, are negative or 0 throughout, or there are too many.
    """
    import numpy as np

    name = schedule.file or schedule.name
    if schedule.plateau is not None:
        raise UsageError(tr("{}: the rate of {} depends on a metric", name, schedule.name or "ReduceOnPlateau"))
    if schedule.total_updates > MOST_UPDATES:
        raise UsageError(
            tr("{}: {:,} updates are too many; the most are {:,}", name, schedule.total_updates, MOST_UPDATES)
        )
    rates = np.asarray(schedule.curve.values(range(schedule.total_updates)), float)
    if rates.min() < 0 or rates.max() <= 0:
        raise UsageError(tr("{}: its rates have to be 0 or above, and some above 0", name))
    return RatePath(rates)


def _is_table(file: str) -> bool:
    """Whether a file is a table with rates, and no config."""
    if not os.path.isfile(file) or file.endswith((".yml", ".yaml", ".py", ".json")):
        return False
    with open(file, "rb") as stream:
        return is_csv(stream.read(_HEAD))


def _printed_curve(file: str) -> RatePath | None:
    """The curve that ``lrkit curve --json`` printed; None for another file."""
    import numpy as np

    if not file.endswith(".json") or not os.path.isfile(file):
        return None
    try:
        data = read_json(Path(file))
        steps, rates = (np.array(data[key], float) for key in ("steps", "lr"))
    except (ValueError, KeyError, TypeError):
        return None
    if len(steps) != len(rates) or not len(steps) or (np.diff(steps) <= 0).any() or steps[0] < 0:
        raise UsageError(tr("{}: steps have to rise, with a rate for each", file))
    total = data.get("total_updates") or steps[-1] + 1
    if total > MOST_UPDATES or rates.min() < 0 or rates.max() <= 0:
        raise UsageError(
            tr("{}: its rates have to be 0 or above, and some above 0, over {:,} updates", file, MOST_UPDATES)
        )
    return RatePath(np.interp(np.arange(int(total)), steps, rates))


def _label(schedule: Schedule, file: str) -> str:
    """The file, or the directory of a run."""
    place = os.path.abspath(file) if os.path.isdir(file) else schedule.file or file
    return os.path.basename(place)


def _distinct(found: Sequence[tuple[str, RatePath]]) -> dict[str, RatePath]:
    """Names that are told apart by a number."""
    return dict(zip(told_apart(name for name, _ in found), (path for _, path in found), strict=True))
