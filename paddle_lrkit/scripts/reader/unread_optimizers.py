"""Optimizers of classes that are not followed: what has the name of one and is stepped like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, Loop, NotKnown, Rounds, TraceEvent
from paddle_lrkit.scripts.reader.escapes import built_in, handed_over, parts_of
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, rests_on

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_LOADER = re.compile(r"load|train_data|train_set|batches", re.IGNORECASE)
_TRAIN = re.compile(r"train|fit|run_epoch|one_epoch", re.IGNORECASE)
_NAME = re.compile(r"(^|[._])(opt|optim|optimi[sz]er|solver|adamw?|sgd|momentum)[a-z]{0,2}\d*([._]|$)", re.IGNORECASE)


class UnreadOptimizers:
    """The optimizers of a script whose classes are not followed.

    Args:
        machine: The reading.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._given: dict[int, tuple[Unknown, Any, CodePlace, list[NotKnown]]] = {}
        self._made: dict[int, tuple[Unknown, BuiltOptimizer]] = {}

    def made(self, value: Any, function: str, given: Arguments) -> None:
        """Notes what a call that is not followed gives, and the schedule that it got."""
        if self._one_pass(function, given):
            return
        notes = handed_over(self._machine, function, given)
        schedules = [each for each in built_in(given) if isinstance(each, BuiltSchedule)]
        if isinstance(value, Unknown) and len(schedules) == 1:
            self._given[id(value)] = (value, schedules[0], given.place, notes)

    def gets(self, value: Unknown, name: str, new: Any, place: CodePlace) -> None:
        """An attribute of a value that is not known is assigned; ``_learning_rate`` of an optimizer is its rate."""
        built = parts_of(new)
        if name in ("_learning_rate", "_lr_scheduler") and built and isinstance(built[0], BuiltSchedule):
            self._given[id(value)] = (value, built[0], place, [])

    def _one_pass(self, function: str, given: Arguments) -> bool:
        """Whether a function that is not followed is taken to train: once for each batch of the loader that it gets."""
        values = [*given.positional, *given.named.values()]
        found = [each for value in values for each in parts_of(value)]
        optimizers = [each for each in found if isinstance(each, BuiltOptimizer)]
        optimizers += [self._optimizer(one, one.text, given.place) for one in values if id(one) in self._given]
        loaders = [each for each in values if _LOADER.search(self._machine.name_of(each)) and not parts_of(each)]
        if not _TRAIN.search(function.rpartition(".")[2]) or len(optimizers) != 1 or not loaders:
            return False
        if any(isinstance(each, BuiltSchedule) for each in found) or not self._machine.loops:
            return False
        machine, name = self._machine, self._machine.name_of(loaders[0])
        count = machine.length(loaders[0], given.place)
        if not isinstance(count, int):
            return False
        update = TraceEvent("update", optimizers[0].number, given.place)
        machine.happens(Loop(given.place, True, (Rounds(1, ((int(count), (update,)),)),), rests_on(count), name))
        machine.note(
            given.place, tr("{}() is not followed; it is taken to update once for each batch of {}", function, name)
        )
        return True

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
            _, schedule, where, notes = self._given.get(id(value), (value, None, place, []))
            rate = schedule or Unknown(
                tr("the rate of {}", text), tr("is not known, as its class is not followed"), place
            )
            program.not_known[:] = [note for note in program.not_known if note not in notes]
            made = BuiltOptimizer(len(program.optimizers), text, where, rate, where, rate)
            program.optimizers.append(made)
            self._made[id(value)] = (value, made)
        return self._made[id(value)][1]
