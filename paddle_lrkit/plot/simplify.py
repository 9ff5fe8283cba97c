"""Removing points that do not change the look of a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from paddle_lrkit.plot.scene import Place


def simplify(points: Sequence[Place], tolerance: float) -> list[Place]:
    """The points of a simpler line that passes every given point within ``tolerance``, measured along y.

    One pass: the slopes from the last kept point that pass near enough to all following points form a cone. When a
    point lies outside the cone, the point before it is kept. Points with the same x are all kept.

    Args:
        points: Places whose x never falls.
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
