"""The outline of printed rates: where they rise, stay, fall, settle and rise again."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.runs.audit.fits.points import Points

_MOVED = 1.5
"""A rate moved when it differs by more than this many slacks, which is less than one printed place."""


@dataclass(frozen=True)
class Outline:
    """Indices of rows.

    Args:
        top: First row with the largest rate before the first fall.
        falls: Last row before the first fall; the last row of all when the rates never fall.
        settles: First of the rows at the end that all have the last rate.
        rises: Rows after ``falls`` that are above the row before them.
        jumps: Those of ``rises`` that the row before them cannot reach in a steady course.
    """

    top: int
    falls: int
    settles: int
    rises: tuple[int, ...]

    @property
    def rising(self) -> bool:
        """Whether the rows begin with a ramp."""
        return self.top > 0


def outline_of(points: Points) -> Outline:
    """The outline of at least one row."""
    value, slack = points.value, points.slack
    count = len(value)
    highest, falls = value[0], count - 1
    for index in range(1, count):
        if value[index] < highest - _MOVED * slack[index]:
            falls = index - 1
            break
        highest = max(highest, value[index])
    top = next(index for index in range(falls + 1) if value[index] >= highest - 0.1 * slack[index])
    settles = count - 1
    while settles > 0 and abs(value[settles - 1] - value[-1]) <= 0.1 * slack[-1]:
        settles -= 1
    rises = tuple(index for index in range(falls + 1, count) if value[index] > value[index - 1] + _MOVED * slack[index])
    return Outline(top, falls, settles, rises)
