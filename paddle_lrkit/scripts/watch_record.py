"""What ``lrkit watch`` recorded of one process, from the files that the process wrote."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paddle_lrkit.scripts.folded_trace import Folded, folded_from_json


@dataclass
class RecordedRates:
    """Rates in the order of updates or steps, in runs of equal ones.

    Example:
        >>> rates = RecordedRates([0.1, 0.2], [3, 1])
        >>> rates.count, rates.at(2), rates.at(3), rates.changes()
        (4, 0.1, 0.2, [(0, 0.1), (3, 0.2)])
    """

    values: list[float] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list, repr=False)

    @property
    def count(self) -> int:
        """Number of rates."""
        return sum(self.runs)

    def changes(self) -> list[tuple[int, float]]:
        """Index and rate wherever the rate changes."""
        return list(zip(self.starts, self.values, strict=True))

    @property
    def starts(self) -> list[int]:
        """Index of the first rate of each run."""
        if len(self._starts) != len(self.runs):
            total = 0
            self._starts = []
            for run in self.runs:
                self._starts.append(total)
                total += run
        return self._starts

    def at(self, index: int) -> float:
        """A rate; past the end the last one."""
        return self.values[max(bisect_right(self.starts, index) - 1, 0)]

    def __iter__(self) -> Iterator[float]:
        for value, run in zip(self.values, self.runs, strict=True):
            for _ in range(run):
                yield value


@dataclass
class RecordedObject:
    """A schedule or an optimizer of a recorded program.

    Args:
        number: Its number.
        path: Its class.
        file: Where it was built.
        line: The line.
        by: Who built it where that is not the program: ``paddle.Model.fit``.
        arguments: The given arguments as plain values.
        factors: Factors of the parameter groups of an optimizer.
        first_rate: Rate of a schedule before its first step.
        events: Steps or updates.
        skipped: Updates that a loss scaler skipped.
        rates: Rate after each step, or at each update.
        step_arguments: What the steps were called with: ``first``, ``last``, ``counts``, ``same``.
        inside: Whether a schedule is a part of another one.
        set_calls: Calls of ``set_lr`` on an optimizer.
        held: What an optimizer held, from which update on, and the line: ``(update, value, file, line)``.
        offline: Rate after each step of a fresh schedule of the same class and arguments, where that was asked for.
    """

    number: int
    path: str
    file: str
    line: int
    by: str
    arguments: dict[str, Any]
    factors: list[float]
    first_rate: float | None = None
    events: int = 0
    skipped: int = 0
    rates: RecordedRates = field(default_factory=RecordedRates)
    step_arguments: dict[str, Any] = field(default_factory=dict)
    inside: bool = False
    set_calls: int = 0
    held: list[tuple[int, Any, str, int]] = field(default_factory=list)
    offline: RecordedRates | None = None


@dataclass(frozen=True)
class RecordedEvent:
    """A kind of event of the trace.

    Args:
        kind: ``build``, ``build_optimizer``, ``step``, ``move``, ``update``, ``skip``, ``give``, ``set_lr``, ``pass``,
            ``batch``, ``end``, ``cut``.
        subject: Number of the schedule, the optimizer or the loader.
        file: The program's line that made the call.
        line: The line.
        detail: What a step is called with: ``number``, ``metric`` or None.
        by: Who made the call where that is not the program.
    """

    kind: str
    subject: int
    file: str
    line: int
    detail: Any = None
    by: str = ""


@dataclass
class WatchRecord:
    """What was recorded of one process.

    Args:
        about: Rank, processes, script, arguments, folder, seconds, whether it ended, error, cut.
        schedules: The schedules by number.
        optimizers: The optimizers by number.
        loaders: Number of a loop over a loader -> ``(file, line, length)``.
        events: The kinds of events, by which the trace counts.
        trace: The events.
        complete: Whether the trace has every event.
        loads: States that were loaded: ``(what, number, file, line, updates before)``.
        set_rates: The first calls of ``set_lr``.
    """

    about: dict[str, Any]
    schedules: list[RecordedObject]
    optimizers: list[RecordedObject]
    loaders: dict[int, tuple[str, int, int | None]]
    events: list[RecordedEvent]
    trace: tuple[Folded, ...]
    complete: bool
    loads: list[tuple[str, int | None, str, int, int]]
    set_rates: list[dict[str, Any]]

    @property
    def rank(self) -> int:
        """Number of the process among those launched together."""
        return int(self.about.get("rank", 0))


def read_records(folder: Path) -> list[WatchRecord]:
    """The records of all processes that wrote into a folder, by rank, then in the order of their start."""
    found = []
    for file in sorted(folder.glob("process-*.json")):
        record = read_record(file)
        if record is not None:
            found.append(record)
    return sorted(found, key=lambda record: (record.rank, record.about.get("began", 0.0)))


def read_record(file: Path) -> WatchRecord | None:
    """The record of one process; None when nothing can be read."""
    try:
        state = json.loads(file.read_text(encoding="utf-8"))
        lines = _lines(file.with_suffix(".jsonl"))
    except (OSError, ValueError):
        return None
    objects = {kind: [_object(line[kind]) for line in lines if kind in line] for kind in ("schedule", "optimizer")}
    for line in lines:
        if "rates" in line:
            rates = objects[line["rates"]][line["number"]].rates
            rates.values += line["values"]
            rates.runs += line["runs"]
        for how in ("given", "held"):
            if how in line:
                held = line[how]
                objects["optimizer"][held["optimizer"]].held.append((held["update"], held["value"], *held["place"]))
        if "offline" in line:
            found = RecordedRates(line["values"], line["runs"])
            objects["schedule"][line["offline"]].offline = found
    for kind, number, events, skipped, (value, run), step_arguments, inside, set_calls in state["counts"]:
        if number < len(objects[kind]):
            each = objects[kind][number]
            each.events, each.skipped, each.step_arguments = events, skipped, step_arguments
            each.inside, each.set_calls = inside, set_calls
            if run:
                each.rates.values.append(value)
                each.rates.runs.append(run)
    return WatchRecord(
        about=state,
        schedules=objects["schedule"],
        optimizers=objects["optimizer"],
        loaders={
            line["loader"]["number"]: (*line["loader"]["place"], line["loader"]["length"])
            for line in lines
            if "loader" in line
        },
        events=[RecordedEvent(*line["symbol"]) for line in lines if "symbol" in line],
        trace=folded_from_json(state["trace"]),
        complete=state["complete"],
        loads=[tuple(load) for load in state["loads"]],
        set_rates=[line["set_lr"] for line in lines if "set_lr" in line],
    )


def _lines(file: Path) -> list[dict[str, Any]]:
    """The whole lines of a file; what a kill left of the last one is dropped."""
    found = []
    for line in file.read_text(encoding="utf-8").split("\n"):
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _object(line: dict[str, Any]) -> RecordedObject:
    file, number = line["place"]
    return RecordedObject(
        line["number"], line["class"], file, number, line["by"], line["arguments"], line["factors"], line["rate"]
    )
