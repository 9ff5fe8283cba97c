"""What the processes of a distributed run did otherwise than the first one."""

from __future__ import annotations

from typing import NamedTuple

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.scripts.watch_record import RecordedObject, WatchRecord
from paddle_lrkit.text import format_count, format_rate


class RankDifference(NamedTuple):
    """A difference from process 0.

    Args:
        rank: Number of the process.
        message: One sentence.
    """

    rank: int
    message: str


def rank_differences(records: list[WatchRecord]) -> list[RankDifference]:
    """The first difference of each process from the first one in schedules, optimizers, updates, steps and rates.

    A process that did not come to its end is not compared.
    """
    ended = [record for record in records if record.about.get("ended")]
    first, others = (ended or records)[0], ended[1:]
    found = []
    for other in others:
        message = _difference(first, other)
        if message:
            found.append(RankDifference(other.rank, message))
    return found


def _difference(first: WatchRecord, other: WatchRecord) -> str:
    for kind, built, ours, theirs in (
        ("schedule", _SCHEDULES, first.schedules, other.schedules),
        ("optimizer", _OPTIMIZERS, first.optimizers, other.optimizers),
    ):
        if len(ours) != len(theirs):
            return str(built.filled(len(theirs), first.rank, len(ours)))
        for mine, its in zip(ours, theirs, strict=True):
            if message := _of_object(kind, mine, its, first.rank):
                return message
    return ""


_SCHEDULES = Message("it builds {} schedules, process {} builds {}")
_OPTIMIZERS = Message("it builds {} optimizers, process {} builds {}")
_CLASSES = {
    "schedule": Message("schedule {} is a {}, in process {} a {}"),
    "optimizer": Message("optimizer {} is a {}, in process {} a {}"),
}
_EVENTS = {
    "schedule": Message("{} is stepped {} times, in process {} {}"),
    "optimizer": Message("{} makes {} updates, in process {} {}"),
}


def _of_object(kind: str, mine: RecordedObject, its: RecordedObject, rank: int) -> str:
    name = its.path.rpartition(".")[2]
    if its.path != mine.path:
        return str(_CLASSES[kind].filled(its.number + 1, name, rank, mine.path.rpartition(".")[2]))
    if its.arguments != mine.arguments:
        return tr("{} is built with other arguments than in process {}", name, rank)
    if its.events != mine.events:
        return str(_EVENTS[kind].filled(name, format_count(its.events), rank, format_count(mine.events)))
    if kind == "optimizer" and (its.rates.values, its.rates.runs) != (mine.rates.values, mine.rates.runs):
        pairs = zip(its.rates, mine.rates, strict=True)
        update, (theirs, ours) = next(
            ((n, pair) for n, pair in enumerate(pairs) if pair[0] != pair[1]), (0, (0.0, 0.0))
        )
        return tr(
            "{} applies {} at update {}, in process {} {}", name, format_rate(theirs), update, rank, format_rate(ours)
        )
    return ""
