"""What a watched program planned and applied at each update."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paddle_lrkit.scripts.folded_trace import Folded, unrolled
from paddle_lrkit.scripts.watch_record import RecordedObject, RecordedRates, WatchRecord

MOST_EVENTS = 3_000_000


def planned_rates(record: WatchRecord, schedule: RecordedObject) -> RecordedRates | None:
    """The rate of a schedule at each update of the program, whatever its optimizers hold.

    Args:
        record: The record.
        schedule: One of its schedules.

    Returns:
        None when the trace is not complete or too long.
    """
    main = main_optimizer(record)
    if main is None or schedule.first_rate is None or not record.complete or events_of(record.trace) > MOST_EVENTS:
        return None
    ticks = iter(schedule.rates)
    rate, found = schedule.first_rate, RecordedRates()
    kinds = [(event.kind, event.subject) for event in record.events]
    builds, step, update = ("build", schedule.number), ("step", schedule.number), ("update", main.number)
    for number in unrolled(record.trace):
        kind = kinds[number]
        if kind == update:
            if found.values and found.values[-1] == rate:
                found.runs[-1] += 1
            else:
                found.values.append(rate)
                found.runs.append(1)
        elif kind == step:
            rate = next(ticks, rate)
        elif kind == builds:
            rate = schedule.first_rate
    return found


def main_optimizer(record: WatchRecord) -> RecordedObject | None:
    """The optimizer with the most updates."""
    active = [optimizer for optimizer in record.optimizers if optimizer.events]
    return max(active, key=lambda optimizer: (optimizer.events, -optimizer.number), default=None)


def total_updates(record: WatchRecord) -> int:
    """Updates of the program: optimizers that take turns in one loop count once.

    Example:
        >>> total_updates(WatchRecord({}, [], [], {}, [], (), True, [], []))
        0
    """
    groups: list[set[int]] = []
    for together in _together(record, record.trace):
        joined = set(together).union(*(group for group in groups if group & together))
        groups = [group for group in groups if not group & together] + [joined]
    return sum(max(record.optimizers[number].events for number in group) for group in groups)


def _together(record: WatchRecord, nodes: Sequence[Folded]) -> Iterable[set[int]]:
    """Optimizers whose updates are in the body of one loop, or that are alone."""
    for optimizer in record.optimizers:
        if optimizer.events:
            yield {optimizer.number}
    for node in nodes:
        if not isinstance(node, int):
            found = {
                record.events[event].subject for event in _events(node[1]) if record.events[event].kind == "update"
            }
            if found:
                yield found


def _events(nodes: Sequence[Folded]) -> Iterable[int]:
    for node in nodes:
        if isinstance(node, int):
            yield node
        else:
            yield from _events(node[1])


def events_of(nodes: Sequence[Folded]) -> int:
    """Number of events of a trace.

    Example:
        >>> events_of([0, (10, (1, (5, (2,))))])
        61
    """
    return sum(1 if isinstance(node, int) else node[0] * events_of(node[1]) for node in nodes)
