"""Numbers that grow evenly with the rounds of the loops around an event, such as ``epoch`` in ``step(epoch)``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from paddle_lrkit.scripts.program import Branch, Loop, LoopNumber, Node, Number, Rounds, TraceEvent

Change = Callable[[Any, Any, int], Any]
Nodes = tuple[Node, ...]


def lifted(before: Nodes, now: Nodes, distance: int, index: int) -> Nodes | None:
    """What happens in a round, with each number as it grows with the rounds of this loop; None when more differs.

    Args:
        before: What happened ``distance`` rounds earlier.
        now: What happened in the round.
        distance: Rounds between the two.
        index: Number of the round.
    """
    if before == now:
        return now

    def change(one: Any, two: Any, depth: int) -> Any:
        if one == two:
            return two
        first, second = _parts(one, depth), _parts(two, depth)
        if first is None or second is None or first[1] != second[1]:
            return None
        slope = _whole((Fraction(second[0]) - Fraction(first[0])) / distance)
        return LoopNumber(_whole(Fraction(second[0]) - Fraction(slope) * index), (*second[1], slope))

    return _paired(before, now, change, 0)


def fits(grown: Nodes, now: Nodes, index: int) -> bool:
    """Whether what happens in a round is what `lifted` nodes say of it."""
    if grown == now:
        return True

    def change(one: Any, two: Any, depth: int) -> Any:
        if isinstance(one, LoopNumber) and len(one.each) == depth + 1:
            value = Fraction(one.first) + Fraction(one.each[depth]) * index
            parts = _parts(two, depth)
            close = parts is not None and abs(value - Fraction(parts[0])) <= Fraction(1, 10**12) * (1 + abs(value))
            return two if close and parts is not None and parts[1] == one.each[:depth] else None
        return two if one == two else None

    return _paired(grown, now, change, 0) is not None


def _parts(value: Any, depth: int) -> tuple[Number, tuple[Number, ...]] | None:
    """First number, and growth with each loop inside; as many as there are loops."""
    if isinstance(value, LoopNumber):
        return value.first, (*value.each, *[0] * (depth - len(value.each)))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value, (0,) * depth
    return None


def _whole(value: Fraction) -> Number:
    return int(value) if value.denominator == 1 else float(value)


def _paired(first: Sequence[Node], second: Sequence[Node], change: Change, depth: int) -> Nodes | None:
    """The second nodes with each detail changed by that of the first; None when the nodes differ otherwise."""
    if len(first) != len(second):
        return None
    found = []
    for one, two in zip(first, second, strict=True):
        node = _pair(one, two, change, depth)
        if node is None:
            return None
        found.append(node)
    return tuple(found)


def _pair(one: Node, two: Node, change: Change, depth: int) -> Node | None:
    if isinstance(one, TraceEvent) and isinstance(two, TraceEvent):
        if replace(one, detail=None) != replace(two, detail=None):
            return None
        if one.detail is None and two.detail is None:
            return two
        detail = change(one.detail, two.detail, depth)
        return None if detail is None else replace(two, detail=detail)
    if isinstance(one, Branch) and isinstance(two, Branch):
        taken, other = _paired(one.taken, two.taken, change, depth), _paired(one.other, two.other, change, depth)
        return None if taken is None or other is None else replace(two, taken=taken, other=other)
    if not isinstance(one, Loop) or not isinstance(two, Loop):
        return None
    if len(one.rounds) != len(two.rounds) or one.place != two.place:
        return None
    rounds = []
    for left, right in zip(one.rounds, two.rounds, strict=True):
        if left.times != right.times or len(left.pattern) != len(right.pattern):
            return None
        pattern = []
        for (count, nodes), (other_count, other_nodes) in zip(left.pattern, right.pattern, strict=True):
            changed = _paired(nodes, other_nodes, change, depth + 1) if count == other_count else None
            if changed is None:
                return None
            pattern.append((count, changed))
        rounds.append(Rounds(right.times, tuple(pattern)))
    return replace(two, rounds=tuple(rounds))
