"""Finds the updates at which a rate drops at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_REMAINS = 0.95
_STEEPER = 5.0


def rate_drops(points: Sequence[tuple[int, float]]) -> list[int]:
    """The first updates with a lower rate: at least 5% lower, on a slope five times those before and after it.

    A slope beside each drop has to be known, so the first and the last two points are none.

    Args:
        points: Update and rate; updates ascend, some may be missing.

    Example:
        >>> rate_drops([(0, 0.1), (1, 0.1), (2, 0.01), (3, 0.01), (9, 0.01)])
        [2]
        >>> rate_drops([(update, 0.1 - update / 100) for update in range(10)])
        []
    """
    slopes = [
        (after - before) / (to - start) if to > start else 0.0 for (start, before), (to, after) in pairwise(points)
    ]
    return [
        points[index + 1][0]
        for index in range(1, len(slopes) - 1)
        if points[index + 1][1] <= _REMAINS * points[index][1]
        and -slopes[index] > _STEEPER * max(abs(slopes[index - 1]), abs(slopes[index + 1]))
    ]
