"""The logs of the processes of one run as one log."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import fields, replace

from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog


def joined_ranks(logs: Sequence[TrainingLog]) -> TrainingLog:
    """The rows of all processes, each with its own ``stream``; everything else is that of the first.

    Args:
        logs: The logs of the processes, the lowest rank first.
    """
    first = logs[0]
    rows = LogRows()
    same = [log for log in logs if log.format.pattern == first.format.pattern]
    for log in same:
        for column in fields(LogRows):
            getattr(rows, column.name).extend(getattr(log.rows, column.name))
    streams = array("h")
    for number, log in enumerate(same):
        own = log.rows.stream
        streams.extend(own if any(own) or not number else array("h", [number]) * len(own))
    rows.stream = streams
    return replace(first, rows=rows)
