"""One of the runs that a program makes one after the other, such as one for each fold."""

from __future__ import annotations

from paddle_lrkit.scripts.loop_roles import LoopKey, key_of
from paddle_lrkit.scripts.optimizer_course import builds_of
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, Loop, Node, Program
from paddle_lrkit.scripts.run_shape import RunShape
from paddle_lrkit.scripts.spacing import Nodes, Picks, count, paths


def one_run(program: Program, optimizer: BuiltOptimizer, schedule: BuiltSchedule) -> tuple[Nodes, int]:
    """The trace of the first run of a schedule, and how many such runs there are.

    A loop around the epochs that builds the schedule again begins another run, unless an optimizer goes on and only
    gets the new schedule.

    Args:
        program: The program.
        optimizer: The optimizer that the schedule goes with.
        schedule: The schedule.
    """
    builds = builds_of(schedule.number)
    if count(program.trace, builds) < 2:
        return program.trace, 1
    run = RunShape(program.trace, optimizer.number, schedule.number)
    around = [loops for _, loops in paths(run.nodes, builds)]
    if any(run.roles.level(loops) != "outside" for loops in around if loops) or not all(around):
        return program.trace, 1
    if count(program.trace, lambda event: event.kind == "give" and event.subject == optimizer.number):
        return program.trace, 1
    keys = {key_of(loop) for loops in around for loop in loops}
    return _first_rounds(program.trace, keys, builds), count(program.trace, builds)


def _first_rounds(nodes: Nodes, keys: set[LoopKey], builds: Picks) -> Nodes:
    """The trace with the first round that builds the schedule instead of all rounds of some loops."""
    found: list[Node] = []
    for node in nodes:
        if not isinstance(node, Loop) or key_of(node) not in keys:
            found.append(node)
            continue
        bodies = [body for part in node.rounds for _, body in part.pattern if count(body, builds)]
        found += _first_rounds(bodies[0], keys, builds) if bodies else ()
    return tuple(found)
