"""What happened in a watched program, as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.watch.program_run import WatchedRun
from paddle_lrkit.reports.watch.ranks import RankDifference
from paddle_lrkit.reports.watch.watched import WatchedProcess, WatchedSchedule
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.unknown import Unknown
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.scripts.watch_record import RecordedRates

EVERY_UPDATE = 10_000
"""Up to that many updates each rate is listed; of longer runs each change, and the last."""


def json_result(process: WatchedProcess, run: WatchedRun, differences: list[RankDifference]) -> str:
    """The result: updates, schedulers, optimizers, findings.

    Args:
        process: The process that is reported, the first one of several.
        run: The run.
        differences: What other processes did otherwise.
    """
    error = process.record.about.get("error")
    return json.dumps(
        {
            "updates": process.updates,
            "skipped_updates": sum(optimizer.skipped for optimizer, _ in process.optimizers),
            "schedulers": [
                _schedule(schedule, process.read.get(schedule.recorded.number)) for schedule in process.schedules
            ],
            "optimizers": [
                {
                    "class": built.name,
                    "path": built.place.file,
                    "line": built.place.line,
                    "updates": optimizer.events,
                    "holds": holds(built.rate),
                    "given": holds(built.given),
                    "group_factors": optimizer.factors,
                    "rates": rate_pairs(optimizer.rates),
                }
                for optimizer, built in process.optimizers
            ],
            "findings": [finding.as_dict() for finding in process.findings],
            "processes": int(process.record.about.get("processes", 1)),
            "differences": [{"rank": one.rank, "message": one.message} for one in differences],
            "rebuilt": not process.record.about.get("partly", False),
            "notes": list(run.notes),
            "exit_code": run.code,
            "error": None if not error else f"{error['type']}: {error['message']}",
        },
        indent=None,
        allow_nan=False,
    )


def holds(value: Any) -> Any:
    """What an optimizer holds: a number, or the class of a schedule."""
    if isinstance(value, BuiltSchedule):
        return value.name
    return str(value.text) if isinstance(value, Unknown) else value


def rate_pairs(rates: RecordedRates | None) -> list[tuple[int, float | None]]:
    """``(update, rate)``: each update of a short run, each change and the last update of a long one."""
    if rates is None or not rates.count:
        return []
    if rates.count <= EVERY_UPDATE:
        return [(update, _finite(rate)) for update, rate in enumerate(rates)]
    pairs = [(update, _finite(rate)) for update, rate in rates.changes()]
    last = rates.count - 1
    return pairs if pairs[-1][0] == last else [*pairs, (last, _finite(rates.values[-1]))]


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None


def _schedule(schedule: WatchedSchedule, read: Usage | None) -> dict[str, Any]:
    usage, built = schedule.usage, schedule.built
    epochs = usage.epochs or (read.epochs if read else None)
    return {
        "class": built.name,
        "module": built.path.rpartition(".")[0],
        "path": built.place.file,
        "line": built.place.line,
        "arguments": {name: _argument(value) for name, value in built.arguments.items()},
        "steps": schedule.recorded.events,
        "per": (read if read and usage.unit == "other" else usage).unit,
        "step_lines": sorted({site.place.line for site in usage.sites}),
        "given_to_optimizer": schedule.holder is not None,
        "first_update": usage.first_step_at,
        "epochs": epochs,
        "steps_per_epoch": usage.steps_per_epoch or (read.steps_per_epoch if read else None),
        "rates": rate_pairs(schedule.applied),
    }


def _argument(value: Any) -> Any:
    if isinstance(value, BuiltSchedule):
        return {"class": value.name, "arguments": {name: _argument(inner) for name, inner in value.arguments.items()}}
    if isinstance(value, (list, tuple)):
        return [_argument(item) for item in value]
    if isinstance(value, dict):
        return {name: _argument(item) for name, item in value.items()}
    if isinstance(value, Unknown):
        return printable(value.text)
    return tr("a function") if callable(value) else value
