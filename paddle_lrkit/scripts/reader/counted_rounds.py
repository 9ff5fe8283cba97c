"""The rounds of a loop, equal ones counted."""

from __future__ import annotations

from paddle_lrkit.scripts.program import Node, Rounds
from paddle_lrkit.scripts.reader.loop_numbers import Nodes, fits, lifted

_MOST_BUILT = 64


class CountedRounds:
    """The rounds of a loop so far.

    Attributes:
        index: How many they are.
    """

    def __init__(self) -> None:
        self._found: list[Rounds] = []
        self.index = 0

    def add(self, nodes: Nodes) -> None:
        """Adds a round that was read."""
        self._append(nodes)
        self.index += 1

    def _append(self, nodes: Nodes) -> None:
        last = self._found[-1] if self._found else None
        if last is not None and last.times == 1 and len(last.pattern) == 1:
            before, same = last.pattern[0]
            together = lifted(same, nodes, 1, self.index) if before == 1 else None
            if together is None and fits(same, nodes, self.index):
                together = same
            if together is not None:
                self._found[-1] = Rounds(1, ((before + 1, together),))
                return
        self._fold()
        self._found.append(Rounds(1, ((1, nodes),)))

    def _fold(self) -> None:
        """Two different stretches of rounds that came before in the same order become a pattern."""
        found = self._found
        if len(found) < 3 or any(part.times != 1 or len(part.pattern) != 1 for part in found[-2:]):
            return
        pair = (found[-2].pattern[0], found[-1].pattern[0])
        if found[-3].pattern == pair:
            found[-3:] = [Rounds(found[-3].times + 1, pair)]
        elif [part.pattern for part in found[-4:-2]] == [(pair[0],), (pair[1],)]:
            found[-4:] = [Rounds(2, pair)]

    def repeat(self, rounds: list[Nodes], times: int) -> None:
        """Adds rounds that were not read: a pattern, and how often it comes."""
        pattern: list[tuple[int, Nodes]] = []
        for nodes in rounds:
            if pattern and pattern[-1][1] == nodes:
                pattern[-1] = (pattern[-1][0] + 1, nodes)
            else:
                pattern.append((1, nodes))
        self.index += len(rounds) * times
        if len(pattern) > 1:
            times += self._taken_back(pattern)
            if self._found and self._found[-1].pattern == tuple(pattern):
                times += self._found.pop().times
            self._found.append(Rounds(times, tuple(pattern)))
            return
        last = self._found[-1]
        if last.times == 1 and len(last.pattern) == 1 and last.pattern[0][1] == pattern[0][1]:
            self._found[-1] = Rounds(1, ((last.pattern[0][0] + times * pattern[0][0], pattern[0][1]),))
        else:
            self._found.append(Rounds(1, ((times * pattern[0][0], pattern[0][1]),)))

    def _taken_back(self, pattern: list[tuple[int, Nodes]]) -> int:
        """How often the rounds that were read end with a pattern; those rounds are taken back."""
        single = [Rounds(1, (part,)) for part in pattern]
        times = 0
        while self._found[-len(pattern) :] == single:
            del self._found[-len(pattern) :]
            times += 1
        return times

    def all(self) -> tuple[Rounds, ...]:
        """All rounds, as a `Loop` has them."""
        return tuple(self._found)

    def nodes(self) -> list[Node]:
        """What happened in the rounds one after the other, for a loop that only builds things."""
        return [
            node
            for part in self._found
            for _ in range(min(part.times, _MOST_BUILT))
            for count, nodes in part.pattern
            for _ in range(min(count, _MOST_BUILT))
            for node in nodes
        ]
