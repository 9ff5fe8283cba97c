"""The planned rates that a log holds itself, as a plan."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right

from paddle_lrkit.curves import custom
from paddle_lrkit.runs.logs.training_log import NO_STEP, TrainingLog
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def planned_column(log: TrainingLog) -> Schedule | None:
    """The schedule through the planned rates of a log, straight between them; None for a log without such a column.

    Of an update that was written twice the later row counts.

    Args:
        log: The log.

    Example:
        >>> from paddle_lrkit.runs.logs.training_log import LogRows
        >>> from paddle_lrkit.suites.lrkit.run_log_format import LOG_JSONL
        >>> log = TrainingLog("log.jsonl", LOG_JSONL, LogRows(), LOG_JSONL.digits, planned=array("d", [0.2, 0.1]))
        >>> for update in (0, 10):
        ...     log.rows.add(0.2, step=update)
        >>> planned_column(log).curve(5)
        0.15000000000000002
    """
    if log.planned is None or log.format.counts != "run":
        return None
    first = log.format.first_step
    points = {
        step - first: rate
        for step, rate in zip(log.rows.step, log.planned, strict=True)
        if step != NO_STEP and step >= first and math.isfinite(rate) and rate >= 0
    }
    if not points:
        return None
    updates = array("q", sorted(points))
    rates = array("d", (points[update] for update in updates))

    def rate_at(update: int) -> float:
        after = bisect_right(updates, update)
        if after in (0, len(updates)) or updates[after - 1] == update:
            return rates[max(after - 1, 0)]
        begin, end = updates[after - 1], updates[after]
        return rates[after - 1] + (rates[after] - rates[after - 1]) * (update - begin) / (end - begin)

    return Schedule(custom(rate_at, length=updates[-1] + 1), log.format.suite or "lrkit", RunLength(updates[-1] + 1))
