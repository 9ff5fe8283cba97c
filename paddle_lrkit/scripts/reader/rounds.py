"""The rounds of one loop: which were read, and how often the last ones repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LibraryObject
from paddle_lrkit.scripts.library.uneven import is_number
from paddle_lrkit.scripts.program import Branch, Node, Rounds, TraceEvent
from paddle_lrkit.scripts.reader.counted_rounds import CountedRounds
from paddle_lrkit.scripts.reader.loop_numbers import Nodes, fits, lifted
from paddle_lrkit.scripts.reader.steadiness import ENDLESS, Decision, alike, period, repeats_ahead
from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_MOST_DECISIONS = 4000
_MOST_IDLE = 4
_LONGEST = 1000
_FEWEST = 8
"""Fewer rounds are read instead of counted, so that a period which only shows in several of them is seen."""
_MOST_EVEN = 5
"""Rounds in which a number must grow by the same amount, before it is taken to go on so."""
_OPEN_ROUNDS = 1000
"""Rounds of a loop whose end is not known."""
_SAME: Any = object()
_COMPARED = (int, float, str, bool, list, tuple, dict, set, frozenset, range)
_DEEPEST = 6


@dataclass(frozen=True)
class ReadRound:
    """A round that was read.

    Args:
        nodes: What happened in it.
        decisions: What it depended on.
        written: What it changed: place -> container, key and value at its end.
    """

    nodes: tuple[Node, ...]
    decisions: list[Decision]
    written: dict[Any, tuple[Any, Any, Any]]


def trains(nodes: Sequence[Node]) -> bool:
    """Whether an optimizer updates or a schedule steps in these nodes."""
    for node in nodes:
        if isinstance(node, TraceEvent):
            if node.kind in ("update", "step", "set_lr"):
                return True
        elif isinstance(node, Branch):
            if trains(node.taken) or trains(node.other):
                return True
        elif any(trains(inner) for part in node.rounds for _, inner in part.pattern):
            return True
    return False


def _distance(recent: Sequence[ReadRound]) -> int:
    """Rounds between the last two in which something happened, where the last round is one of them; else 1.

    A counter that the script sets back to 0 at each update gives no other sign of its period.
    """
    if not recent[-1].nodes:
        return 1
    return next((far for far in range(1, min(_LONGEST, len(recent))) if recent[-1 - far].nodes), 1)


class History:
    """The rounds of one loop.

    Args:
        machine: The reading.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._recent: list[ReadRound] = []
        self._counted = CountedRounds()
        self._decisions: list[Decision] = []
        self.runs = False
        self._left_early = False

    def over(self, decisions: list[Decision]) -> None:
        """Adds what decided that there is no further round."""
        self._decisions += decisions

    def add(self, nodes: list[Node], decisions: list[Decision], mark: int) -> None:
        """Adds a round that was read."""
        done = ReadRound(tuple(nodes), decisions, self._machine.journal.written(mark))
        self.runs |= trains(nodes)
        self._recent.append(done)
        if len(self._decisions) < _MOST_DECISIONS:
            self._decisions += decisions
        self._counted.add(done.nodes)

    def rounds(self) -> tuple[Rounds, ...]:
        """All rounds, as a `Loop` has them."""
        return self._counted.all()

    def all_nodes(self) -> list[Node]:
        """What happened in the rounds that were read, one after the other."""
        return self._counted.nodes()

    def all_decisions(self) -> list[Decision]:
        """What the rounds depended on, and what they would have depended on at the end of those that were counted.

        Nothing of a loop that was left early: what changes in it is not known afterwards.
        """
        return [] if self._left_early else self._decisions

    def stop(self) -> None:
        """Leaves a loop that trains nothing and takes too much work: what it has changed is not known."""
        self._left_early = True
        for place in {place for done in self._recent for place in done.written}:
            container, key, _ = next(done.written[place] for done in self._recent if place in done.written)
            if key is None or not isinstance(container, (dict, list)):
                self._machine.doubt(container)
            elif isinstance(container, dict) or (isinstance(key, int) and key < len(container)):
                self._machine.journal.write(container, key, self._machine.unknown(str(key), tr("changes in a loop")))

    def leave(self, left: int) -> None:
        """Leaves a loop that trains nothing.

        Args:
            left: Rounds that it still has.
        """
        one, two, three = self._recent[-3:]
        steady = alike(one.decisions, three.decisions) and alike(two.decisions, three.decisions)
        if steady and repeats_ahead(one.decisions, two.decisions, three.decisions) >= left:
            self._move([[one], [two], [three]], left)
            return
        self._left_early = True
        for place in {**one.written, **two.written, **three.written}:
            found = [done.written[place] for done in (one, two, three) if place in done.written]
            container, key, value = found[-1]
            if key is None:
                self._machine.doubt(container)
                continue
            changes = len(found) < 3 or not all(_is_alike(each[2], value) for each in found[:2])
            if changes and isinstance(container, dict) and isinstance(value, _COMPARED):
                unknown = self._machine.unknown(str(key), tr("changes in a loop"))
                self._machine.journal.write(container, key, unknown)

    def is_idle(self, left: int) -> bool:
        """Whether enough is read of a loop that trains nothing: no condition in it is known to turn out differently."""
        recent = self._recent
        if self.runs or left < _MOST_IDLE or len(recent) < _MOST_IDLE:
            return False
        length = period(recent[-1].decisions, recent[-2].decisions)
        if len(recent) < 3 * length:
            return False
        last = recent[-3 * length :]
        decisions = [
            [each for done in last[at : at + length] for each in done.decisions] for at in range(0, len(last), length)
        ]
        if not (alike(decisions[0], decisions[2]) and alike(decisions[1], decisions[2])):
            return True
        return repeats_ahead(*decisions) * length >= left

    def skip(self, left: int) -> int:
        """Counts rounds that are known to be like the last ones; how many.

        Args:
            left: Rounds that the loop still has.
        """
        if not self.runs and left < 16:
            return 0
        recent = self._recent
        if len(recent) < 3:
            return 0
        length = max(period(recent[-1].decisions, recent[-2].decisions), _distance(recent))
        if len(recent) < 3 * length or left < length:
            return 0
        stretches = [recent[len(recent) - number * length :][:length] for number in (3, 2, 1)]
        grown = []
        for number, (one, two, three) in enumerate(zip(*stretches, strict=True)):
            index = self._counted.index - length + number
            nodes = lifted(two.nodes, three.nodes, length, index)
            if nodes is None or not fits(nodes, one.nodes, index - 2 * length):
                return 0
            if two.nodes != three.nodes and not self._grows_evenly(nodes, index, length):
                return 0
            grown.append(nodes)
            if not (alike(one.decisions, three.decisions) and alike(two.decisions, three.decisions)):
                return 0
        decisions = [[each for done in stretch for each in done.decisions] for stretch in stretches]
        times = min(repeats_ahead(*decisions), left // length)
        if times <= 0 or times * length < min(_FEWEST, left):
            return 0
        if times >= ENDLESS // _LONGEST:
            self._move(stretches, 0)
            self._counted.repeat(grown, _OPEN_ROUNDS)
            return ENDLESS
        self._move(stretches, times)
        self._note_ends(decisions, times)
        self._counted.repeat(grown, times)
        self._recent = []
        return times * length

    def _grows_evenly(self, grown: Nodes, index: int, length: int) -> bool:
        """Whether numbers grow as in further rounds before; three values of a cosine may lie on a line."""
        earlier = [self._counted.index - 1 - index + number * length for number in range(_MOST_EVEN)]
        return earlier[-1] < len(self._recent) and all(
            fits(grown, self._recent[-1 - back].nodes, self._counted.index - 1 - back) for back in earlier
        )

    def _note_ends(self, decisions: list[list[Decision]], times: int) -> None:
        for before, now in zip(decisions[1], decisions[2], strict=True):
            if now.kind in ("Mod", "FloorDiv", "Round", "Item", "Same"):
                continue
            left, right = _ahead(before.left, now.left, times), _ahead(before.right, now.right, times)
            self._decisions.append(Decision(now.node, now.kind, left, right, now.outcome))

    def _move(self, stretches: list[list[ReadRound]], times: int) -> None:
        """Moves every value that grows evenly to what it is after the rounds; others are no longer known."""
        ends = [{place: each for done in stretch for place, each in done.written.items()} for stretch in stretches]
        journal = self._machine.journal
        for container in _growing(ends):
            self._machine.doubt(container)
        for place, (container, key, last) in ends[2].items():
            if place not in ends[0] or place not in ends[1]:
                continue
            if key is None:
                self._machine.doubt(container)
                continue
            new = _grown(self._machine, ends[0][place][2], ends[1][place][2], last, times)
            if new is not _SAME:
                if isinstance(container, list) and not (isinstance(key, int) and key < len(container)):
                    continue
                journal.write(container, key, new)


def _growing(ends: list[dict[Any, tuple[Any, Any, Any]]]) -> list[Any]:
    """The containers that every stretch writes at other places, such as a dict that grows; new ones are no such."""
    common = ends[0].keys() & ends[1].keys() & ends[2].keys()
    other = [{place[0]: each[0] for place, each in end.items() if place not in common} for end in ends]
    return [container for number, container in other[2].items() if number in other[0] and number in other[1]]


def _ahead(before: Any, now: Any, times: int) -> Any:
    if is_number(before) and is_number(now):
        return now + (now - before) * times
    return now


def _grown(machine: Machine, one: Any, two: Any, three: Any, times: int) -> Any:
    """A value after the rounds; `_SAME` where it does not change."""
    if two is three or (isinstance(two, Unknown) and isinstance(three, Unknown)):
        return _SAME
    if is_number(two) and is_number(three) and is_number(one):
        growth, before = three - two, two - one
        if not growth and not before:
            return _SAME
        if abs(growth - before) <= 1e-9 * (abs(growth) + abs(before)):
            return assumed(three + growth * times, rests_on(three))
        return machine.unknown(tr("a value"), tr("changes in a loop"))
    alike = _is_alike(two, three)
    return _SAME if alike else machine.unknown(tr("a value"), tr("changes in a loop"))


def _is_alike(one: Any, other: Any, depth: int = 0) -> bool:
    """Whether two values are the same for what follows: of objects only their kind is compared."""
    if one is other or (isinstance(one, Unknown) and isinstance(other, Unknown)):
        return True
    if type(one) is not type(other):
        return isinstance(one, LibraryObject) and isinstance(other, LibraryObject)
    if depth > _DEEPEST:
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(_is_alike(a, b, depth + 1) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_is_alike(one[key], other[key], depth + 1) for key in one)
    return bool(one == other) if isinstance(one, _COMPARED) else True
