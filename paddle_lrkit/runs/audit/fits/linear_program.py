"""A small linear program: a step of some parameters under a bound for each of some hundred residuals."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul

_MOST_STEPS = 250
_TINY = 1e-9
_EDGE = 1e-14
"""How far a step may leave its box: the slack of a small rate can be a tiny part of the scale of the rates."""


def best_step(
    goal: Sequence[float],
    slopes: Sequence[Sequence[float]],
    residuals: Sequence[float],
    room: float,
    low: Sequence[float],
    high: Sequence[float],
    firm: int = 0,
) -> list[float] | None:
    """The step ``d`` and the number ``s`` with the largest ``goal . (d, s)``.

    Under ``|residuals[i] + sum of d[k] * slopes[k][i]| <= room + s`` for each ``i``, and ``low <= (d, s) <= high``. The
    dual simplex method: it begins at the best corner of the box and takes in the most violated constraint until none is
    left.

    Args:
        goal: One number for each parameter and one for ``s``.
        slopes: For each parameter the derivatives of all residuals.
        residuals: The residuals without a step.
        room: The bound of the residuals without ``s``.
        low: Least step in each parameter, and least ``s``.
        high: Largest step in each parameter, and largest ``s``.
        firm: How many of the residuals, the last ones, have the bound 1 instead.

    Returns:
        The step and ``s``; None when no step satisfies the constraints, or none was found in the steps allowed.

    Example:
        >>> best_step([1.0, 0.0], [[1.0, 2.0]], [0.0, -1.0], 3.0, [-9.0, 0.0], [9.0, 0.0])
        [2.0, 0.0]
    """
    count = len(goal)
    # Equal goals would tie the ratio test, and the method could go in circles.
    goal = [value + 1e-9 * (index + 1) * (1 if value >= 0 else -1) for index, value in enumerate(goal)]
    signs = [1.0 if value >= 0 else -1.0 for value in goal]
    columns = [[signs[row] if row == column else 0.0 for column in range(count)] for row in range(count)]
    prices = [abs(value) for value in goal]
    y = [high[index] if sign > 0 else low[index] for index, sign in enumerate(signs)]
    for _ in range(_MOST_STEPS):
        normal, excess = _most_violated(y, slopes, residuals, room, low, high, firm)
        if normal is None:
            return y
        weights = [sum(map(mul, normal, column)) for column in columns]
        leaving, least = -1, float("inf")
        for index, weight in enumerate(weights):
            if weight > _TINY and prices[index] < least * weight:
                leaving, least = index, prices[index] / weight
        if leaving < 0:
            return None
        pivot = weights[leaving]
        entering = [value / pivot for value in columns[leaving]]
        for index, weight in enumerate(weights):
            if weight and index != leaving:
                columns[index] = [value - weight * part for value, part in zip(columns[index], entering, strict=True)]
                prices[index] -= least * weight
        columns[leaving], prices[leaving] = entering, least
        y = [value - excess * part for value, part in zip(y, entering, strict=True)]
    return None


def _most_violated(
    y: Sequence[float],
    slopes: Sequence[Sequence[float]],
    residuals: Sequence[float],
    room: float,
    low: Sequence[float],
    high: Sequence[float],
    firm: int,
) -> tuple[list[float] | None, float]:
    """The normal of the constraint that ``y`` violates most, and by how much; None when it satisfies all."""
    after = residuals
    for part, column in zip(y, slopes, strict=False):
        if part:
            after = [value + part * slope for value, slope in zip(after, column, strict=True)]
    normal: list[float] | None = None
    split = len(after) - firm
    excess = _TINY * max(1.0, room + y[-1])
    for begin, end, bound, part in ((0, split, room + y[-1], -1.0), (split, len(after), 1.0, 0.0)):
        inside = after[begin:end] if firm else after
        largest, least = max(inside, default=0.0), min(inside, default=0.0)
        if begin < end and max(largest, -least) - bound > excess:
            sign = 1.0 if largest >= -least else -1.0
            index = begin + inside.index(largest if sign > 0 else least)
            excess = max(largest, -least) - bound
            normal = [*(sign * column[index] for column in slopes), part]
    for index, value in enumerate(y):
        for sign, over in ((1.0, value - high[index]), (-1.0, low[index] - value)):
            if over > (excess if normal is not None else _EDGE):
                excess = over
                normal = [sign if other == index else 0.0 for other in range(len(y))]
    return normal, excess if normal is not None else 0.0
