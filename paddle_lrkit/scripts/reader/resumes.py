"""What a program would load if it resumed: a branch that is not taken is read for that, and taken back."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.program import Resume
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
    """The way of a condition that is not known on which a run begins anew; None where neither only loads a state."""
    for loading, other in ((node.body, node.orelse), (node.orelse, node.body)):
        if loading and maybe_resume(machine, loading, space):
            return other
    return None


def maybe_resume(machine: Machine, body: list[ast.stmt], space: Namespace) -> bool:
    """Reads statements that are not run when a run begins anew; whether they load a state and build nothing."""
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
    if not found.loads:
        return False
    machine.tried[id(body[0])] = not any(getattr(event, "kind", "") in ("build", "give") for event in way.nodes)
    stepped = any(getattr(event, "kind", "") in ("step", "move") for event in way.nodes)
    if stepped:
        found.loads.setdefault("schedule", None)
    moves = any(_is_start(key, value) for _, key, value in way.written.values())
    place = min(found.places.values(), key=lambda each: each.line)
    machine.program.resumes.append(Resume(place, found.loads, moves, found.places))
    return machine.tried[id(body[0])]


def _is_start(key: Any, value: Any) -> bool:
    """Whether a number that is changed counts epochs or updates."""
    if not isinstance(key, str) or not (isinstance(value, Unknown) or (isinstance(value, int) and value > 0)):
        return False
    name = key.lower()
    return any(word in name for word in ("epoch", "start", "step", "iter", "begin"))
