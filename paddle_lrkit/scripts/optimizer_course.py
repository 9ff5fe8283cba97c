"""What an optimizer holds at each of its updates, and at which tick its schedules are then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, LoopNumber, Number, Program, TraceEvent
from paddle_lrkit.scripts.spacing import Nodes, Picks
from paddle_lrkit.scripts.ticks import Course, TickChange


@dataclass(frozen=True)
class CalledNumber(LoopNumber):
    """A number that ``step(number)`` was called with."""


@dataclass(frozen=True)
class ScheduleTick:
    """Where a schedule is.

    Args:
        number: Calls of ``step()`` since it was built; or the number that ``step(number)`` was last called with, plus
            the calls of ``step()`` after that. None when it is not known.
        called: Whether ``step`` was called with a number.
    """

    number: Number | None
    called: bool = False


class TickCourse:
    """The tick of one schedule at each update of one optimizer.

    Args:
        nodes: The trace.
        optimizer: Number of the optimizer.
        schedule: Number of the schedule.
    """

    def __init__(self, nodes: Nodes, optimizer: int, schedule: int) -> None:
        def change(event: TraceEvent) -> TickChange | None:
            if event.subject != schedule or event.kind not in ("build", "step", "move"):
                return None
            if event.kind == "build":
                return TickChange(LoopNumber(0, ()))
            return TickChange(None, 1) if event.kind == "step" and event.detail is None else TickChange(_number(event))

        self._course = Course(nodes, updates_of(optimizer), change)

    @property
    def updates(self) -> int:
        """Number of updates."""
        return self._course.updates

    def at(self, update: int) -> ScheduleTick:
        """The tick with which an update (0-based) is made."""
        change = self._course.before(update)
        if change.value is None:
            return ScheduleTick(change.added)
        if not isinstance(change.value, LoopNumber):
            return ScheduleTick(None, True)
        return ScheduleTick(change.value.first + change.added, isinstance(change.value, CalledNumber))

    def starts(self) -> list[int]:
        """Updates before which it is built again, or stepped with a number; see `Course.starts`."""
        return self._course.starts()


class HoldingCourse:
    """What an optimizer holds at each of its updates.

    Args:
        program: The program.
        optimizer: The optimizer.
    """

    def __init__(self, program: Program, optimizer: BuiltOptimizer) -> None:
        def change(event: TraceEvent) -> TickChange | None:
            if event.subject != optimizer.number or event.kind not in ("give", "set_lr"):
                return None
            if event.kind == "give" and isinstance(event.detail, int):
                return TickChange(program.schedules[event.detail])
            return TickChange(event.detail)

        self._course = Course(program.trace, updates_of(optimizer.number), change)
        self._first = optimizer.rate if optimizer.given is None else optimizer.given
        if self._course.before(self._course.updates).value is None:
            self._first = optimizer.rate

    @property
    def updates(self) -> int:
        """Number of updates."""
        return self._course.updates

    def at(self, update: int) -> Any:
        """A number, a `BuiltSchedule` or `Unknown`."""
        value = self._course.before(update).value
        if isinstance(value, LoopNumber):
            return value.first
        return self._first if value is None else value

    def starts(self) -> list[int]:
        """Updates before which it gets something; see `Course.starts`."""
        return self._course.starts()

    def held(self) -> list[Any]:
        """What it holds at one update or another, in the order of time; the rate at the end without an update."""
        found = [self.at(update) for update in sorted({0, *self.starts()})] if self.updates else []
        return list({id(value): value for value in found or [self.at(0)]}.values())

    def schedules(self) -> list[BuiltSchedule]:
        """The schedules that it holds at one update or another."""
        return [value for value in self.held() if isinstance(value, BuiltSchedule)]


def updates_of(optimizer: int) -> Picks:
    """Picks the updates of an optimizer."""
    return lambda event: event.kind == "update" and event.subject == optimizer


def steps_of(schedule: int) -> Picks:
    """Picks the calls of ``step`` on a schedule."""
    return lambda event: event.kind == "step" and event.subject == schedule


def builds_of(schedule: int) -> Picks:
    """Picks the places where a schedule begins."""
    return lambda event: event.kind == "build" and event.subject == schedule


def _number(event: TraceEvent) -> Any:
    detail = event.detail
    if event.kind == "step" and isinstance(detail, LoopNumber):
        return CalledNumber(detail.first, detail.each)
    if event.kind == "step" and isinstance(detail, (int, float)) and not isinstance(detail, bool):
        return CalledNumber(detail, ())
    return "not known"
