"""Conditions that are not known: both ways are read, and what differs afterwards is not known."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import Branch, Loop, Node, TraceEvent
from paddle_lrkit.scripts.reader.flow import BREAK, CONTINUE, RAISE, Flow, Return
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.unknown import CodePlace, Rest, Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_ABSENT: Any = object()


class Way:
    """One of two ways.

    Args:
        flow: How it ends.
        nodes: What happens on it.
        written: What it changes.
        error: The exception with which it ends the program, if it does.
    """

    def __init__(self, flow: Flow, nodes: list[Node], written: dict[Any, Any], error: Exception | None) -> None:
        self.flow, self.nodes, self.written, self.error = flow, nodes, written, error

    @property
    def leaves(self) -> bool:
        """Whether it ends the program, or the function or loop that it is in."""
        return self.error is not None or self.flow is not None


def walked(machine: Machine, action: Callable[[], Flow]) -> Way:
    """Reads one way, and takes back what it changed."""
    from paddle_lrkit.scripts.reader.machine import ProgramEndsError

    mark, error = len(machine.journal.changes), None

    def run() -> Flow:
        nonlocal error
        try:
            return action()
        except ProgramEndsError as ended:
            error = ended
            return RAISE

    depth, module = machine.depth, machine.module
    flow, nodes = machine.captured(run)
    machine.depth, machine.module = depth, module
    written = {
        place: (container, key, container.copy() if key is None else value)
        for place, (container, key, value) in machine.journal.written(mark).items()
    }
    machine.journal.undo(mark)
    return Way(flow, nodes, written, error)


def both_ways(
    machine: Machine, test: Any, node: ast.AST, body: Callable[[], Flow], orelse: Callable[[], Flow] | None
) -> Flow:
    """Reads both ways of a condition that is not known, and continues with what they have in common.

    A way that ends the program or the loop is taken not to be taken, when the other one goes on; one that returns from
    the function is one of the possible results.
    """
    text = text_of(node)
    first = walked(machine, body)
    second = walked(machine, orelse) if orelse is not None else Way(None, [], {}, None)
    for way, other in ((first, second), (second, first)):
        if way.leaves and not other.leaves:
            if isinstance(way.flow, Return):
                machine.may_return(way.flow.value, test, node)
            elif way.flow is BREAK:
                machine.may_end(node, text)
            _apply(machine, other)
            machine.trace += _merged(machine, node, text, other.nodes, way.nodes if way.flow is CONTINUE else [])
            return None
    if first.leaves and second.leaves:
        return _both_leave(machine, test, node, first, second)
    _join(machine, test, node, first, second)
    machine.trace += _merged(machine, node, text, first.nodes, second.nodes)
    return None


def _both_leave(machine: Machine, test: Any, node: ast.AST, first: Way, second: Way) -> Flow:
    for way, other in ((first, second), (second, first)):
        if way.error is not None:
            _apply(machine, other)
            machine.trace += other.nodes
            if other.error is not None:
                raise other.error
            return other.flow
    _join(machine, test, node, first, second)
    machine.trace += _merged(machine, node, text_of(node), first.nodes, second.nodes)
    if isinstance(first.flow, Return) and isinstance(second.flow, Return):
        return Return(chosen(machine, (first.flow.value, second.flow.value), test, node))
    return first.flow


def chosen(machine: Machine, values: Sequence[Any], test: Any, node: ast.AST) -> Any:
    """The value that one of several ways gives; not known when they differ."""
    first = values[0]
    if isinstance(first, CodePlace) or all(_same(first, other) for other in values[1:]):
        return first
    cause = (
        tr("depends on `{}`, which {}", test.text, test.why)
        if isinstance(test, Unknown)
        else tr("depends on a condition")
    )
    choices: list[Any] = []
    for value in values:
        choices += value.choices if isinstance(value, Unknown) and value.choices else [value]
    place = machine.place(node)
    return Unknown(text_of(node), cause, place, tuple(choices))


def _same(first: Any, second: Any) -> bool:
    if first is second:
        return True
    if isinstance(first, Unknown) and isinstance(second, Unknown) and not first.choices and not second.choices:
        return True
    if type(first) is not type(second):
        return False
    if isinstance(first, (list, tuple)):
        return len(first) == len(second) and all(map(_same, first, second))
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(_same(first[key], second[key]) for key in first)
    return isinstance(first, (int, float, str, bool)) and first == second


def _apply(machine: Machine, way: Way) -> None:
    for container, key, value in way.written.values():
        machine.journal.write(container, key, value)


def _join(machine: Machine, test: Any, node: ast.AST, first: Way, second: Way) -> None:
    for place in {**first.written, **second.written}:
        container, key, _ = first.written.get(place) or second.written[place]
        now = container.copy() if key is None else _value_of(container, key)
        one = first.written[place][2] if place in first.written else now
        two = second.written[place][2] if place in second.written else now
        if key is None:
            machine.journal.write(container, None, one if _same(one, two) else _content(machine, one, two, test, node))
        elif one is _ABSENT or two is _ABSENT:
            machine.journal.write(container, key, two if one is _ABSENT else one)
        else:
            machine.journal.write(container, key, chosen(machine, (one, two), test, node))


def _content(machine: Machine, one: Any, two: Any, test: Any, node: ast.AST) -> Any:
    """The content of a list, dict or set of which each way leaves another one."""
    if isinstance(one, dict):
        both = {key: chosen(machine, (one[key], two[key]), test, node) for key in one if key in two}
        return {**one, **two, **both}
    if isinstance(one, list):
        same = next((index for index, pair in enumerate(zip(one, two, strict=False)) if not _same(*pair)), None)
        common = one[: min(len(one), len(two)) if same is None else same]
        return [*common, Rest(chosen(machine, (tuple(one), tuple(two)), test, node))]
    return one if len(one) >= len(two) else two


def _value_of(container: Any, key: Any) -> Any:
    if isinstance(container, dict):
        return container.get(key, _ABSENT)
    return container[key] if isinstance(key, int) and key < len(container) else _ABSENT


def _merged(machine: Machine, node: ast.AST, text: str, first: list[Node], second: list[Node]) -> list[Node]:
    """What happens after a condition that is not known: a `Branch`, unless both ways do the same."""
    if not first and not second:
        return []
    if _kinds(first) == _kinds(second):
        return first
    taken, other = (first, second) if _updates(first) >= _updates(second) and first else (second, first)
    return [Branch(machine.place(node), text, tuple(taken), tuple(other))]


def _kinds(nodes: Sequence[Node]) -> list[Any]:
    """What happens, without the places."""
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, TraceEvent):
            found.append((node.kind, node.subject, node.detail))
        elif isinstance(node, Loop):
            found.append(
                [(part.times, [(count, _kinds(inner)) for count, inner in part.pattern]) for part in node.rounds]
            )
        else:
            found.append((node.condition, _kinds(node.taken), _kinds(node.other)))
    return found


def _updates(nodes: Sequence[Node]) -> int:
    """Whether an optimizer updates in these nodes, as 0 or 1."""
    return int(
        any(
            (isinstance(node, TraceEvent) and node.kind == "update")
            or (isinstance(node, Branch) and (_updates(node.taken) or _updates(node.other)))
            or (isinstance(node, Loop) and any(_updates(inner) for part in node.rounds for _, inner in part.pattern))
            for node in nodes
        )
    )
