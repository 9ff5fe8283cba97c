"""What the processes of a distributed run did otherwise than the first one."""

from __future__ import annotations

from typing import NamedTuple

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
    for kind, ours, theirs in (
        ("schedule", first.schedules, other.schedules),
        ("optimizer", first.optimizers, other.optimizers),
    ):
        if len(ours) != len(theirs):
            return f"it builds {len(theirs)} {kind}s, process {first.rank} builds {len(ours)}"
        for mine, its in zip(ours, theirs, strict=True):
            if message := _of_object(kind, mine, its, first.rank):
                return message
    return ""


def _of_object(kind: str, mine: RecordedObject, its: RecordedObject, rank: int) -> str:
    name = its.path.rpartition(".")[2]
    if its.path != mine.path:
        return f"{kind} {its.number + 1} is a {name}, in process {rank} a {mine.path.rpartition('.')[2]}"
    if its.arguments != mine.arguments:
        return f"{name} is built with other arguments than in process {rank}"
    if its.events != mine.events:
        done = "makes {} updates" if kind == "optimizer" else "is stepped {} times"
        counts = f"{done.format(format_count(its.events))}, in process {rank} {format_count(mine.events)}"
        return f"{name} {counts}"
    if kind == "optimizer" and (its.rates.values, its.rates.runs) != (mine.rates.values, mine.rates.runs):
        pairs = zip(its.rates, mine.rates, strict=True)
        update, (theirs, ours) = next(
            ((n, pair) for n, pair in enumerate(pairs) if pair[0] != pair[1]), (0, (0.0, 0.0))
        )
        return f"{name} applies {format_rate(theirs)} at update {update}, in process {rank} {format_rate(ours)}"
    return ""
