"""Scores of a learning curve, and the cost of a wrong peak rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

OCTAVES = 2


def area(points: Sequence[tuple[int, float]]) -> float:
    """Returns the area under the straight lines through ``(update, value)``, divided by their width.

    Example:
        >>> area([(0, 2.0), (10, 1.0), (30, 1.0)])
        1.1666666666666667
    """
    if len(points) == 1:
        return points[0][1]
    if not points or not all(math.isfinite(value) for _, value in points):
        return math.inf
    whole = sum((right - left) * (low + high) / 2 for (left, low), (right, high) in pairwise(points))
    return whole / (points[-1][0] - points[0][0])


def updates_to(points: Sequence[tuple[int, float]], target: float) -> float:
    """Returns the updates of the first evaluation at or below ``target``; infinite if there is none.

    Example:
        >>> updates_to([(10, 2.0), (20, 1.0)], 1.5), updates_to([(10, 2.0)], 1.5)
        (20, inf)
    """
    return next((update for update, value in points if value <= target), math.inf)


def rate_regret(scores: Mapping[float, float], best: float, octaves: float = OCTAVES) -> float:
    """Returns the cost of a wrong rate: the mean score above that of the best rate, up to ``octaves`` away from it.

    The mean is over the logarithm of the rate, from ``best / 2**octaves`` to ``best * 2**octaves`` as far as rates were
    tried, with linear interpolation between them. It is infinite if a run in that range diverged.

    Args:
        scores: Rate -> score, lower is better.
        best: The chosen rate, one of the keys.
        octaves: Factors of two on each side.

    Example:
        >>> rate_regret({0.025: 3.0, 0.1: 1.0, 0.4: 2.0}, 0.1)
        0.75
    """
    if len(scores) < 2 or not math.isfinite(scores[best]):
        return math.inf if not math.isfinite(scores[best]) else math.nan
    points = sorted((math.log2(rate / best), score - scores[best]) for rate, score in scores.items())
    total = width = 0.0
    for (left, low), (right, high) in pairwise(points):
        begin, end = max(left, -octaves), min(right, octaves)
        if begin >= end - 1e-9:
            continue
        if not (math.isfinite(low) and math.isfinite(high)):
            return math.inf
        slope = (high - low) / (right - left)
        total += (end - begin) * (low + slope * ((begin + end) / 2 - left))
        width += end - begin
    return total / width
