"""The record of a program that was watched -> the same description that is read from a script."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.built_rates import class_of
from paddle_lrkit.scripts.loop_numbers import with_loop_numbers
from paddle_lrkit.scripts.program import (
    BuiltOptimizer,
    BuiltSchedule,
    LoopNumber,
    NotKnown,
    Program,
    Resume,
    TraceEvent,
)
from paddle_lrkit.scripts.recorded_trace import LoopFinder
from paddle_lrkit.scripts.unknown import CodePlace, Unknown
from paddle_lrkit.scripts.watch_record import RecordedEvent, RecordedObject, WatchRecord


def recorded_program(record: WatchRecord) -> Program:
    """What a watched program did.

    Args:
        record: The record of one process.
    """
    return _Conversion(record).program()


def shown_events(record: WatchRecord) -> list[TraceEvent | None]:
    """For each kind of event of a record the event of the program; None where it is none."""
    return [_Conversion(record).event(event) for event in record.events]


class _Conversion:
    def __init__(self, record: WatchRecord) -> None:
        self.record = record
        self.schedules: list[BuiltSchedule] = []

    def program(self) -> Program:
        record = self.record
        for each in record.schedules:
            self.schedules.append(
                BuiltSchedule(each.number, each.path, self.place(each.file, each.line), rate_at=_rate_at(each))
            )
        for each, built in zip(record.schedules, self.schedules, strict=True):
            built.arguments = {name: self.value(value, each, built) for name, value in each.arguments.items()}
        events = [replace(event, file=self.relative(event.file)) for event in record.events]
        loaders = {number: self.place(file, line) for number, (file, line, _) in record.loaders.items()}
        finder = LoopFinder(events, [self.event(event) for event in events], loaders)
        error = record.about.get("error")
        return Program(
            file=self.relative(str(record.about.get("script", ""))),
            schedules=self.schedules,
            optimizers=[self.optimizer(each) for each in record.optimizers],
            trace=with_loop_numbers(finder.nodes(record.trace)),
            resumes=self.resumes(),
            not_known=[] if record.complete else [self.incomplete()],
            stopped=None if not error else (self.place(*error["place"]), f"{error['type']}: {error['message']}"),
            files=sorted({event.file for event in events if event.file}),
        )

    def place(self, file: str, line: int) -> CodePlace:
        return CodePlace(self.relative(file), line, line)

    def relative(self, file: str) -> str:
        """A file below the folder of this process by its name there."""
        inside = os.path.relpath(file) if file else ""
        return file if inside.startswith("..") else inside

    def value(self, value: Any, owner: RecordedObject, built: BuiltSchedule) -> Any:
        if isinstance(value, list):
            return [self.value(item, owner, built) for item in value]
        if not isinstance(value, dict):
            return value
        if "schedule" in value:
            return self.schedules[value["schedule"]]
        if "function" in value and (function := _function(owner)) is not None:
            return function
        if "function" in value or "object" in value:
            text = str(value.get("function") or value.get("object"))
            return Unknown(text, tr("was not recorded as a number"), built.place)
        return {key: self.value(item, owner, built) for key, item in value.items()}

    def optimizer(self, each: RecordedObject) -> BuiltOptimizer:
        place = self.place(each.file, each.line)
        held = each.held or [(0, {"object": "nothing"}, each.file, each.line)]
        given, last = self.held(held[0][1], place), self.held(held[-1][1], place)
        return BuiltOptimizer(each.number, each.path, place, last, self.place(*held[-1][2:]), given)

    def held(self, value: Any, place: CodePlace) -> Any:
        if isinstance(value, dict):
            if "schedule" in value:
                return self.schedules[value["schedule"]]
            return Unknown("learning_rate", f"is a {value.get('object', 'value')}", place)
        return value

    def event(self, event: RecordedEvent) -> TraceEvent | None:
        place = CodePlace(event.file, event.line, event.line)
        detail = event.detail
        if event.kind not in ("update", "step", "build", "give", "set_lr", "move"):
            return None
        if event.kind == "step" and detail == "number":
            detail = self.number_of(self.record.schedules[event.subject].step_arguments)
        elif event.kind == "give":
            if not isinstance(detail, dict):
                return None
            detail = detail["schedule"]
        elif event.kind == "set_lr":
            values = [call["value"] for call in self.record.set_rates if call["optimizer"] == event.subject]
            detail = values[0] if values else None
        elif event.kind == "move":
            detail = Unknown("last_epoch", tr("was assigned by the program"), place)
        return TraceEvent(event.kind, event.subject, place, detail, by=event.by)

    @staticmethod
    def number_of(seen: dict[str, Any]) -> Any:
        """The number that a step is called with, when it stays the same; else that of the loop around it."""
        if seen.get("same"):
            return seen["first"]
        return LoopNumber(seen["first"], ()) if seen.get("counts") else "epoch"

    def resumes(self) -> list[Resume]:
        """What was loaded before the first update."""
        loads = [load for load in self.record.loads if load[4] == 0]
        if not loads:
            return []
        places: dict[str, CodePlace] = {}
        found: dict[str, int | None] = {}
        for what, number, file, line, _ in loads:
            places.setdefault(what, self.place(file, line))
            found.setdefault(what, number)
        return [Resume(next(iter(places.values())), found, False, places)]

    def incomplete(self) -> NotKnown:
        script = CodePlace(self.relative(str(self.record.about.get("script", ""))), 1)
        return NotKnown(script, tr("the order of steps and updates is too irregular to be kept"))


def _rate_at(each: RecordedObject) -> Callable[[int], float] | None:
    """The recorded rates of a class that nothing else describes."""
    return None if class_of(each.path) else _recorded(each)


def _recorded(each: RecordedObject) -> Callable[[int], float] | None:
    if each.first_rate is None:
        return None
    first, rates = each.first_rate, each.offline or each.rates
    return lambda tick: first if tick <= 0 or not rates.count else rates.at(tick - 1)


def _function(owner: RecordedObject) -> Callable[[int], float] | None:
    """A function argument, as the factors that it returned."""
    rate_at, base = _recorded(owner), owner.arguments.get("learning_rate")
    if rate_at is None or not isinstance(base, (int, float)) or not base:
        return None
    if owner.path.endswith(".LambdaDecay"):
        return lambda tick: rate_at(tick) / base
    if owner.path.endswith(".MultiplicativeDecay"):
        return lambda tick: rate_at(tick) / rate_at(tick - 1)
    return None
