"""A small linear program: few variables, some hundred constraints."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul

Row = Sequence[float]
_MOST_STEPS = 250
_TINY = 1e-9


def maximize(goal: Row, normals: Sequence[Row], limits: Row, low: Row, high: Row) -> list[float] | None:
    """The ``y`` with the largest ``goal . y`` under ``normals[i] . y <= limits[i]`` and ``low <= y <= high``.

    The dual simplex method: it begins at the best corner of the box and takes in the most violated constraint until
    none is left.

    Returns:
        None when no ``y`` satisfies the constraints, or none was found in the steps allowed.

    Example:
        >>> maximize([1.0, 1.0], [[1.0, 2.0], [3.0, 1.0]], [4.0, 6.0], [0.0, 0.0], [9.0, 9.0])
        [1.6, 1.2]
    """
    count = len(goal)
    # Equal goals would tie the ratio test, and the method could go in circles.
    goal = [value + 1e-9 * (index + 1) * (1 if value >= 0 else -1) for index, value in enumerate(goal)]
    signs = [1.0 if value >= 0 else -1.0 for value in goal]
    inverse = [[signs[row] if row == column else 0.0 for column in range(count)] for row in range(count)]
    bounds = [high[index] if signs[index] > 0 else -low[index] for index in range(count)]
    for _ in range(_MOST_STEPS):
        y = [sum(map(mul, line, bounds)) for line in inverse]
        entering, limit = _most_violated(y, normals, limits, low, high)
        if entering is None:
            return y
        weights = [sum(entering[row] * inverse[row][column] for row in range(count)) for column in range(count)]
        prices = [sum(goal[row] * inverse[row][column] for row in range(count)) for column in range(count)]
        leaving, least = -1, float("inf")
        for column, weight in enumerate(weights):
            if weight > _TINY and prices[column] / weight < least:
                leaving, least = column, prices[column] / weight
        if leaving < 0:
            return None
        pivot = weights[leaving]
        for line in inverse:
            factor = line[leaving] / pivot
            for column in range(count):
                line[column] -= factor * weights[column]
            line[leaving] = factor
        bounds[leaving] = limit
    return None


def _most_violated(
    y: Row, normals: Sequence[Row], limits: Row, low: Row, high: Row
) -> tuple[Sequence[float] | None, float]:
    """The constraint that ``y`` violates most, and its limit; None when it satisfies all."""
    gaps = [sum(map(mul, normal, y)) - limit for normal, limit in zip(normals, limits, strict=True)]
    worst = max(gaps, default=0.0)
    found: tuple[Sequence[float] | None, float] = (None, 0.0)
    if worst > _TINY:
        index = gaps.index(worst)
        found = normals[index], limits[index]
    worst = max(worst, _TINY)
    for index, value in enumerate(y):
        for sign, limit in ((1.0, high[index]), (-1.0, -low[index])):
            if sign * value - limit > worst:
                worst = sign * value - limit
                found = [sign if other == index else 0.0 for other in range(len(y))], limit
    return found
