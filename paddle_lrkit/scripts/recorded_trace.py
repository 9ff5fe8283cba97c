"""The loops of a program, found again in the events that it left: passes over loaders, or else what repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from paddle_lrkit.scripts.folded_trace import Folded, unrolled
from paddle_lrkit.scripts.loader_pass import Pass, Round
from paddle_lrkit.scripts.loop_rounds import rounds_of
from paddle_lrkit.scripts.program import Loop, Node, Rounds, TraceEvent
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.watch_record import RecordedEvent

MOST_EVENTS = 1_000_000
"""Events that are looked at one by one."""

_MARKS = ("pass", "batch", "end", "cut")


@dataclass
class LoopFinder:
    """Turns a folded trace into the nodes of a `Program`.

    Args:
        events: The kinds of events.
        shown: For each kind of event the event of the program; None where it is none.
        loaders: Number of a loop over a loader -> its place.
    """

    events: Sequence[RecordedEvent]
    shown: Sequence[TraceEvent | None]
    loaders: dict[int, CodePlace]

    def nodes(self, trace: Sequence[Folded]) -> tuple[Node, ...]:
        """The nodes in the order of time."""
        if any(event.kind == "batch" for event in self.events) and self._updates_in_passes(trace):
            return self._with_passes(trace)
        trace = self._without_marks(trace)
        if (ticks := self._steps_between_updates(trace)) is not None:
            return self._in_rounds(list(unrolled(trace)), ticks)
        return self._tree(trace, False)

    # -- without loaders: what repeats -----------------------------------------------------------------------------

    def _without_marks(self, trace: Sequence[Folded]) -> list[Folded]:
        """The trace without the events of loaders and those that say nothing about schedules."""
        found: list[Folded] = []
        for node in trace:
            if isinstance(node, int):
                if self.events[node].kind not in _MARKS and self.shown[node] is not None:
                    found.append(node)
                continue
            body = tuple(self._without_marks(node[1]))
            if body:
                before = found[-1] if found else 0
                times = node[0]
                if not isinstance(before, int) and before[1] == body:
                    times += before[0]
                    found.pop()
                found.append((times, body))
        return found

    def _tree(self, trace: Sequence[Folded], in_batches: bool) -> tuple[Node, ...]:
        found: list[Node] = []
        for node in trace:
            if isinstance(node, int):
                event = self.shown[node]
                found += [] if event is None else [event]
                continue
            times, body = node
            batches = not in_batches and any(isinstance(part, int) and self._is(part, "update") for part in body)
            inner = self._tree(body, in_batches or batches)
            if inner:
                found.append(Loop(_place(inner), batches, (Rounds(1, ((times, inner),)),)))
        return tuple(found)

    def _steps_between_updates(self, trace: Sequence[Folded]) -> int | None:
        """The kind of step that comes several times for each update: a step a batch, an update every few batches."""
        counts = Counter(dict(_counts(trace)))
        updates = sum(count for event, count in counts.items() if self._is(event, "update"))
        steps = [(count, event) for event, count in counts.items() if self._is(event, "step")]
        if not steps or not updates or sum(counts.values()) > MOST_EVENTS:
            return None
        most, event = max(steps)
        return event if most >= 2 * updates and most >= 4 else None

    def _in_rounds(self, events: list[int], tick: int) -> tuple[Node, ...]:
        """Rounds that each end with an event, or begin with it where an update is the last event."""
        begin = next(n for n, event in enumerate(events) if self._is(event, "update") or event == tick)
        at_end = events[-1] == tick or tick not in events[-2:]
        lists: list[list[int]] = [[]]
        for event in events[begin:]:
            if event == tick and not at_end and lists[-1]:
                lists.append([])
            lists[-1].append(event)
            if event == tick and at_end:
                lists.append([])
        rounds = [(1, each) for each in lists if each]
        return (*self._tree(events[:begin], False), self._loop(rounds, True, self._place_of(tick)))

    # -- with loaders ----------------------------------------------------------------------------------------------

    def _updates_in_passes(self, trace: Sequence[Folded]) -> bool:
        return any(isinstance(item, Pass) and self.trains(item) for item in self.passes(trace))

    def trains(self, found: Pass) -> bool:
        """Whether an update is made in a pass."""
        return any(self._is(event, "update") for _, each in found.rounds for event in each)

    def _with_passes(self, trace: Sequence[Folded]) -> tuple[Node, ...]:
        items = self.items(trace)
        first = next(n for n, item in enumerate(items) if isinstance(item, Pass))
        begin = self._begin_of_epoch(items, first)
        epochs: list[list[int | Pass]] = []
        for item in items[begin:]:
            starts = isinstance(item, Pass) and item.loader == items[first].loader  # type: ignore[union-attr]
            if not epochs or (starts and any(isinstance(part, Pass) for part in epochs[-1])):
                epochs.append([])
            epochs[-1].append(item)
        if begin < first:  # each epoch begins with events before its pass
            size = first - begin
            for before, after in pairwise(epochs):
                after[:0] = before[-size:]
                del before[-size:]
        contents = [self._epoch(epoch) for epoch in epochs]
        head = self._tree([item for item in items[:begin] if isinstance(item, int)], False)
        if len(contents) == 1 and not any(isinstance(item, int) for item in epochs[0]):
            return (*head, *contents[0])
        place = next(node.place for node in contents[0] if isinstance(node, Loop))
        return (*head, Loop(place, False, rounds_of([(1, content) for content in contents])))

    def _begin_of_epoch(self, items: Sequence[int | Pass], first: int) -> int:
        """Where the first epoch begins: before its pass when the same events come between the passes and not last."""
        passes = [n for n, item in enumerate(items) if isinstance(item, Pass)]
        begin = first
        between = list(items[passes[-2] + 1 : passes[-1]]) if len(passes) > 1 else []
        while between and begin > 0 and items[begin - 1] == between[-1] and isinstance(items[begin - 1], int):
            between.pop()
            begin -= 1
        return first if begin < first and items[passes[-1] + 1 :] else begin

    def _epoch(self, items: Sequence[int | Pass]) -> tuple[Node, ...]:
        found: list[Node] = []
        for item in items:
            if isinstance(item, int):
                found += self._tree([item], False)
            else:
                found += self._tree(item.before, False)
                found.append(self._loop(item.rounds, True, self.loaders[item.loader]))
        return tuple(found)

    def _loop(self, rounds: Sequence[Round], batches: bool, place: CodePlace) -> Loop:
        contents = {tuple(each): self._tree(each, True) for _, each in rounds}
        return Loop(place, batches, rounds_of([(count, contents[tuple(each)]) for count, each in rounds]))

    def items(self, trace: Sequence[Folded]) -> list[int | Pass]:
        """Events outside of passes, and the passes that train; of another pass only what happened in it."""
        found: list[int | Pass] = []
        for item in self.passes(trace):
            if isinstance(item, int) or self.trains(item):
                found.append(item)
            else:
                found += [*item.before, *(event for count, each in item.rounds for event in each * count)]
        return found

    def passes(self, trace: Sequence[Folded]) -> list[int | Pass]:
        """Events outside of passes, and passes; of a pass within another one the events stay there."""
        found: list[int | Pass] = []
        stack: list[Pass] = []

        def add(events: list[int]) -> None:
            if stack:
                stack[-1].add(events)
            else:
                found.extend(events)

        def close(upto: int, ended: bool = False) -> None:
            while len(stack) > upto:
                done = stack.pop()
                after = [] if ended else self._after_the_loop(done)
                if stack:
                    add(done.before + [event for count, each in done.rounds for event in each * count])
                else:
                    found.append(done)
                add(after)

        tokens = list(self._tokens(trace))
        last = self._last_tokens(tokens)
        for position, token in enumerate(tokens):
            number = token if isinstance(token, int) else token[1][0]
            event = self.events[number]
            if event.kind not in _MARKS:
                add([number] if self.shown[number] is not None else [])
                continue
            depth = next((n for n, each in enumerate(stack) if each.loader == event.subject), None)
            if event.kind == "pass":
                over = [n for n, each in enumerate(stack) if each.last < position]
                close(min([len(stack) if depth is None else depth, *over]))
                stack.append(Pass(event.subject, last[position]))
            elif depth is not None:
                close(depth + 1)
                if event.kind == "batch":
                    times, inner = (1, []) if isinstance(token, int) else (token[0], list(token[1][1:]))
                    stack[-1].rounds.append((times, [each for each in inner if self.shown[each] is not None]))
                else:
                    stack[-1].cut = event.kind == "cut"
                    close(depth, ended=True)
        close(0)
        return found

    def _last_tokens(self, tokens: Sequence[int | tuple[int, tuple[int, ...]]]) -> dict[int, int]:
        """Position of the begin of each pass -> of its last batch, or of its end."""
        begins: dict[int, int] = {}
        found: dict[int, int] = {}
        for position, token in enumerate(tokens):
            event = self.events[token if isinstance(token, int) else token[1][0]]
            if event.kind == "pass":
                begins[event.subject] = position
            if event.kind in _MARKS and event.subject in begins:
                found[begins[event.subject]] = position
        return found

    def _tokens(self, trace: Sequence[Folded]) -> Iterator[int | tuple[int, tuple[int, ...]]]:
        """Events, and loops of which each round is one batch."""
        for node in trace:
            if isinstance(node, int):
                yield node
                continue
            times, body = node
            plain = [part for part in body if isinstance(part, int)]
            marks = [self.events[part].kind for part in plain if self.events[part].kind in _MARKS]
            if len(plain) == len(body) and marks == ["batch"] and self._is(plain[0], "batch"):
                yield times, tuple(plain)
                continue
            for _ in range(times):
                yield from self._tokens(body)

    def _after_the_loop(self, done: Pass) -> list[int]:
        """Of a pass without an end (`break`): the last events, where no earlier round has them."""
        if len(done.rounds) < 2 or done.rounds[-1][0] > 1:
            return []
        usual = {event for _, each in done.rounds[:-1] for event in each}
        last = done.rounds[-1][1]
        keep = next((n for n, event in enumerate(last) if event not in usual), len(last))
        done.rounds[-1] = (1, last[:keep])
        return last[keep:]

    def _is(self, event: int, kind: str) -> bool:
        return self.events[event].kind == kind

    def _place_of(self, event: int) -> CodePlace:
        return CodePlace(self.events[event].file, self.events[event].line)


def _counts(trace: Sequence[Folded], times: int = 1) -> Iterator[tuple[int, int]]:
    totals: Counter[int] = Counter()
    for node in trace:
        if isinstance(node, int):
            totals[node] += times
        else:
            for event, count in _counts(node[1], times * node[0]):
                totals[event] += count
    return iter(totals.items())


def _place(nodes: Sequence[Node]) -> CodePlace:
    return nodes[0].place
