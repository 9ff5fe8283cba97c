"""Scheduler classes that a script defines itself: their rates are what their ``get_lr`` gives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.built_rates import class_of
from paddle_lrkit.scripts.library.base import MISSING, Arguments, External
from paddle_lrkit.scripts.library.paddle_schedules import own_schedule
from paddle_lrkit.scripts.library.uneven import is_number
from paddle_lrkit.scripts.reader.objects import BoundFunction, Function, Instance
from paddle_lrkit.scripts.unknown import Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_MOST_TICKS = 50_000


def become_schedule(machine: Machine, made: Instance, given: Arguments) -> None:
    """An object of a class that extends ``LRScheduler`` is a schedule."""
    start = made.kind.find("__init__")
    names = start.parameters[1:] if isinstance(start, Function) else ["learning_rate", "last_epoch", "verbose"]
    values = dict(zip(names, given.positional, strict=False)) | given.named
    places = {name: given.places[index] for index, name in enumerate(names) if index in given.places}
    texts = {name: given.texts[index] for index, name in enumerate(names) if index in given.texts}
    places |= {name: place for name, place in given.places.items() if isinstance(name, str)}
    texts |= {name: text for name, text in given.texts.items() if isinstance(name, str)}
    path = f"{made.kind.module.name}.{made.kind.name}"
    made.scheduler = own_schedule(machine, path, given.place, values, OwnRates(machine, made), places, texts)
    step = made.kind.find("step")
    if isinstance(step, Function) and not any(
        isinstance(part, ast.Name) and part.id == "super" for part in ast.walk(step.node)
    ):
        machine.note(
            machine.place(step.node), tr("{} has a step() of its own", made.kind.name), made.scheduler.built.number
        )


def start_schedule(machine: Machine, made: Instance, given: Arguments) -> None:
    """``super().__init__(...)`` of a scheduler class."""
    if made.scheduler is None:
        known = next((path for path in made.kind.outside() if class_of(path) is not None), None)
        if known is None:
            return
        made.scheduler = machine.call_outside(External(known), given)
        if isinstance(made.kind.find("get_lr"), Function) and getattr(made.scheduler, "built", None) is not None:
            machine.changed(made.scheduler.built, "rate_at", OwnRates(machine, made))
        return
    first = given.get(0, "learning_rate", 0.1)
    last = given.get(1, "last_epoch", -1)
    if isinstance(made.scheduler.built.rate_at, OwnRates):
        made.scheduler.built.rate_at.entry = last
    for name, value in (("base_lr", first), ("last_lr", first), ("last_epoch", last + 1 if is_number(last) else last)):
        machine.journal.write(made.attributes, name, value)


class OwnRates:
    """The rate after a number of calls of ``step()``.

    Args:
        machine: The reading.
        made: The schedule.

    Attributes:
        entry: ``last_epoch`` as Paddle's constructor got it, which steps once itself.
    """

    def __init__(self, machine: Machine, made: Instance) -> None:
        self.machine, self.made = machine, made
        self.entry: Any = -1
        self._rates: list[Any] = []

    def __call__(self, tick: int) -> float:
        get_lr = self.made.kind.find("get_lr")
        if not isinstance(get_lr, Function):
            raise ConfigError(tr("{} has no get_lr()", self.made.kind.name))
        if not _looks_back(get_lr.node):
            return self._number(self._at(get_lr, tick, MISSING))
        if tick > _MOST_TICKS:
            raise ConfigError(tr("get_lr() of {} computes each rate from the one before", self.made.kind.name))
        while len(self._rates) <= tick:
            last = self._rates[-1] if self._rates else self.made.attributes.get("base_lr")
            self._rates.append(self._at(get_lr, len(self._rates), last))
        return self._number(self._rates[tick])

    def _at(self, get_lr: Function, tick: int, last: Any) -> Any:
        machine, attributes = self.machine, self.made.attributes

        if not is_number(self.entry):
            raise ConfigError(tr("last_epoch of {} is not known", self.made.kind.name))

        def rate() -> Any:
            machine.journal.write(attributes, "last_epoch", self.entry + 1 + tick)
            if last is not MISSING:
                machine.journal.write(attributes, "last_lr", last)
            return machine.call(BoundFunction(get_lr, self.made), [], {}, machine.place(get_lr.node))

        return machine.apart(rate, tr("get_lr() of {}", self.made.kind.name))

    def _number(self, value: Any) -> float:
        if isinstance(value, Unknown):
            raise ConfigError(tr("get_lr() of {}: {}", self.made.kind.name, value))
        if not is_number(value):
            raise ConfigError(tr("get_lr() of {} gives no number", self.made.kind.name))
        return float(value)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _looks_back(node: ast.AST) -> bool:
    """Whether a rate depends on the one before, or the function changes its object."""
    return any(
        isinstance(part, ast.Attribute) and (part.attr == "last_lr" or isinstance(part.ctx, ast.Store))
        for part in ast.walk(node)
    )
