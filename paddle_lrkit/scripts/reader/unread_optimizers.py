"""Optimizers of classes that are not followed: what has the name of one and is stepped like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.library.base import Arguments
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, NotKnown, TraceEvent
from paddle_lrkit.scripts.reader.escapes import built_in, handed_over
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_NAME = re.compile(r"(^|[._])(opt|optim|optimi[sz]er|solver|adamw?|sgd|momentum)[a-z]{0,2}\d*([._]|$)", re.IGNORECASE)


class UnreadOptimizers:
    """The optimizers of a script whose classes are not followed.

    Args:
        machine: The reading.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._given: dict[int, tuple[Unknown, Any, list[NotKnown]]] = {}
        self._made: dict[int, tuple[Unknown, BuiltOptimizer]] = {}

    def made(self, value: Any, function: str, given: Arguments) -> None:
        """Notes what a call that is not followed gives, and the schedule that it got."""
        notes = handed_over(self._machine, function, given)
        schedules = [each for each in built_in(given) if isinstance(each, BuiltSchedule)]
        if isinstance(value, Unknown) and len(schedules) == 1:
            self._given[id(value)] = (value, schedules[0], notes)

    def steps(self, value: Any, method: str, text: str, given: Arguments) -> None:
        """A method of a value that is not known is called; of an optimizer it is an update."""
        if not isinstance(value, Unknown) or method not in ("step", "minimize"):
            return
        known = id(value) in self._given or _NAME.search(text) or _NAME.search(self._machine.name_of(value))
        if not known or (method == "step" and (given.positional or given.named)):
            return
        optimizer = self._optimizer(value, text, given.place)
        self._machine.happens(TraceEvent("update", optimizer.number, given.place))

    def _optimizer(self, value: Unknown, text: str, place: CodePlace) -> BuiltOptimizer:
        if id(value) not in self._made:
            program = self._machine.program
            _, schedule, notes = self._given.get(id(value), (value, None, []))
            rate = schedule or Unknown(f"the rate of {text}", "is not known, as its class is not followed", place)
            program.not_known[:] = [note for note in program.not_known if note not in notes]
            where = value.place if schedule is not None else place
            made = BuiltOptimizer(len(program.optimizers), text, where, rate, where, rate)
            program.optimizers.append(made)
            self._made[id(value)] = (value, made)
        return self._made[id(value)][1]
