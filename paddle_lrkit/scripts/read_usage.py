"""From the trace of a program to how it uses one schedule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from paddle_lrkit.scripts.doubts import doubts
from paddle_lrkit.scripts.one_run import one_run
from paddle_lrkit.scripts.optimizer_course import HoldingCourse, TickCourse, updates_of
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, NotKnown, Program, TraceEvent
from paddle_lrkit.scripts.run_shape import NONE, RunShape
from paddle_lrkit.scripts.spacing import Nodes, Picks, both_ways, count, paths
from paddle_lrkit.scripts.step_sites import step_sites, unit_of
from paddle_lrkit.scripts.unknown import CodePlace, Unknown
from paddle_lrkit.scripts.usage import Usage

ENDLESS = "rounds of the loop"
"""How the number of rounds is called of a loop whose end is not known."""
SETTLED = frozenset({"number of processes"})
"""What is assumed, and is right unless the user says otherwise."""
ANOTHER_LENGTH = 113
"""Batches in an epoch besides `NOMINAL`: what is the same with both does not depend on their number."""


def read_usage(program: Program, schedule: BuiltSchedule) -> Usage:
    """How a program uses one of its schedules.

    Args:
        program: The program.
        schedule: One of its schedules.
    """
    holders = tuple(each for each in program.optimizers if _holds(program, each, schedule))
    others = tuple(each for each in program.optimizers if each not in holders)
    optimizer = _main(program, holders or others, schedule)
    run = RunShape(program.trace, NONE if optimizer is None else optimizer.number, schedule.number)
    builds = max(count(run.nodes, run.build), 1)
    built_per, nodes, runs = _built_per(run) if builds > 1 else "", program.trace, 1
    if built_per == "other" and optimizer is not None:
        nodes, runs = one_run(program, optimizer, schedule)
        run = RunShape(nodes, optimizer.number, schedule.number)
    sites = tuple(step_sites(run))
    rests, steps_rest = run.rests_on(run.update), run.rests_on(run.step)
    ends, steps_end = not endless(rests), not endless(steps_rest)
    return Usage(
        schedule,
        any(value is schedule for each in program.schedules for value in each.arguments.values()),
        holders,
        others,
        sites,
        updates=(run.updates.events or None) if ends else None,
        epochs=(run.epochs or None) if ends else None,
        batches=(run.batches or None) if ends else None,
        steps_per_epoch=run.batches_per_epoch,
        batches_per_update=run.batches_per_update,
        steps=run.steps.events if steps_end else None,
        last_tick=_last_tick(nodes, optimizer, schedule) if ends and steps_end else None,
        first_step_at=run.steps.before if run.steps.events else None,
        unit=unit_of(sites, run),
        builds=builds,
        built_per=built_per,
        runs=runs,
        set_lr=_places(program, "set_lr", holders),
        set_by_hand=_places(program, "set_lr", others),
        moved=_moved(program, schedule.number),
        writes=_details(program, lambda event: event.kind == "write"),
        resumes=tuple(program.resumes),
        uncertain=_uncertain(program, schedule, holders, optimizer, run),
        rests_on=rests | steps_rest,
        guessed=guesses(program) and bool(rests - SETTLED),
        steps_guessed=guesses(program) and bool(steps_rest - SETTLED),
    )


def endless(rests_on: Iterable[str]) -> list[str]:
    """The loops whose end is not known, among what a number rests on."""
    return sorted(name for name in rests_on if name.startswith(ENDLESS))


def guesses(program: Program) -> bool:
    """Whether the length of a loader is a guess."""
    return program.steps_per_epoch is None and bool(program.assumed.keys() - SETTLED)


def guessed_names(program: Program) -> frozenset[str]:
    """What is only guessed of a program: the lengths of its loaders, where the user does not say them."""
    return frozenset(program.assumed.keys() - SETTLED) if guesses(program) else frozenset()


def settled(program: Program, found: list[Usage]) -> list[Usage]:
    """How a program uses its schedules, after a look at which numbers do change with the length of a loader.

    Args:
        program: The program.
        found: How it uses each of its schedules.
    """
    if program.reread is None or not program.whole or not any(usage.guessed or usage.steps_guessed for usage in found):
        return found
    other = program.reread(ANOTHER_LENGTH)
    if len(other.schedules) != len(program.schedules):
        return found
    twins = [read_usage(other, schedule) for schedule in other.schedules[: len(found)]]
    return [
        replace(
            usage,
            guessed=usage.guessed and (usage.updates, usage.batches) != (twin.updates, twin.batches),
            steps_guessed=usage.steps_guessed and (usage.steps, usage.last_tick) != (twin.steps, twin.last_tick),
        )
        for usage, twin in zip(found, twins, strict=True)
    ]


def _holds(program: Program, optimizer: BuiltOptimizer, schedule: BuiltSchedule) -> bool:
    return any(each is schedule for each in HoldingCourse(program, optimizer).held())


def _main(program: Program, optimizers: tuple[BuiltOptimizer, ...], schedule: BuiltSchedule) -> BuiltOptimizer | None:
    """The optimizer whose updates a schedule goes with: the one with the most, of several the next one after it."""

    def rank(optimizer: BuiltOptimizer) -> tuple[int, bool]:
        after = optimizer.place.file == schedule.place.file and optimizer.place.line >= schedule.place.line
        return count(program.trace, updates_of(optimizer.number)), after

    return max(optimizers, key=rank, default=None)


def _built_per(run: RunShape) -> str:
    """Which loop builds the schedule again."""
    levels = [run.roles.level(around) for _, around in paths(run.nodes, run.build) if around]
    return next((level for level in ("batch", "epoch") if level in levels), "other")


def _last_tick(nodes: Nodes, optimizer: BuiltOptimizer | None, schedule: BuiltSchedule) -> int | None:
    """The highest tick that an update sees in one run."""
    if optimizer is None:
        return None
    course = TickCourse(nodes, optimizer.number, schedule.number)
    if not course.updates:
        return None
    ends = [update - 1 for update in course.starts() if update] + [course.updates - 1]
    ticks = [course.at(update).number for update in ends]
    known = [tick for tick in ticks if tick is not None]
    return int(max(known)) if len(known) == len(ticks) else None


def _places(program: Program, kind: str, optimizers: tuple[BuiltOptimizer, ...]) -> tuple[CodePlace, ...]:
    numbers = {optimizer.number for optimizer in optimizers}
    return tuple(place for place, _ in _details(program, lambda event: event.kind == kind and event.subject in numbers))


def _moved(program: Program, schedule: int) -> tuple[tuple[CodePlace, Any], ...]:
    """Where its position is assigned, also where the program only may resume an earlier run."""
    possible = [each for resume in program.resumes for each in resume.moved if each.subject == schedule]
    taken = _details(program, lambda event: event.kind == "move" and event.subject == schedule)
    return (*taken, *((each.place, each.detail) for each in possible))


def _details(program: Program, picks: Picks) -> tuple[tuple[CodePlace, Any], ...]:
    """Place and detail of some events, each place once, also on ways that are not taken."""
    found: dict[CodePlace, TraceEvent] = {}
    for event, _ in paths(both_ways(program.trace), picks):
        found.setdefault(event.place, event)
    return tuple((place, event.detail) for place, event in found.items())


def _uncertain(
    program: Program,
    schedule: BuiltSchedule,
    holders: tuple[BuiltOptimizer, ...],
    optimizer: BuiltOptimizer | None,
    run: RunShape,
) -> tuple[NotKnown, ...]:
    found = doubts(program, schedule.number, optimizer if holders else None)
    if not holders:
        unknown = [each for each in program.optimizers if isinstance(each.rate, Unknown)]
        found += tuple(NotKnown(each.rate_place, f"{each.name} gets {each.rate}", schedule.number) for each in unknown)
    if not run.steps.events or not run.updates.events:
        found += tuple(entry for entry in program.not_known if entry.subject is None)
    return tuple(dict.fromkeys(found))
