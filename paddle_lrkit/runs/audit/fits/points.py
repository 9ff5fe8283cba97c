"""Printed rates as constraints: where in the schedule a row looks, what it shows, and what rounding may have moved."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

_SINGLE = 1e-7
"""Relative rounding of a program that computes in single precision."""
_NOISE = 1e-9
"""Rounding of a program's own arithmetic, relative to the largest rate."""


@dataclass(frozen=True)
class Points:
    """Rows as constraints ``|rate(at) - value| <= slack``.

    Args:
        at: Position of the rate that the row shows. That of a median lies in the middle of its window: a half stands
            for the mean of the rates on both sides.
        value: The rate as printed.
        slack: Half of the last printed place, and what arithmetic may add.
        window: Number of rates whose median the row shows where they may rise and fall; 0 where they only rise or
            only fall, so that the median is in the middle.
    """

    at: list[float]
    value: list[float]
    slack: list[float]
    window: list[int]

    @property
    def columns(self) -> tuple[list[Any], ...]:
        """All columns."""
        return self.at, self.value, self.slack, self.window

    def __len__(self) -> int:
        return len(self.at)

    def pick(self, indices: Iterable[int]) -> Points:
        """Some of the points, in order."""
        chosen = sorted(set(indices))
        return Points(*([column[index] for index in chosen] for column in self.columns))

    def between(self, first: int, last: int) -> Points:
        """The points ``first`` to ``last - 1``."""
        return Points(self.at[first:last], self.value[first:last], self.slack[first:last], self.window[first:last])


def points_of(rows: RunRows, digits: PrintedDigits) -> Points:
    """The rows with a finite rate as constraints."""
    positions = _positions(rows)
    kept = [index for index, rate in enumerate(rows.rate) if math.isfinite(rate)]
    values = [rows.rate[index] for index in kept]
    noise = _NOISE * max(map(abs, values), default=0.0)
    slacks = [digits.half(value) + _SINGLE * abs(value) + noise for value in values]
    return Points([positions[index] for index in kept], values, slacks, [0] * len(kept))


def _positions(rows: RunRows) -> Sequence[float]:
    printed, window = rows.printing.printed, rows.printing.window
    if printed == "after":
        return [update + 1.0 for update in rows.update]
    if printed != "median":
        return [float(update) for update in rows.update]
    began = rows.began
    return [
        (max(began[min(process, len(began) - 1)], update - window + 1) + update) / 2
        for update, process in zip(rows.update, rows.process, strict=True)
    ]


def thin(points: Points, most: int, places: Iterable[int] = ()) -> list[int]:
    """Indices of about ``most`` points: spread evenly, more at the start and the end, and around given places."""
    count = len(points)
    if count <= most:
        return list(range(count))
    spread, edge = most * 2 // 3, most // 12
    chosen = {round(index * (count - 1) / (spread - 1)) for index in range(spread)}
    for place in (0, count - 1, *places):
        chosen.update(range(max(place - edge, 0), min(place + edge + 1, count)))
        chosen.update(_growing(place, count))
    return sorted(chosen)


def _growing(place: int, count: int) -> Iterable[int]:
    step = 1
    while step < count:
        for index in (place - step, place + step):
            if 0 <= index < count:
                yield index
        step *= 2


def across(points: Points, turns: Sequence[float], window: int) -> Points:
    """The same rows; those whose window may reach across a turn get the exact median.

    Args:
        points: The rows.
        turns: Positions of peaks and jumps, ascending.
        window: Rates of a median.
    """
    windows = [0] * len(points)
    for index, at in enumerate(points.at):
        if near(at, turns, window):
            windows[index] = min(window, int(2 * at) + 1)
    return Points(points.at, points.value, points.slack, windows)


def near(at: float, turns: Sequence[float], reach: float) -> bool:
    """Whether a position is less than ``reach`` from one of the ascending turns."""
    place = bisect_left(turns, at)
    return any(abs(at - turn) < reach for turn in turns[max(place - 1, 0) : place + 1])
