"""Runs of equal rates, and where the jumps between them are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from paddle_lrkit.runs.audit.fits.points import Points

_CLEAR = 5.0
"""A jump of more than this many slacks is none that a slow decay shows in its last printed place."""


@dataclass(frozen=True)
class Level:
    """Rows that all print one rate.

    Args:
        first: Index of the first row.
        last: Index of the last row.
        value: The rate.
        slack: Half of its last place.
    """

    first: int
    last: int
    value: float
    slack: float

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class RateJump:
    """Where a jump is: the first update with the new rate, from ``low`` to ``high``."""

    low: int
    high: int


def levels_of(points: Points, first: int) -> list[Level]:
    """The runs of equal rates from a row on."""
    levels: list[Level] = []
    begin = first
    for index in range(first + 1, len(points) + 1):
        if index == len(points) or abs(points.value[index] - points.value[begin]) > 0.2 * points.slack[begin]:
            levels.append(Level(begin, index - 1, points.value[begin], points.slack[begin]))
            begin = index
            if len(levels) > len(points) // 2 + 2:
                break
    return levels


def marks_of(points: Points, levels: list[Level]) -> tuple[list[Level], list[RateJump]]:
    """The levels without the mean that a median shows at a jump, and where the jumps are."""
    kept: list[Level] = []
    marks: list[RateJump] = []
    mixed: Level | None = None
    for index, level in enumerate(levels):
        beside = levels[index - 1 : index + 2 : 2] if 0 < index < len(levels) - 1 else []
        half = points.at[level.first] != int(points.at[level.first])
        if (
            beside
            and level.rows == 1
            and half
            and abs((beside[0].value + beside[1].value) / 2 - level.value) <= 2 * level.slack
        ):
            mixed = level
            continue
        if kept:
            if mixed is not None:
                at = math.ceil(points.at[mixed.first])
                marks.append(RateJump(at, at))
            else:
                low = math.ceil(points.at[kept[-1].last]) + 1
                marks.append(RateJump(low, max(math.floor(points.at[level.first]), low)))
        mixed = None
        kept.append(level)
    return kept, marks


def clear(levels: Sequence[Level]) -> bool:
    """Whether the levels are those of a staircase and not the last printed place of a slow decay."""
    if len(levels) == 1:
        return True
    jumps = [abs(after.value - before.value) / max(before.slack, after.slack) for before, after in pairwise(levels)]
    return jumps[0] > _CLEAR and max(jumps) > _CLEAR and all(level.rows > 1 for level in levels)
