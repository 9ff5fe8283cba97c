"""What an optimizer holds at each of its updates, and at which tick its schedules are then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.messages import tr
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

    Paddle refuses ``set_lr`` where it holds a schedule, so that changes nothing then.

    Args:
        program: The program.
        optimizer: The optimizer.
    """

    def __init__(self, program: Program, optimizer: BuiltOptimizer) -> None:
        def given(event: TraceEvent) -> TickChange | None:
            if event.subject != optimizer.number or event.kind != "give":
                return None
            return TickChange(program.schedules[event.detail] if isinstance(event.detail, int) else event.detail)

        def written(event: TraceEvent) -> TickChange | None:
            mine = event.subject == optimizer.number and event.kind == "set_lr"
            return TickChange(event.detail) if mine else None

        self._given = Course(program.trace, updates_of(optimizer.number), given)
        self._set = Course(program.trace, updates_of(optimizer.number), written)
        end = self._given.updates
        changed = self._given.before(end).value is not None or self._set.before(end).value is not None
        self._first = optimizer.given if changed and optimizer.given is not None else optimizer.rate

    @property
    def updates(self) -> int:
        """Number of updates."""
        return self._given.updates

    def at(self, update: int) -> Any:
        """A number, a `BuiltSchedule` or `Unknown`."""
        held = self._given.before(update).value
        if held is None and not isinstance(self._first, BuiltSchedule):
            held = self._set.before(update).value
        if isinstance(held, LoopNumber):
            return held.first
        return self._first if held is None else held

    def starts(self) -> list[int]:
        """Updates before which it gets something; see `Course.starts`."""
        return sorted({*self._given.starts(), *self._set.starts()})

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
    return tr("not known")
