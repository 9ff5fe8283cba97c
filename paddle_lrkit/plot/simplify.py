"""Leaving out the points of a line that nobody would miss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

Place = tuple[float, float]


def simplify(points: Sequence[Place], tolerance: float) -> list[Place]:
    """The first, the last and those between that keep every point within ``tolerance`` of the line, measured along y.

    One pass: from a kept point on, the slopes that still pass all following points near enough form a cone, which
    narrows; the point before the one that closes it is kept. Points that share an x are all kept.

    Args:
        points: With x that does not fall.
        tolerance: In the unit of the points, >= 0.

    Example:
        >>> simplify([(0, 0), (1, 1), (2, 2), (3, 0)], 0.01)
        [(0, 0), (2, 2), (3, 0)]
    """
    kept = list(points[:1])
    low, high = -math.inf, math.inf
    for previous, point in pairwise(points):
        start = kept[-1]
        width = point[0] - start[0]
        if width > 0 and previous[0] < point[0] and low <= (point[1] - start[1]) / width <= high:
            low = max(low, (point[1] - tolerance - start[1]) / width)
            high = min(high, (point[1] + tolerance - start[1]) / width)
            continue
        if previous != start:
            kept.append(previous)
        start, width = previous, point[0] - previous[0]
        low, high = -math.inf, math.inf
        if width > 0:
            low, high = (point[1] - tolerance - start[1]) / width, (point[1] + tolerance - start[1]) / width
        else:
            kept.append(point)
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]
