"""Counting in a trace without repeating its rounds: how many events there are, and how evenly they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from paddle_lrkit.scripts.program import Branch, Loop, Node, Rounds, TraceEvent

Nodes = tuple[Node, ...]
Picks = Callable[[TraceEvent], bool]
PicksLoop = Callable[[Loop], bool]
_MOST_GAPS = 64
_MOST_PATTERN = 4


@dataclass(frozen=True)
class Spacing:
    """Events and the marks between them.

    Args:
        events: Number of events.
        before: Marks before the first event; all marks when there is no event.
        after: Marks after the last event.
        gaps: Marks between two events that follow each other -> how often.
    """

    events: int = 0
    before: int = 0
    after: int = 0
    gaps: Counter[int] = field(default_factory=Counter)

    @property
    def marks(self) -> int:
        """Number of marks."""
        return self.before + self.after + sum(gap * often for gap, often in self.gaps.items())

    @property
    def gap(self) -> int | None:
        """The marks between any two events that follow each other; None when they differ, or there are no two."""
        return next(iter(self.gaps)) if len(self.gaps) == 1 else None

    def then(self, later: Spacing) -> Spacing:
        """This stretch, and another one after it."""
        if not self.events:
            return Spacing(later.events, self.before + later.before, later.after, later.gaps)
        if not later.events:
            return Spacing(self.events, self.before, self.after + later.before, self.gaps)
        gaps = self.gaps + later.gaps + Counter({self.after + later.before: 1})
        return Spacing(self.events + later.events, self.before, later.after, _few(gaps))

    def times(self, number: int) -> Spacing:
        """This stretch, a number of times."""
        if number <= 0:
            return Spacing()
        if not self.events:
            return Spacing(before=self.before * number)
        gaps = Counter({gap: often * number for gap, often in self.gaps.items()})
        if number > 1:
            gaps[self.after + self.before] += number - 1
        return Spacing(self.events * number, self.before, self.after, _few(gaps))


def _few(gaps: Counter[int]) -> Counter[int]:
    """The gaps; of many different ones only the most usual, and the rest as their mean."""
    if len(gaps) <= _MOST_GAPS:
        return gaps
    usual = gaps.most_common(_MOST_GAPS // 2)
    rest = gaps - Counter(dict(usual))
    often = sum(rest.values())
    total = sum(gap * count for gap, count in rest.items())
    low, more = divmod(total, often)
    return Counter(dict(usual)) + Counter({low: often - more}) + Counter({low + 1: more})


def nothing(_: object) -> bool:
    """No event and no loop."""
    return False


def spacing(nodes: Nodes, events: Picks, marks: Picks = nothing, rounds: PicksLoop = nothing) -> Spacing:
    """How events lie between marks.

    Args:
        nodes: The trace.
        events: Which events are meant.
        marks: Which events count as marks.
        rounds: Loops of which each round begins with a mark.
    """
    found = Spacing()
    for node in nodes:
        if isinstance(node, Branch):
            found = found.then(spacing(node.taken, events, marks, rounds))
        elif isinstance(node, Loop):
            own = Spacing(before=1) if rounds(node) else Spacing()
            for part in node.rounds:
                once = Spacing()
                for number, body in part.pattern:
                    once = once.then(own.then(spacing(body, events, marks, rounds)).times(number))
                found = found.then(once.times(part.times))
        elif events(node):
            found = found.then(Spacing(1))
        elif marks(node):
            found = found.then(Spacing(before=1))
    return found


def count(nodes: Nodes, events: Picks) -> int:
    """Number of events."""
    found = 0
    for node in nodes:
        if isinstance(node, Branch):
            found += count(node.taken, events)
        elif isinstance(node, Loop):
            for part in node.rounds:
                found += part.times * sum(number * count(body, events) for number, body in part.pattern)
        elif events(node):
            found += 1
    return found


def kept(nodes: Nodes, events: Picks) -> Nodes:
    """The trace with some events only: without loops that have none, and of a branch the way that is assumed."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Branch):
            found += kept(node.taken, events)
        elif isinstance(node, Loop):
            rounds = tuple(_repeated([*_merged(node.rounds, events)]))
            if any(body for part in rounds for _, body in part.pattern):
                found.append(replace(node, rounds=rounds))
        elif events(node):
            found.append(node)
    return tuple(found)


def _merged(rounds: tuple[Rounds, ...], events: Picks) -> Iterator[Rounds]:
    """Rounds of a loop with some events only, equal ones next to each other counted together."""
    last: tuple[int, Nodes] | None = None
    for part in rounds:
        if part.times < 1:
            continue
        pattern: list[tuple[int, Nodes]] = []
        for number, body in part.pattern:
            left = kept(body, events)
            if pattern and pattern[-1][1] == left:
                pattern[-1] = (pattern[-1][0] + number, left)
            elif number > 0:
                pattern.append((number, left))
        if len(pattern) == 1:
            number, body = pattern[0][0] * part.times, pattern[0][1]
            if last is not None and last[1] == body:
                number += last[0]
            elif last is not None:
                yield Rounds(1, (last,))
            last = (number, body)
            continue
        if last is not None:
            yield Rounds(1, (last,))
            last = None
        if pattern:
            yield Rounds(part.times, tuple(pattern))
    if last is not None:
        yield Rounds(1, (last,))


def _repeated(rounds: list[Rounds]) -> Iterator[Rounds]:
    """Rounds of a loop, those that repeat a few times one after the other as a pattern."""
    index = 0
    while index < len(rounds):
        times, length = 1, 1
        for size in range(2, _MOST_PATTERN + 1):
            pattern = rounds[index : index + size]
            again = index + size
            while pattern == rounds[again : again + size]:
                again += size
            if (again - index) // size > 1 and again - index > times * length:
                times, length = (again - index) // size, size
        group = rounds[index : index + length]
        if times > 1 and all(part.times == 1 and len(part.pattern) == 1 for part in group):
            yield Rounds(times, tuple(part.pattern[0] for part in group))
            index += times * length
        else:
            yield rounds[index]
            index += 1


def paths(nodes: Nodes, events: Picks, around: tuple[Loop, ...] = ()) -> Iterator[tuple[TraceEvent, tuple[Loop, ...]]]:
    """Each event of the trace, with the loops around it, the outermost first."""
    for node in nodes:
        if isinstance(node, Branch):
            yield from paths(node.taken, events, around)
        elif isinstance(node, Loop):
            for part in node.rounds:
                for number, body in part.pattern:
                    if number * part.times > 0:
                        yield from paths(body, events, (*around, node))
        elif events(node):
            yield node, around


def with_bodies(loop: Loop, change: Callable[[Nodes], Nodes]) -> Loop:
    """A loop whose rounds hold something else."""
    rounds = tuple(
        Rounds(part.times, tuple((number, change(body)) for number, body in part.pattern)) for part in loop.rounds
    )
    return replace(loop, rounds=rounds)


def loops(nodes: Nodes) -> Iterator[Loop]:
    """All loops, the outer ones first."""
    for node in nodes:
        if isinstance(node, Branch):
            yield from loops(node.taken)
        elif isinstance(node, Loop):
            yield node
            for part in node.rounds:
                for _, body in part.pattern:
                    yield from loops(body)


def both_ways(nodes: Nodes) -> Nodes:
    """The trace with both ways of each branch, one after the other."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Branch):
            found += [*both_ways(node.taken), *both_ways(node.other)]
        else:
            found.append(with_bodies(node, both_ways) if isinstance(node, Loop) else node)
    return tuple(found)
