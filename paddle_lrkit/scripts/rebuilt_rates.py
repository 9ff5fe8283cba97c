"""The rates of a run that was put together from cut runs: its schedules, stepped once more from their begin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.folded_trace import unrolled
from paddle_lrkit.scripts.recorded_rates import events_of
from paddle_lrkit.scripts.watch_record import RecordedObject, RecordedRates, WatchRecord

MOST_EVENTS = 20_000_000


class NotRebuiltError(LrkitError):
    """Two cut runs do not say what the whole run does; the message is a sentence without a full stop."""


def with_rates(record: WatchRecord) -> WatchRecord:
    """The record with the rates and counts of its trace.

    Args:
        record: A record whose schedules were stepped offline; its rates are replaced.

    Raises:
        NotRebuiltError: A rate depends on a metric, or is set by hand.
    """
    if events_of(record.trace) > MOST_EVENTS:
        raise NotRebuiltError(tr("the whole run has more than {:,} steps and updates", MOST_EVENTS))
    return _Simulation(record).run()


class _Simulation:
    def __init__(self, record: WatchRecord) -> None:
        self.record = record
        self.ticks = [0] * len(record.schedules)
        self.held: list[Any] = [entry.held[0][1] if entry.held else None for entry in record.optimizers]
        self.updates = [RecordedRates() for _ in record.optimizers]
        self.steps = [RecordedRates() for _ in record.schedules]
        self.given = [list(entry.held) for entry in record.optimizers]
        self.set_rates: list[list[dict[str, Any]]] = [
            [call for call in record.set_rates if call["optimizer"] == entry.number] for entry in record.optimizers
        ]

    def run(self) -> WatchRecord:
        events = self.record.events
        for number in unrolled(self.record.trace):
            event = events[number]
            kind, subject = event.kind, event.subject
            if kind == "update":
                _append(self.updates[subject], self._rate(subject))
            elif kind == "step":
                self._step(subject, event.detail)
            elif kind == "build":
                self.ticks[subject] = 0
            elif kind == "give":
                self._give(subject, event.detail)
            elif kind == "set_lr":
                self._set_lr(subject)
            elif kind == "move":
                raise NotRebuiltError(tr("line {} or one before it moves the schedule", event.line))
        return replace(
            self.record,
            optimizers=[self._counted(entry, self.updates) for entry in self.record.optimizers],
            schedules=[self._counted(entry, self.steps) for entry in self.record.schedules],
        )

    @staticmethod
    def _counted(entry: RecordedObject, rates: list[RecordedRates]) -> RecordedObject:
        found = rates[entry.number]
        return replace(entry, rates=found, events=found.count)

    def _rate(self, optimizer: int) -> float:
        held = self.held[optimizer]
        if isinstance(held, dict):
            if "schedule" in held:
                return self._rate_of(held["schedule"])
            raise NotRebuiltError(tr("what the optimizer holds is neither a number nor a schedule"))
        return float(held)

    def _rate_of(self, number: int) -> float:
        schedule, tick = self.record.schedules[number], self.ticks[number]
        if tick == 0 and schedule.first_rate is not None:
            return schedule.first_rate
        name = schedule.path.rpartition(".")[2]
        if schedule.offline is None:
            raise NotRebuiltError(tr("the {} of line {} could not be stepped without the run", name, schedule.line))
        if tick > schedule.offline.count:
            raise NotRebuiltError(
                tr("the {} of line {} ends after {:,} steps", name, schedule.line, schedule.offline.count)
            )
        return schedule.offline.at(tick - 1)

    def _step(self, number: int, detail: Any) -> None:
        schedule = self.record.schedules[number]
        if detail == "metric":
            name = schedule.path.rpartition(".")[2]
            raise NotRebuiltError(tr("the {} of line {} depends on a metric", name, schedule.line))
        seen = schedule.step_arguments
        if detail == "number" and not seen.get("counts"):
            raise NotRebuiltError(tr("the numbers that step() of line {} gets do not count up by one", schedule.line))
        self.ticks[number] += 1
        _append(self.steps[number], self._rate_of(number))

    def _give(self, optimizer: int, detail: Any) -> None:
        if isinstance(detail, dict):
            self.held[optimizer] = detail
            return
        numbers = [entry[1] for entry in self.given[optimizer] if not isinstance(entry[1], dict)]
        if len(set(numbers)) != 1:
            raise NotRebuiltError(tr("the optimizer gets several numbers in turn"))
        self.held[optimizer] = numbers[0]

    def _set_lr(self, optimizer: int) -> None:
        if not self.set_rates[optimizer]:
            raise NotRebuiltError(tr("set_lr is called in every batch"))
        call = self.set_rates[optimizer].pop(0)
        if not call["error"]:
            self.held[optimizer] = call["value"]


def _append(rates: RecordedRates, rate: float) -> None:
    if rates.values and rates.values[-1] == rate:
        rates.runs[-1] += 1
    else:
        rates.values.append(rate)
        rates.runs.append(1)
