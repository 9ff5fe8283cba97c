"""The rate that a program applies at each update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from paddle_lrkit.errors import ConfigError, UnknownEpochError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.built_rates import built_rates
from paddle_lrkit.scripts.doubts import doubts
from paddle_lrkit.scripts.one_run import one_run
from paddle_lrkit.scripts.optimizer_course import HoldingCourse, TickCourse, updates_of
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, Loop, LoopNumber, Program, TraceEvent
from paddle_lrkit.scripts.read_usage import ANOTHER_LENGTH, SETTLED, endless, guesses
from paddle_lrkit.scripts.run_shape import NONE, RunShape
from paddle_lrkit.scripts.spacing import Nodes, count, kept, loops, paths, with_bodies
from paddle_lrkit.scripts.stepped_curve import OptimizerRates, SteppedRates, applied_curve, stepped_curve
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumption_words, rests_on
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.reference_curves.lines import level
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import join_names
from paddle_lrkit.units import LONGEST, RunLength

SUITE = "python"
_LOOKS = 200
_FRACTIONS = (
    "CosineAnnealingDecay",
    "CosineAnnealingWarmRestarts",
    "ExponentialDecay",
    "LambdaDecay",
    "PolynomialDecay",
)
"""Classes whose ``step(number)`` is known for numbers between two ticks."""
_NO_NUMBERS = "LinearLR"
"""The class whose ``step(number)`` does not give the rate of that tick."""


def applied(program: Program, optimizer: BuiltOptimizer) -> Schedule:
    """The rate of an optimizer at each of its updates, whatever it holds.

    Of equal runs one after the other, such as one for each fold, it is the first. Where only the number of batches in
    an epoch is not known and the rate changes between epochs alone, an epoch counts as one update: the length of the
    schedule has ``assumed`` set and ``steps_per_epoch`` 1.

    Raises:
        UnknownEpochError: It depends on the number of batches in an epoch, which is not known.
        ConfigError: It is not known for another reason, or Paddle refuses the arguments.
    """
    schedules = _schedules(program, optimizer)
    program = _first_run(program, optimizer, schedules)
    if not guesses(program):
        return _applied(program, optimizer, schedules)
    exact = _applied(program, optimizer, schedules)
    other = None if program.reread is None else program.reread(ANOTHER_LENGTH)
    twin = None if other is None else _twin(optimizer, other)
    if other is None or twin is None:
        raise _needs_length(program, optimizer, schedules)
    twins = _schedules(other, twin)
    other = _first_run(other, twin, twins)
    if _same(exact, _applied(other, twin, twins)):
        return exact
    short, short_twin = _in_epochs(program, optimizer, schedules), _in_epochs(other, twin, twins)
    if short is None or short_twin is None:
        raise _needs_length(program, optimizer, schedules)
    epochs = _applied(short, optimizer, schedules)
    if not _same(epochs, _applied(short_twin, twin, twins)):
        raise _needs_length(program, optimizer, schedules)
    total = epochs.total_updates
    return replace(epochs, length=RunLength(total, 1, epochs=total, assumed=True), stepped="epoch")


def _first_run(program: Program, optimizer: BuiltOptimizer, schedules: list[BuiltSchedule]) -> Program:
    return replace(program, trace=one_run(program, optimizer, schedules[0])[0]) if schedules else program


def _twin(optimizer: BuiltOptimizer, program: Program) -> BuiltOptimizer | None:
    """The same optimizer in another reading."""
    for other in program.optimizers:
        if (other.number, other.path, other.place) == (optimizer.number, optimizer.path, optimizer.place):
            return other
    return None


def _same(one: Schedule, other: Schedule) -> bool:
    """Whether two schedules have the same length and the same rates."""
    total = one.total_updates
    if total != other.total_updates or one.plateau != other.plateau:
        return False
    if one.curve == other.curve:
        return True
    looks = {total * part // _LOOKS for part in range(_LOOKS)} | {*range(min(total, _LOOKS))} | {total - 1}
    looks |= {near for part in (one, other) for knot in part.curve.knots(total)[:_LOOKS] for near in (knot, knot - 1)}
    return all(one.curve(update) == other.curve(update) for update in looks if update >= 0)


def _schedules(program: Program, optimizer: BuiltOptimizer) -> list[BuiltSchedule]:
    """The schedules that an optimizer holds.

    Raises:
        ConfigError: What it holds, or how that is stepped, is not known.
    """
    holding = HoldingCourse(program, optimizer)
    if not holding.updates:
        raise _error(optimizer.place, tr("no update of {} was found", optimizer.name))
    for name in endless(RunShape(program.trace, optimizer.number).rests_on(updates_of(optimizer.number))):
        raise _error(
            optimizer.place,
            tr("the number of {} is not known, so the length of the run is not", assumption_words(name)),
        )
    schedules = holding.schedules()
    numbers: list[int | None] = [schedule.number for schedule in schedules]
    for number in numbers or [None]:
        for doubt in doubts(program, number, optimizer):
            raise _error(doubt.place, doubt.why)
    for value in holding.held():
        if isinstance(value, Unknown):
            raise _error(value.place, str(value))
    return schedules


def _applied(program: Program, optimizer: BuiltOptimizer, schedules: list[BuiltSchedule]) -> Schedule:
    """The rates of a program whose lengths are all known."""
    holding = HoldingCourse(program, optimizer)
    stepped = {
        each.number: SteppedRates(TickCourse(program.trace, optimizer.number, each.number), _rates(program, each))
        for each in schedules
    }
    first = schedules[0] if schedules else None
    run = RunShape(program.trace, optimizer.number, NONE if first is None else first.number)
    held, curve, total, warmup, plateau = holding.held(), None, holding.updates, 0, None
    if len(held) == 1 and first is None:
        curve = level(float(held[0]))
    elif len(held) == 1 and first is not None:
        rates = stepped[first.number]
        curve, total, warmup, plateau = stepped_curve(run, rates), rates.end(), rates.warmup(), rates.rates.plateau
    return Schedule(
        curve or applied_curve(OptimizerRates(holding, stepped)),
        SUITE,
        RunLength(min(total, LONGEST), run.updates_per_epoch, epochs=run.epochs or None),
        "constant" if first is None else first.name,
        optimizer.place.file if first is None else first.place.file,
        warmup,
        plateau,
        stepped="epoch" if 0 < run.steps.events <= run.epochs < run.updates.events else "update",
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
    for event, _ in paths(program.trace, lambda event: event.kind in ("step", "move")):
        if event.subject == schedule.number and rates.plateau is None:
            _check_step(event, schedule)
    return rates


def _check_step(event: TraceEvent, schedule: BuiltSchedule) -> None:
    detail = event.detail
    if event.kind == "move":
        raise _error(event.place, tr("last_epoch of {} is assigned, so its rates are not known", schedule.name))
    if detail is None:
        return
    parts = (detail.first, *detail.each) if isinstance(detail, LoopNumber) else (detail,)
    numbers = all(isinstance(part, (int, float)) for part in parts)
    if not numbers or (schedule.name not in _FRACTIONS and any(part != int(part) for part in parts)):
        called = f"`{event.text}`" if event.text else tr("a value")
        raise _error(
            event.place, tr("step() of {} is called with {}, whose numbers are not known", schedule.name, called)
        )
    if schedule.name == _NO_NUMBERS:
        raise _error(event.place, tr("{} computes another rate in step(number) than in step()", _NO_NUMBERS))


def _in_epochs(program: Program, optimizer: BuiltOptimizer, schedules: list[BuiltSchedule]) -> Program | None:
    """The program with one update an epoch; None where the rate changes between batches."""
    run = RunShape(program.trace, optimizer.number, schedules[0].number if schedules else NONE)
    numbers = {schedule.number for schedule in schedules}

    def changes(event: TraceEvent) -> bool:
        if event.kind in ("give", "set_lr"):
            return event.subject == optimizer.number
        return event.kind in ("step", "build") and event.subject in numbers

    def shortened(nodes: Nodes) -> Nodes:
        return tuple(
            node
            if not isinstance(node, Loop)
            else TraceEvent("update", optimizer.number, node.place)
            if run.roles.is_batch(node)
            else with_bodies(node, shortened)
            for node in nodes
        )

    nodes = kept(program.trace, lambda event: run.update(event) or changes(event))
    inside = [loop for loop in loops(nodes) if run.roles.is_batch(loop)]
    if run.roles.single or any(count((loop,), changes) for loop in inside):
        return None
    short = shortened(nodes)
    return replace(program, trace=short) if count(short, run.update) == max(run.epochs, 1) else None


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


def _needs_length(program: Program, optimizer: BuiltOptimizer, schedules: list[BuiltSchedule]) -> UnknownEpochError:
    """The error that says what the rates depend on."""
    for schedule in schedules:
        for argument, value, place in _arguments(schedule):
            if rests_on(value) - SETTLED:
                return _unknown(place, tr("{} of {} depends", argument, schedule.name), rests_on(value) - SETTLED)
    place = schedules[0].place if schedules else optimizer.place
    names = RunShape(program.trace, optimizer.number).rests_on(updates_of(optimizer.number)) - SETTLED
    what = tr("the number of updates depends") if names else tr("the rate depends")
    return _unknown(place, what, names or program.assumed.keys() - SETTLED)


def _unknown(place: CodePlace, what: str, names: Iterable[str]) -> UnknownEpochError:
    named = join_names(f"`{assumption_words(name)}`" for name in sorted(names))
    message = tr("{} on {}, which is not known; give --steps-per-epoch N", what, named)
    return UnknownEpochError(message, file=place.file, line=place.line)


def _error(place: CodePlace, why: str) -> ConfigError:
    return ConfigError(why, file=place.file, line=place.line)
