"""Rounds of a loop, one after the other -> rounds with repetitions counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paddle_lrkit.scripts.folded_trace import Folded, FoldedTrace
from paddle_lrkit.scripts.program import Node, Rounds


def rounds_of(contents: Sequence[tuple[int, tuple[Node, ...]]]) -> tuple[Rounds, ...]:
    """Rounds with repetitions counted."""
    numbers: dict[tuple[Node, ...], int] = {}
    counted: list[tuple[int, int]] = []
    for count, content in contents:
        number = numbers.setdefault(content, len(numbers))
        if counted and counted[-1][1] == number:
            count += counted.pop()[0]
        counted.append((count, number))
    folded = FoldedTrace()
    for count, number in counted:
        folded.append(number if count == 1 else (count, (number,)))
    known = list(numbers)
    return tuple(part for node in folded.nodes for part in _as_rounds(node, known))


def _as_rounds(node: Folded, known: list[tuple[Node, ...]]) -> Iterator[Rounds]:
    if isinstance(node, int):
        yield Rounds(1, ((1, known[node]),))
        return
    times, body = node
    pattern = []
    for part in body:
        if isinstance(part, int):
            pattern.append((1, known[part]))
        elif len(part[1]) == 1 and isinstance(part[1][0], int):
            pattern.append((part[0], known[part[1][0]]))
        else:
            for _ in range(times):
                for inner in body:
                    yield from _as_rounds(inner, known)
            return
    if len(pattern) == 1:
        yield Rounds(1, ((times * pattern[0][0], pattern[0][1]),))
    else:
        yield Rounds(times, tuple(pattern))
