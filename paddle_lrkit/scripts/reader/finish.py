"""The end of a reading: what is left to say about the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from paddle_lrkit.errors import did_you_mean
from paddle_lrkit.scripts.program import Branch, Loop, Node, Program, Resume, TraceEvent
from paddle_lrkit.scripts.unknown import CodePlace

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine


def finished(machine: Machine) -> Program:
    """The program, when all of the script is read."""
    program = machine.program
    program.trace = tuple(machine.trace)
    for optimizer in program.optimizers:
        if not isinstance(optimizer.rate_place, CodePlace):
            optimizer.rate_place = optimizer.place
    loads = machine.loading
    if loads.loads:
        place = min(loads.places.values(), key=lambda each: each.line)
        program.resumes.append(Resume(place, loads.loads, False, loads.places, taken=True))
    program.unused_settings = {
        key: did_you_mean(key, machine.settable) for key, _ in machine.settings if key not in machine.used_settings
    }
    program.loader = next((name for loop in _batch_loops(program.trace) for name in sorted(loop.rests_on)), "")
    return program


def _batch_loops(nodes: Sequence[Node]) -> Iterator[Loop]:
    """The loops over batches in which an optimizer updates, the innermost ones."""
    for node in nodes:
        if isinstance(node, Loop):
            inner = [each for part in node.rounds for _, body in part.pattern for each in body]
            yield from _batch_loops(inner)
            if node.batches and any(isinstance(each, TraceEvent) and each.kind == "update" for each in _flat(inner)):
                yield node
        elif isinstance(node, Branch):
            yield from _batch_loops((*node.taken, *node.other))


def _flat(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Branch):
            yield from _flat((*node.taken, *node.other))
        else:
            yield node
