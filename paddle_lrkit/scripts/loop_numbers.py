"""The numbers that ``step()`` is called with, as they grow with the loops around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paddle_lrkit.scripts.program import Loop, LoopNumber, Node, TraceEvent


def with_loop_numbers(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The trace of a recorded program, in which numbers that grow by one with each call grow with the loops.

    Args:
        nodes: A trace whose counting numbers are `LoopNumber` objects with the first number.

    Returns:
        The same with ``"epoch"`` for numbers that do not grow evenly with the loops.
    """
    return _with_numbers(nodes, nodes, [])


def _with_numbers(nodes: Sequence[Node], trace: Sequence[Node], around: list[Loop]) -> tuple[Node, ...]:
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Loop):
            rounds = tuple(
                replace(
                    part,
                    pattern=tuple((count, _with_numbers(body, trace, [*around, node])) for count, body in part.pattern),
                )
                for part in node.rounds
            )
            found.append(replace(node, rounds=rounds))
        elif isinstance(node, TraceEvent) and isinstance(node.detail, LoopNumber):
            found.append(replace(node, detail=_number(node, trace, around)))
        else:
            found.append(node)
    return tuple(found)


def _number(event: TraceEvent, trace: Sequence[Node], around: list[Loop]) -> LoopNumber | str:
    each: list[int] = []
    for loop in reversed(around):
        counts = {_calls(event, body) for part in loop.rounds for _, body in part.pattern}
        if len(counts) != 1:
            return "epoch"
        each.append(counts.pop())
    rounds = sum(part.times * count for part in around[0].rounds for count, _ in part.pattern) if around else 1
    whole = rounds * (each[-1] if each else 1)
    if (each and each[0] != 1) or _calls(event, trace) != whole:
        return "epoch"
    return LoopNumber(event.detail.first, tuple(each))


def _calls(event: TraceEvent, nodes: Sequence[Node]) -> int:
    return sum(times for times, node in _events(nodes, 1) if node == event)


def _events(nodes: Sequence[Node], times: int) -> Iterator[tuple[int, TraceEvent]]:
    for node in nodes:
        if isinstance(node, Loop):
            for part in node.rounds:
                for count, body in part.pattern:
                    yield from _events(body, times * part.times * count)
        elif isinstance(node, TraceEvent):
            yield times, node
