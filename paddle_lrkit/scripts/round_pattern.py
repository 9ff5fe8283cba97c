"""Rounds of a loop that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from paddle_lrkit.scripts.folded_trace import Folded, FoldedTrace
from paddle_lrkit.scripts.loader_pass import Pass

RoundEvents = tuple[tuple[str, int, str, int], ...]
"""What happened in a round: kind, subject, file and line of each event."""


@dataclass(frozen=True)
class RoundPattern:
    """Rounds that repeat.

    Args:
        period: Number of rounds after which they repeat.
        phase: With which of them it begins.
        length: How many there are.
        source: Passes that begin with a period.
    """

    period: int
    phase: int
    length: int
    source: tuple[Pass, ...]

    @property
    def contents(self) -> list[list[int]]:
        """The events after each batch of a period."""
        rounds = (each for one in self.source for count, each in one.rounds for _ in range(count))
        return list(islice(rounds, self.period))


def repeated(rounds: Sequence[Sequence[int]], times: int) -> Sequence[Folded]:
    """The events of some rounds, repeated."""
    body = FoldedTrace()
    for each in rounds:
        for event in each:
            body.append(event)
    nodes = body.nodes
    if times == 1:
        return nodes
    first = nodes[0]
    if len(nodes) == 1 and not isinstance(first, int):
        return [(first[0] * times, first[1])]
    return [(times, tuple(nodes))]


def joined(rounds: list[list[RoundEvents]]) -> list[RoundEvents]:
    """All rounds one after the other, without a last batch that was only fetched."""
    found = [each for one in rounds for each in one]
    while found and not found[-1]:
        found.pop()
    return found


def period_of(rounds: Sequence[RoundEvents]) -> int | None:
    """The smallest number of rounds after which they repeat, at least twice in what is there.

    Example:
        >>> period_of([(), (1,), (), (1,), ()]), period_of([(1,), (), (), ()])
        (2, None)
    """
    for period in range(1, len(rounds) // 2 + 1):
        if all(rounds[n] == rounds[n - period] for n in range(period, len(rounds))):
            return period
    return None
