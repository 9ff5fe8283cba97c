"""What has changed before each update of an optimizer, such as the tick of a schedule, without repeating any round."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Protocol

from paddle_lrkit.curves.base import first_and_last
from paddle_lrkit.scripts.program import Loop, LoopNumber, TraceEvent
from paddle_lrkit.scripts.program import Rounds as LoopRounds
from paddle_lrkit.scripts.spacing import Nodes, kept

_MOST_LISTED = 2000
"""About how many updates `Course.starts` lists."""


@dataclass(frozen=True)
class TickChange:
    """What a stretch of a program does to something that is counted: it sets it, then adds.

    Args:
        value: What it is set to: a `LoopNumber`, or what the optimizer gets; None when it is only added to.
        added: What is added after that.
    """

    value: Any = None
    added: int = 0

    def then(self, later: TickChange) -> TickChange:
        """This change, and a later one."""
        return later if later.value is not None else TickChange(self.value, self.added + later.added)

    def at_round(self, number: int) -> TickChange:
        """This change in one round of the innermost loop around it."""
        return TickChange(self.value.at_round(number), self.added) if isinstance(self.value, LoopNumber) else self

    def in_rounds(self, first: int, number: int) -> TickChange:
        """This change in some rounds of the innermost loop, one after the other from round ``first`` on."""
        if number < 1:
            return TickChange()
        return TickChange(None, self.added * number) if self.value is None else self.at_round(first + number - 1)


class Course:
    """The updates of one optimizer in their order, and what changes between them.

    Args:
        nodes: The trace.
        update: Which events are the updates.
        change: What another event changes; None when it changes nothing.
    """

    def __init__(
        self, nodes: Nodes, update: Callable[[TraceEvent], bool], change: Callable[[TraceEvent], TickChange | None]
    ) -> None:
        def event(node: TraceEvent) -> _Event:
            return _Event(1, TickChange()) if update(node) else _Event(0, change(node) or TickChange())

        self._whole = _stretch(kept(nodes, lambda node: update(node) or change(node) is not None), event)

    @property
    def updates(self) -> int:
        """Number of updates."""
        return self._whole.updates

    def before(self, update: int) -> TickChange:
        """What has changed before an update (0-based); the cost grows with the depth of the loops alone."""
        return self._whole.before(update)

    def starts(self) -> list[int]:
        """Updates before which it is set, ascending; of loops with many rounds the first and the last ones."""
        return sorted({update for update in self._whole.starts(0, _MOST_LISTED) if update < self.updates})


class _Part(Protocol):
    """A part of the trace: its number of updates, and what it changes in all."""

    updates: int
    change: TickChange

    def before(self, update: int) -> TickChange:
        """What it has changed before one of its updates."""

    def starts(self, offset: int, most: int) -> Iterator[int]:
        """The updates before which it sets the value, when it begins with update ``offset``."""


class _Event:
    """An update, or a change."""

    def __init__(self, updates: int, change: TickChange) -> None:
        self.updates, self.change = updates, change

    def before(self, update: int) -> TickChange:
        return TickChange()

    def starts(self, offset: int, most: int) -> Iterator[int]:
        yield offset


class _Stretch:
    """Parts one after the other."""

    def __init__(self, parts: list[_Part]) -> None:
        self.parts = parts
        self.ends = list(accumulate(part.updates for part in parts))
        self.updates = self.ends[-1] if parts else 0
        self.changes = list(accumulate((part.change for part in parts), TickChange.then, initial=TickChange()))
        self.change = self.changes[-1]

    def before(self, update: int) -> TickChange:
        index = bisect_right(self.ends, update)
        if index == len(self.parts):
            return self.change
        begin = self.ends[index - 1] if index else 0
        return self.changes[index].then(self.parts[index].before(update - begin))

    def starts(self, offset: int, most: int) -> Iterator[int]:
        for part, end in zip(self.parts, self.ends, strict=True):
            if part.change.value is not None:
                yield from part.starts(offset + end - part.updates, most)


class _Repeats:
    """Rounds of a loop that repeat.

    Args:
        first: Round of the loop with which they begin.
        times: How often the pattern comes.
        pattern: Number of equal rounds, and what happens in each of them.
    """

    def __init__(self, first: int, times: int, pattern: list[tuple[int, _Stretch]]) -> None:
        self.first, self.times, self.pattern = first, times, pattern
        self.offsets = list(accumulate((number for number, _ in pattern), initial=0))
        self.ends = list(accumulate((number * body.updates for number, body in pattern), initial=0))[1:]
        self.once = self.ends[-1]
        self.updates = self.once * times
        self.change = self._whole(times)

    def _begin(self, repeat: int) -> int:
        return self.first + repeat * self.offsets[-1]

    def _pattern(self, repeat: int, parts: int) -> TickChange:
        """What the first parts of one repeat of the pattern change."""
        found = TickChange()
        for offset, (number, body) in zip(self.offsets, self.pattern[:parts], strict=False):
            found = found.then(body.change.in_rounds(self._begin(repeat) + offset, number))
        return found

    def _whole(self, repeats: int) -> TickChange:
        """What the first repeats change."""
        if repeats < 1:
            return TickChange()
        last = self._pattern(repeats - 1, len(self.pattern))
        return last if last.value is not None else TickChange(None, last.added * repeats)

    def before(self, update: int) -> TickChange:
        repeat, left = divmod(update, self.once)
        index = bisect_right(self.ends, left)
        body = self.pattern[index][1]
        inside, left = divmod(left - (self.ends[index - 1] if index else 0), body.updates)
        first = self._begin(repeat) + self.offsets[index]
        earlier = self._whole(repeat).then(self._pattern(repeat, index)).then(body.change.in_rounds(first, inside))
        return earlier.then(body.before(left).at_round(first + inside))

    def starts(self, offset: int, most: int) -> Iterator[int]:
        for repeat in first_and_last(range(self.times), most):
            begin = offset + repeat * self.once
            for (number, body), end in zip(self.pattern, self.ends, strict=True):
                if body.change.value is None:
                    continue
                least = max(most // (self.times * number), 2)
                for inside in first_and_last(range(number), max(most // self.times, 2)):
                    yield from body.starts(begin + end - (number - inside) * body.updates, least)


def _stretch(nodes: Nodes, event: Callable[[TraceEvent], _Event]) -> _Stretch:
    return _Stretch([_part(node, event) for node in nodes])


def _part(node: Any, event: Callable[[TraceEvent], _Event]) -> _Part:
    return _loop(node, event) if isinstance(node, Loop) else event(node)


def _loop(loop: Loop, event: Callable[[TraceEvent], _Event]) -> _Stretch:
    parts: list[_Part] = []
    first = 0
    for part in loop.rounds:
        pattern = [(number, _stretch(body, event)) for number, body in part.pattern]
        parts.append(_Repeats(first, part.times, pattern))
        first += rounds_in(part)
    return _Stretch(parts)


def rounds_in(part: LoopRounds) -> int:
    """Number of rounds.

    Example:
        >>> rounds_in(LoopRounds(250, ((3, ()), (1, ()))))
        1000
    """
    return part.times * sum(number for number, _ in part.pattern)
