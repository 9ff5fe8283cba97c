"""The rate that a program applies at each update."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from paddle_lrkit.errors import ConfigError, UnknownEpochError
from paddle_lrkit.scripts.built_rates import built_rates
from paddle_lrkit.scripts.doubts import doubts
from paddle_lrkit.scripts.optimizer_course import HoldingCourse, TickCourse, updates_of
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, Loop, LoopNumber, Node, Program, TraceEvent
from paddle_lrkit.scripts.read_usage import SETTLED, is_guess
from paddle_lrkit.scripts.run_shape import NONE, RunShape
from paddle_lrkit.scripts.spacing import Nodes, count, kept, paths, with_bodies
from paddle_lrkit.scripts.stepped_curve import OptimizerRates, SteppedRates, applied_curve, stepped_curve
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, rests_on
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.reference_curves.lines import level
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import LONGEST, RunLength

SUITE = "python"
_NO_NUMBERS = "LinearLR"
"""The class whose ``step(number)`` does not give the rate of that tick."""


def applied(program: Program, optimizer: BuiltOptimizer) -> Schedule:
    """The rate of an optimizer at each of its updates in the whole program, whatever it holds.

    Where only the number of batches in an epoch is not known and the rate changes between epochs alone, an epoch counts
    as one update: the length of the schedule has ``assumed`` set and ``steps_per_epoch`` 1.

    Raises:
        UnknownEpochError: It depends on the number of batches in an epoch, which is not known.
        ConfigError: It is not known for another reason, or Paddle refuses the arguments.
    """
    holding = HoldingCourse(program, optimizer)
    if not holding.updates:
        raise _error(optimizer.place, f"no update of {optimizer.name} was found")
    schedules = holding.schedules()
    numbers: list[int | None] = [schedule.number for schedule in schedules]
    for number in numbers or [None]:
        for doubt in doubts(program, number, optimizer):
            raise _error(doubt.place, doubt.why)
    for value in holding.held():
        if isinstance(value, Unknown):
            raise _error(value.place, str(value))
    rates = {schedule.number: _rates(program, schedule) for schedule in schedules}
    in_epochs = is_guess(program, RunShape(program.trace, optimizer.number).rests_on(updates_of(optimizer.number)))
    if in_epochs:
        program = _in_epochs(program, optimizer, schedules)
        holding = HoldingCourse(program, optimizer)
    return _drawn(program, optimizer, holding, rates, in_epochs)


def _drawn(
    program: Program,
    optimizer: BuiltOptimizer,
    holding: HoldingCourse,
    rates: dict[int, SchedulerRates],
    in_epochs: bool,
) -> Schedule:
    schedules, held = holding.schedules(), holding.held()
    stepped = {
        each.number: SteppedRates(TickCourse(program.trace, optimizer.number, each.number), rates[each.number])
        for each in schedules
    }
    first = schedules[0] if schedules else None
    run = RunShape(program.trace, optimizer.number, NONE if first is None else first.number)
    curve, total, warmup, plateau = None, holding.updates, 0, None
    if len(held) == 1 and first is None:
        curve = level(float(held[0]))
    elif len(held) == 1 and first is not None:
        curve = stepped_curve(run, stepped[first.number])
        total, warmup = stepped[first.number].end(), stepped[first.number].warmup()
        plateau = rates[first.number].plateau
    length = RunLength(
        min(total, LONGEST),
        1 if in_epochs else run.updates_per_epoch,
        epochs=total if in_epochs else run.epochs or None,
        assumed=in_epochs,
    )
    return Schedule(
        curve or applied_curve(OptimizerRates(holding, stepped)),
        SUITE,
        length,
        "constant" if first is None else first.name,
        optimizer.place.file if first is None else first.place.file,
        warmup,
        plateau,
        stepped="epoch" if in_epochs or 0 < run.steps.events <= run.epochs < run.updates.events else "update",
    )


def _rates(program: Program, schedule: BuiltSchedule) -> SchedulerRates:
    """The rates of a schedule at each tick, after a look at what its steps are called with.

    Raises:
        ConfigError: They are not known.
    """
    try:
        rates = built_rates(schedule)
    except ConfigError as error:
        raise _located(schedule, error) from None
    for name, value, place in _arguments(schedule):
        if is_guess(program, rests_on(value)):
            raise _needs_length(place, f"{name} of {schedule.name} depends on", rests_on(value))
    for event, _ in paths(program.trace, lambda event: event.kind in ("step", "move")):
        if event.subject == schedule.number and rates.plateau is None:
            _check_step(event, schedule)
    return rates


def _check_step(event: TraceEvent, schedule: BuiltSchedule) -> None:
    detail = event.detail
    if event.kind == "move":
        raise _error(event.place, f"last_epoch of {schedule.name} is assigned, so its rates are not known")
    if detail is None:
        return
    parts = (detail.first, *detail.each) if isinstance(detail, LoopNumber) else (detail,)
    if not all(isinstance(part, (int, float)) and part == int(part) for part in parts):
        called = f"`{event.text}`" if event.text else "a value"
        raise _error(event.place, f"step() of {schedule.name} is called with {called}, whose numbers are not known")
    if schedule.name == _NO_NUMBERS:
        raise _error(event.place, f"{_NO_NUMBERS} computes another rate in step(number) than in step()")


def _in_epochs(program: Program, optimizer: BuiltOptimizer, schedules: list[BuiltSchedule]) -> Program:
    """The program with one update an epoch, where the rate changes between epochs alone.

    Raises:
        UnknownEpochError: It changes between batches.
    """
    run = RunShape(program.trace, optimizer.number, schedules[0].number if schedules else NONE)
    numbers = {schedule.number for schedule in schedules}

    def changes(event: TraceEvent) -> bool:
        if event.kind in ("give", "set_lr"):
            return event.subject == optimizer.number
        return event.kind in ("step", "build") and event.subject in numbers

    def shortened(nodes: Nodes) -> Nodes:
        found: list[Node] = []
        for node in nodes:
            if not isinstance(node, Loop):
                found.append(node)
            elif not run.roles.is_batch(node):
                found.append(with_bodies(node, shortened))
            elif count((node,), changes):
                name = schedules[0].name if schedules else optimizer.name
                raise _needs_length(node.place, f"the rate of {name} changes in an epoch of", node.rests_on)
            elif count((node,), run.update):
                found.append(TraceEvent("update", optimizer.number, node.place))
        return tuple(found)

    shorter = replace(program, trace=shortened(kept(program.trace, lambda event: run.update(event) or changes(event))))
    rests = RunShape(shorter.trace, optimizer.number).rests_on(run.update)
    if run.roles.single or is_guess(program, rests):
        raise _needs_length(optimizer.place, "the length of the run depends on", rests or run.rests_on(run.update))
    return shorter


def _arguments(schedule: BuiltSchedule) -> Iterator[tuple[str, Any, CodePlace]]:
    """Name, value and place of each argument, also of the schedules inside."""
    for name, value in schedule.arguments.items():
        if isinstance(value, BuiltSchedule):
            yield from _arguments(value)
        else:
            yield name, value, schedule.places.get(name, schedule.place)


def _located(schedule: BuiltSchedule, error: ConfigError) -> ConfigError:
    """The error with the place of the argument that it is about."""
    if error.line is not None:
        return error
    named = [(value, place) for name, value, place in _arguments(schedule) if name == error.key]
    unknown = [place for value, place in named if _is_unknown(value)]
    place = (unknown or [place for _, place in named] or [schedule.place])[0]
    message = error.message if error.key else f"{schedule.name}: {error.message}"
    return ConfigError(message, key=error.key, file=place.file, line=place.line)


def _is_unknown(value: Any) -> bool:
    return any(isinstance(part, Unknown) for part in (value if isinstance(value, (list, tuple)) else [value]))


def _needs_length(place: CodePlace, what: str, names: frozenset[str]) -> UnknownEpochError:
    named = ", ".join(f"`{name}`" for name in sorted(names - SETTLED)) or "the number of batches in an epoch"
    return UnknownEpochError(
        f"{what} {named}, which is not known; give --steps-per-epoch N", file=place.file, line=place.line
    )


def _error(place: CodePlace, why: str) -> ConfigError:
    return ConfigError(why, file=place.file, line=place.line)
