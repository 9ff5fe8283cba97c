"""Fewer rows of logs that are too long to compare all of them."""

from __future__ import annotations

from array import array
from collections.abc import MutableSequence
from dataclasses import fields, replace

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from paddle_lrkit.text import format_count

MOST_ROWS = 2_000_000
"""Rows that are compared; each takes some 200 bytes then."""
MOST_READ = 6_000_000
"""Rows that are kept while a log is read."""


def thinned(log: TrainingLog) -> TrainingLog:
    """The log with at most `MOST_ROWS` rows, evenly over its length.

    Example:
        >>> from paddle_lrkit.runs.logs.own_formats import CSV
        >>> thinned(TrainingLog("a.csv", CSV, LogRows(), CSV.digits)).remarks
        []
    """
    count = len(log.rows)
    if count <= MOST_ROWS:
        return log
    every = odd(count // MOST_ROWS + 1)
    keep_every(every, log.rows, log.events, log.planned)
    remark = tr("Of {} rows one in {} is compared.", format_count(count), every)
    return replace(log, remarks=[*log.remarks, remark])


def keep_every(every: int, rows: LogRows, events: MutableSequence[LogEvent], *others: array[float] | None) -> None:
    """Drops all rows but the first of each ``every``, in place.

    Args:
        every: An odd number, so that of processes that write in turn each keeps rows.
        rows: The rows.
        events: What happened between them.
        others: Further columns.
    """
    for column in (*(getattr(rows, each.name) for each in fields(LogRows)), *others):
        if column is not None:
            column[:] = column[::every]
    for place, event in enumerate(events):
        events[place] = replace(event, row=-(-event.row // every))


def odd(number: int) -> int:
    """The number, or the next one if it is even."""
    return number | 1
