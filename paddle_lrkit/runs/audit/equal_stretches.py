"""Stretches of rows that print one rate while the plan only rises or only falls: their ends tell about all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby, pairwise

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.audit.run_rows import RunRows


def equal_stretches(rows: RunRows, curve: Curve) -> list[tuple[int, int]]:
    """First and last row of each stretch, in the order of the rows.

    Between two knots a curve is monotonic, and so is what the rows print of it. Rows near a knot, and those whose
    median reaches over one or over the start of a process, are stretches of their own.

    Example:
        >>> from array import array
        >>> from paddle_lrkit.curves import linear
        >>> from paddle_lrkit.runs.audit.printing import Printing
        >>> rows = RunRows(Printing(), array("q", range(0, 70, 10)), array("d", [0.1, 0.1, 0.1, 0.1, 0.0, 0.0, 0.0]))
        >>> rows.process.extend([0] * 7)
        >>> equal_stretches(rows, linear(0.1, 0.0, 30))
        [(0, 0), (1, 3), (4, 6)]
    """
    alone = _near_a_knot(rows, curve)
    if alone is None:
        return [(at, at) for at in range(len(rows))]
    found: list[tuple[int, int]] = []
    at = 0
    for _, group in groupby(rows.rate):
        last = at + sum(1 for _ in group) - 1
        found += _cut(at, last, alone)
        at = last + 1
    return found


def _cut(first: int, last: int, alone: list[int]) -> Iterator[tuple[int, int]]:
    """A stretch without the rows that stand alone."""
    for at in alone[bisect_left(alone, first) : bisect_left(alone, last + 1)]:
        if first < at:
            yield first, at - 1
        yield at, at
        first = at + 1
    if first <= last:
        yield first, last


def _near_a_knot(rows: RunRows, curve: Curve) -> list[int] | None:
    """The rows that are looked at one by one; None for all of them."""
    reach = rows.printing.window if rows.printing.printed == "median" else 1
    late = rows.printing.lead + (rows.printing.printed == "after")
    try:
        knots = curve.knots(rows.update[-1] + late + 2)
    except ConfigError:
        return None
    if len(knots) > len(rows):
        return None
    changes = [at for at, (before, after) in enumerate(pairwise(rows.process), start=1) if before != after]
    starts = [0, *knots, *(rows.update[at] + late for at in changes)]
    alone = {0, *changes}
    for start in starts:
        first = bisect_left(rows.update, start - late - 1)
        alone.update(range(first, min(bisect_left(rows.update, start - late + reach + 1), len(rows))))
    return sorted(alone)
