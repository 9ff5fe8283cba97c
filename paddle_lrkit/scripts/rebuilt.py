"""A whole run from two runs whose passes over loaders were cut after a few batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.folded_trace import Folded, FoldedTrace
from paddle_lrkit.scripts.loader_pass import Pass
from paddle_lrkit.scripts.rebuilt_rates import NotRebuiltError, with_rates
from paddle_lrkit.scripts.recorded import shown_events
from paddle_lrkit.scripts.recorded_trace import LoopFinder
from paddle_lrkit.scripts.round_pattern import RoundEvents, RoundPattern, joined, period_of, repeated
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.watch_record import RecordedEvent, WatchRecord
from paddle_lrkit.text import join_names, plural


@dataclass(frozen=True)
class _Items:
    """A cut run: the events around the passes that train, and these passes.

    Args:
        record: The record.
        items: Events outside of passes, and passes.
    """

    record: WatchRecord
    items: list[int | Pass]

    @property
    def passes(self) -> list[Pass]:
        return [item for item in self.items if isinstance(item, Pass)]

    @property
    def updates(self) -> int:
        return sum(optimizer.events for optimizer in self.record.optimizers)

    @property
    def rounds(self) -> list[list[RoundEvents]]:
        """What happened after each batch, in a form that is the same in both runs."""
        return [[self._round(each) for count, each in one.rounds for _ in range(count)] for one in self.passes]

    def _round(self, events: Sequence[int]) -> RoundEvents:
        return tuple((kind.kind, kind.subject, kind.file, kind.line) for kind in map(self.kind, events))

    def kind(self, event: int) -> RecordedEvent:
        return self.record.events[event]


def rebuilt_record(short: WatchRecord, long: WatchRecord) -> WatchRecord:
    """The record of the whole run.

    Args:
        short: A run whose passes were cut.
        long: The same with a later cut.

    Returns:
        ``long`` itself where no pass was cut.

    Raises:
        NotRebuiltError: The two runs do not say what the whole run does.
    """
    first, second = _items(short), _items(long)
    if not second.passes or not any(one.cut for one in second.passes):
        _check_updates(second)
        return long
    if not (short.complete and long.complete):
        raise NotRebuiltError(tr("the order of steps and updates is too irregular to be kept"))
    lengths = [long.loaders[one.loader][2] for one in second.passes]
    if any(length is None for one, length in zip(second.passes, lengths, strict=True) if one.cut):
        raise NotRebuiltError(tr("the loader has no length"))
    trace = _Builder(first, second).trace([length or 0 for length in lengths])
    return with_rates(replace(long, trace=tuple(trace.nodes), events=[*long.events, *trace.added]))


def _items(record: WatchRecord) -> _Items:
    places = {number: CodePlace(file, line) for number, (file, line, _) in record.loaders.items()}
    finder = LoopFinder(record.events, shown_events(record), places)
    return _Items(record, finder.items(record.trace))


def _check_updates(run: _Items) -> None:
    """An update that takes more batches than a cut pass has is never made."""
    record = run.record
    cut = any(event.kind == "cut" for event in record.events)
    if cut and not any(optimizer.events for optimizer in record.optimizers):
        raise NotRebuiltError(tr("no update is made in the first {} batches of an epoch", record.about.get("cut")))


@dataclass
class _Trace:
    nodes: list[Folded]
    added: list[RecordedEvent]


class _Builder:
    """Puts the whole run together.

    Args:
        first: The run with the earlier cut.
        second: The run with the later cut.
    """

    def __init__(self, first: _Items, second: _Items) -> None:
        self.first, self.second = first, second
        self.folded = FoldedTrace()
        self.added: list[RecordedEvent] = []
        self.numbers = {
            (event.kind, event.subject): number
            for number, event in enumerate(second.record.events)
            if event.kind in ("pass", "batch", "end")
        }

    def trace(self, lengths: list[int]) -> _Trace:
        """The trace of the whole run.

        Args:
            lengths: Batches of each pass of the second run when it is not cut.
        """
        first, second = self.first, self.second
        self._check_rates_by_hand()
        same_passes = len(first.passes) == len(second.passes)
        left_early = not (first.passes[-1].cut or second.passes[-1].cut)
        if joined(first.rounds) == joined(second.rounds) and (left_early or not same_passes):
            self._count(lengths)
        elif same_passes:
            self._epochs(lengths)
        else:
            counts = [
                tr("{} with {} updates", plural(len(run.passes), "pass", "passes"), run.updates)
                for run in (first, second)
            ]
            raise NotRebuiltError(tr("{} are neither a number of epochs nor a number of updates", join_names(counts)))
        return _Trace(self.folded.nodes, self.added)

    def _check_rates_by_hand(self) -> None:
        """A rate that is set in the loop over batches is known only when each batch has come."""
        for one in self.second.passes:
            for event in (*one.before, *(event for _, events in one.rounds for event in events)):
                kind = self.second.kind(event)
                if kind.kind == "set_lr" or (kind.kind == "give" and not isinstance(kind.detail, dict)):
                    raise NotRebuiltError(tr("line {} sets the rate in the loop over batches", kind.line))

    def _epochs(self, lengths: list[int]) -> None:
        """The same passes, each with all its batches."""
        rounds = zip(self.second.passes, self.second.rounds, strict=True)
        alike = len({(one.loader, str(late)) for one, late in rounds}) == 1
        ways = [self._restarting, self._continuing]
        found = (way(lengths) for way in (ways if alike else reversed(ways)))
        whole = next((patterns for patterns in found if patterns is not None), None)
        if whole is None:
            raise NotRebuiltError(self._irregular())
        whole_passes = iter(zip(self.second.passes, whole, strict=True))
        for item in self.second.items:
            if isinstance(item, int):
                self.folded.append(item)
            else:
                self._add_pass(*next(whole_passes))

    def _restarting(self, lengths: list[int]) -> list[RoundPattern] | None:
        """Each pass repeats what it does from its first batch on."""
        found = []
        for one, early, late, length in zip(
            self.second.passes, self.first.rounds, self.second.rounds, lengths, strict=True
        ):
            if not one.cut:
                found.append(RoundPattern(len(late), 0, len(late), (one,)))
                continue
            period = period_of(late)
            if period is None or any(each != late[n % period] for n, each in enumerate(early)):
                return None
            found.append(RoundPattern(period, 0, length, (one,)))
        return found

    def _continuing(self, lengths: list[int]) -> list[RoundPattern] | None:
        """What happens every few batches is counted through all passes."""
        early, late = joined(self.first.rounds), joined(self.second.rounds)
        period = period_of(late)
        if period is None or not all(one.cut for one in self.second.passes):
            return None
        if any(each != late[n % period] for n, each in enumerate(early)):
            return None
        found, done = [], 0
        for length in lengths:
            found.append(RoundPattern(period, done, length, tuple(self.second.passes)))
            done += length
        return found

    def _count(self, lengths: list[int]) -> None:
        """The same batches, in passes of full length."""
        late = joined(self.second.rounds)
        begin = next(n for n, item in enumerate(self.second.items) if isinstance(item, Pass))
        last = max(n for n, item in enumerate(self.second.items) if isinstance(item, Pass))
        between: list[tuple[int, ...]] = []
        for item in self.second.items[begin : last + 1]:
            if isinstance(item, Pass):
                between.append(())
            else:
                between[-1] += (item,)
        by_hand = any(self.second.kind(event).kind == "set_lr" for events in between for event in events)
        if len(set(between[:-1])) > 1 or len(set(lengths)) > 1 or by_hand:
            raise NotRebuiltError(tr("what happens between two epochs is not the same each time"))
        for item in self.second.items[:begin]:
            self.folded.append(item)  # type: ignore[arg-type]
        done, length = 0, lengths[0]
        while done < len(late):
            size = min(length, len(late) - done)
            self._add_pass(
                self.second.passes[0],
                RoundPattern(len(late), done, size, tuple(self.second.passes)),
                ended=size == length,
            )
            done += size
            for event in between[0] if done < len(late) else ():
                self.folded.append(event)
        for item in self.second.items[last + 1 :]:
            self.folded.append(item)  # type: ignore[arg-type]

    def _add_pass(self, one: Pass, pattern: RoundPattern, ended: bool = True) -> None:
        self.folded.append(self._number("pass", one.loader))
        for event in one.before:
            self.folded.append(event)
        contents = pattern.contents
        batch = self._number("batch", one.loader)
        rounds = [(batch, *events) for events in contents]
        phase = pattern.phase % pattern.period
        rounds = rounds[phase:] + rounds[:phase]
        whole, rest = divmod(pattern.length, pattern.period)
        if whole:
            for node in repeated(rounds, whole):
                self.folded.append(node)
        for each in rounds[:rest]:
            for event in each:
                self.folded.append(event)
        if ended:
            self.folded.append(self._number("end", one.loader))

    def _number(self, kind: str, loader: int) -> int:
        if (kind, loader) not in self.numbers:
            self.numbers[kind, loader] = len(self.second.record.events) + len(self.added)
            self.added.append(RecordedEvent(kind, loader, "", 0))
        return self.numbers[kind, loader]

    def _irregular(self) -> str:
        """Names the line that does not come in each round."""
        rare: dict[int, int] = {}
        for one in self.second.passes:
            for count, events in one.rounds:
                for event in events:
                    rare[event] = rare.get(event, 0) + count
        steps = {event: count for event, count in rare.items() if self.second.kind(event).kind in ("step", "update")}
        rarest = self.second.kind(min(steps, key=steps.__getitem__))
        call = tr("the update") if rarest.kind == "update" else "step()"
        cut = self.second.record.about.get("cut")
        return tr("{} of line {} does not repeat within the first {} batches of an epoch", call, rarest.line, cut)
