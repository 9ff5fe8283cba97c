"""What happened in a running program, in order, with repetitions folded into loops as they appear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LONGEST_BODY = 48
MOST_NODES = 50_000

Folded = int | tuple[int, tuple["Folded", ...]]
"""An event's number, or ``(rounds, body)``."""


class FoldedTrace:
    """A sequence of events, each a small integer, in which adjacent repetitions are one loop.

    Nothing is lost: the loops, unrolled, are the sequence. A run of a million updates with an epoch's end every
    thousand is one loop in another.

    Args:
        most_nodes: A sequence that needs more nodes than that is not kept any longer.

    Attributes:
        nodes: Events and loops.
        complete: Whether every event was kept.

    Example:
        >>> trace = FoldedTrace()
        >>> for event in [0, 0, 0, 1] * 4:
        ...     trace.append(event)
        >>> trace.nodes
        [(4, ((3, (0,)), 1))]
    """

    def __init__(self, most_nodes: int = MOST_NODES) -> None:
        self.nodes: list[Folded] = []
        self.complete = True
        self._most = most_nodes

    def append(self, event: Folded) -> None:
        """Adds an event, or a loop of events."""
        nodes = self.nodes
        if len(nodes) >= self._most:
            self.complete = False
            return
        nodes.append(event)
        while self._fold():
            pass

    def _fold(self) -> bool:
        nodes = self.nodes
        size = len(nodes)
        last = nodes[-1]
        for length in range(1, min(_LONGEST_BODY, size - 1) + 1):
            start = size - length
            before = nodes[start - 1]
            if before == last and 2 * length <= size and nodes[start - length : start] == nodes[start:]:
                nodes[start - length :] = [(2, tuple(nodes[start:]))]
                return True
            if type(before) is tuple:
                body = before[1]
                if len(body) == length and body[-1] == last and body == tuple(nodes[start:]):
                    nodes[start - 1 :] = [(before[0] + 1, body)]
                    return True
        return False


def folded_from_json(nodes: list[Any]) -> tuple[Folded, ...]:
    """The nodes of a trace that was written as JSON, in which a tuple is a list."""
    return tuple(node if isinstance(node, int) else (node[0], folded_from_json(node[1])) for node in nodes)


def unrolled(nodes: tuple[Folded, ...] | list[Folded]) -> Iterator[int]:
    """Every event in order.

    Example:
        >>> list(unrolled([(2, ((2, (0,)), 1))]))
        [0, 0, 1, 0, 0, 1]
    """
    for node in nodes:
        if isinstance(node, int):
            yield node
        else:
            for _ in range(node[0]):
                yield from unrolled(node[1])
