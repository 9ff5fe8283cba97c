"""What a program would load if it resumed: a branch that is not taken is read for that, and taken back."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.program import Resume, TraceEvent
from paddle_lrkit.scripts.reader.branches import walked
from paddle_lrkit.scripts.reader.objects import Namespace
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_WORDS = ("load", "set_state_dict", "set_dict", "resume", "restore")


class Loads:
    """The loads of a state in one place of the program, in the order of time."""

    def __init__(self) -> None:
        self.loads: dict[str, int | None] = {}
        self.places: dict[str, CodePlace] = {}

    def add(self, what: str, subject: int | None, place: CodePlace) -> None:
        """Adds one."""
        self.loads.setdefault(what, subject)
        self.places.setdefault(what, place)


def fresh_way(machine: Machine, node: ast.If, space: Namespace) -> list[ast.stmt] | None:
    """The way of a condition that is not known on which a new run begins; None where neither only loads a state."""
    for loading, other in ((node.body, node.orelse), (node.orelse, node.body)):
        chained = len(loading) == 1 and isinstance(loading[0], ast.If)
        if loading and not chained and maybe_resume(machine, loading, space):
            return other
    return None


def maybe_resume(machine: Machine, body: list[ast.stmt], space: Namespace) -> bool:
    """Reads statements that are not run in a new run; whether they load a state and build nothing."""
    from paddle_lrkit.scripts.reader.statements import run

    known = machine.tried.get(id(body[0]))
    if known is not None:
        return known
    machine.tried[id(body[0])] = False
    if not any(word in ast.unparse(part) for part in body for word in _WORDS):
        return False
    outer, machine.loading = machine.loading, Loads()
    loops = machine.loops
    machine.loops = []
    try:
        way = walked(machine, lambda: run(machine, body, space))
        found = machine.loading
    finally:
        machine.loading, machine.loops = outer, loops
    moved = tuple(each for each in way.nodes if isinstance(each, TraceEvent) and each.kind == "move")
    if not found.loads and not moved:
        return False
    machine.tried[id(body[0])] = not any(getattr(event, "kind", "") in ("build", "give") for event in way.nodes)
    stepped = any(getattr(event, "kind", "") in ("step", "move") for event in way.nodes)
    if stepped:
        found.loads.setdefault("schedule", None)
    moves = any(_is_start(key, value) for _, key, value in way.written.values())
    place = min((*found.places.values(), *(each.place for each in moved)), key=lambda each: each.line)
    machine.program.resumes.append(Resume(place, found.loads, moves, found.places, moved=moved))
    return machine.tried[id(body[0])]


def maybe_forward(machine: Machine, node: ast.For, space: Namespace) -> None:
    """Reads a loop of no rounds that steps a schedule: a run that resumes moves the schedule with it."""
    from paddle_lrkit.scripts.reader.statements import run

    moved = [resume for resume in machine.program.resumes if resume.moves_start]
    if not moved or id(node) in machine.tried or not any(".step(" in ast.unparse(part) for part in node.body):
        return
    machine.tried[id(node)] = False
    events = walked(machine, lambda: run(machine, node.body, space)).nodes
    kinds = {getattr(event, "kind", ""): getattr(event, "subject", None) for event in events}
    if "step" in kinds and "update" not in kinds:
        for resume in moved:
            resume.loads.setdefault("schedule", kinds["step"])


def _is_start(key: Any, value: Any) -> bool:
    """Whether a number that is changed counts epochs or updates."""
    if not isinstance(key, str) or not (isinstance(value, Unknown) or (isinstance(value, int) and value > 0)):
        return False
    name = key.lower()
    return any(word in name for word in ("epoch", "start", "step", "iter", "begin"))
