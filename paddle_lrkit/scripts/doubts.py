"""What is not known about how a schedule is stepped, and what an optimizer holds."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.scripts.program import Branch, BuiltOptimizer, Loop, NotKnown, Program, TraceEvent
from paddle_lrkit.scripts.spacing import Nodes, count
from paddle_lrkit.scripts.unknown import Unknown

_WHEN_RUN = Message("which is not known without running the script")


def doubts(program: Program, schedule: int | None, optimizer: BuiltOptimizer | None) -> tuple[NotKnown, ...]:
    """What is not known about the steps of a schedule and the updates of an optimizer.

    Args:
        program: The program.
        schedule: Number of the schedule; None for an optimizer that holds a number.
        optimizer: The optimizer; None where there is none.
    """
    found = []
    for entry in program.not_known:
        if entry.subject is None:
            continue
        if entry.subject == (schedule if entry.kind == "schedule" else optimizer and optimizer.number):
            found.append(entry)
    if optimizer is not None and isinstance(optimizer.rate, Unknown):
        found.append(NotKnown(optimizer.rate_place, f"{optimizer.name} gets {optimizer.rate}", schedule))
    if schedule is not None:
        found += _loads(program, schedule, None if optimizer is None else optimizer.number)
    found += _decisions(program.trace, schedule, None if optimizer is None else optimizer.number)
    return tuple(dict.fromkeys(found))


def _loads(program: Program, schedule: int, optimizer: int | None) -> Iterator[NotKnown]:
    """The states that are loaded in any case, and move the schedule."""
    for resume in program.resumes if program.reread is not None else ():
        for what, subject in (("schedule", schedule), ("optimizer", optimizer)):
            if resume.taken and what in resume.loads and resume.loads[what] in (subject, None):
                why = tr("only the state that is loaded here says where the schedule stands")
                yield NotKnown(resume.places.get(what, resume.place), why, schedule)


def _decisions(nodes: Nodes, schedule: int | None, optimizer: int | None) -> Iterator[NotKnown]:
    """The conditions that decide about a step or a rate, but not about the updates in the same way."""
    for node in nodes:
        if isinstance(node, Loop):
            for part in node.rounds:
                for _, body in part.pattern:
                    yield from _decisions(body, schedule, optimizer)
        elif isinstance(node, Branch):
            yield from _decisions(node.taken, schedule, optimizer)
            yield from _decisions(node.other, schedule, optimizer)
            steps, updates, changes = (
                count(node.taken, picks) - count(node.other, picks)
                for picks in (
                    lambda event: event.kind == "step" and event.subject == schedule,
                    lambda event: event.kind == "update" and event.subject == optimizer,
                    lambda event: _changes(event, schedule, optimizer),
                )
            )
            if steps and steps * updates <= 0:
                yield NotKnown(node.place, tr("step() depends on `{}`, {}", node.condition, _WHEN_RUN), schedule)
            elif changes and not updates:
                yield NotKnown(node.place, tr("the rate depends on `{}`, {}", node.condition, _WHEN_RUN), schedule)


def _changes(event: TraceEvent, schedule: int | None, optimizer: int | None) -> bool:
    """Whether an event begins the schedule again, moves it, or changes what the optimizer holds."""
    if event.kind in ("build", "move"):
        return event.subject == schedule
    return event.kind in ("give", "set_lr") and event.subject == optimizer
