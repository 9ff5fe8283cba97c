"""Finds the values of one number that no row contradicts."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Applied, Compared

WithNumber = Callable[[float], Applied]
"""A value of the number -> the rates that it gives."""

_MOST_TRIED = 8
_ROUNDS = 12
_MARGIN = 0.5
_GOLDEN = (math.sqrt(5) - 1) / 2


class Found(NamedTuple):
    """A value, and the interval of those that print the same rows."""

    value: float
    low: float
    high: float

    def words(self, form: str = "{:,.6g}") -> str:
        """The interval, such as ``88 (80 to 99)``; the value alone where it is narrow."""
        value, low, high = (form.format(each) for each in self)
        return value if low == high else tr("{} ({} to {})", value, low, high)

    def interval(self) -> list[float]:
        """The ends of the interval."""
        return [self.low, self.high]


def find_number(
    compared: Compared, story: WithNumber, grid: Sequence[float], *, whole: bool = False, nice: Iterable[float] = ()
) -> Found | None:
    """The value of a number for which no row is contradicted.

    The misfit of a few rows is looked at along a grid, then refined around its smallest values; the interval is found
    by halving.

    Args:
        compared: Rows and plan.
        story: The rates for a value.
        grid: Values to begin with, ascending.
        whole: Whether only whole numbers are meant.
        nice: Values that people write, which are tried first.
    """
    points = sorted({*grid, *nice})
    if not points:
        return None
    misfit = _misfit(compared, story, compared.key_rows)
    brackets = [(value, value) for value in nice if misfit(value) <= 0]
    for low, high in (*brackets, *_brackets(compared, story, points, misfit)):
        found = _within(compared, story, low, high, (points[0], points[-1]), whole)
        if found is not None:
            return found
    return None


def _within(
    compared: Compared, story: WithNumber, low: float, high: float, limits: tuple[float, float], whole: bool
) -> Found | None:
    """The value in an interval that no row contradicts; each row that contradicts one is looked at from then on."""
    rows = list(compared.key_rows)
    for _ in range(_ROUNDS):
        misfit = _misfit(compared, story, rows)
        value = low if low == high else _refined(misfit, low, high, whole)
        if misfit(value) > 0:
            return None
        bad = compared.contradiction(story(value))
        if bad is None:
            return Found(value, *_interval(compared, story, rows, value, limits, whole))
        rows.append(bad)
    return None


def _misfit(compared: Compared, story: WithNumber, rows: Sequence[int]) -> Callable[[float], float]:
    """The largest misfit of some rows for a value."""

    @functools.cache
    def misfit(value: float) -> float:
        try:
            return compared.worst(story(value), rows)
        except (ArithmeticError, ValueError):
            return math.inf

    return misfit


def _brackets(
    compared: Compared, story: WithNumber, points: Sequence[float], misfit: Callable[[float], float]
) -> Iterator[tuple[float, float]]:
    """The values of the grid that fit, and the intervals between two of them in which one can fit."""
    courses = [story(value) for value in points]
    shown = functools.cache(lambda index, at: compared.shows(courses[index], at))
    order = _telling_first(compared)
    open_ones = [index for index in range(len(points) - 1) if _may_fit(compared, shown, index, order)]
    ends = sorted({index for first in open_ones for index in (first, first + 1)})
    yield from [(points[index], points[index]) for index in ends if misfit(points[index]) <= 0][:_MOST_TRIED]
    best = sorted(open_ones, key=lambda index: min(misfit(points[index]), misfit(points[index + 1])))
    yield from ((points[index], points[index + 1]) for index in best[:_MOST_TRIED])


def _telling_first(compared: Compared) -> list[int]:
    """The key rows, those that contradict the plan by most first."""
    off = {at: abs(compared.planned[at] - compared.rows.rate[at]) for at in compared.key_rows}
    return sorted(off, key=lambda at: -off[at])


def _may_fit(compared: Compared, shown: Callable[[int, int], float], index: int, order: Sequence[int]) -> bool:
    """Whether every key row lies between what two neighbouring values print, so that a value between them can fit."""
    for at in order:
        first, second = shown(index, at), shown(index + 1, at)
        near = compared.tolerance[at] + _MARGIN * abs(first - second)
        if not min(first, second) - near <= compared.rows.rate[at] <= max(first, second) + near:
            return False
    return True


def _refined(misfit: Callable[[float], float], low: float, high: float, whole: bool) -> float:
    """The value with the smallest misfit between two, by golden section."""
    if whole and high - low <= 64:
        return min((float(value) for value in range(math.ceil(low), math.floor(high) + 1)), key=misfit)
    left = right = low
    for _ in range(90):
        left, right = high - (high - low) * _GOLDEN, low + (high - low) * _GOLDEN
        if misfit(left) <= 0 or misfit(right) <= 0 or high - low <= 1e-13 * abs(high):
            break
        if misfit(left) < misfit(right):
            high = right
        else:
            low = left
        if whole and high - low <= 64:
            return _refined(misfit, low - 2, high + 2, whole)
    best = min((left, right, low, high), key=misfit)
    return float(round(best)) if whole and misfit(round(best)) <= misfit(best) else best


def _interval(
    compared: Compared, story: WithNumber, rows: list[int], value: float, limits: tuple[float, float], whole: bool
) -> tuple[float, float]:
    """The ends of the interval of values that fit, around one."""
    ends = value, value
    for _ in range(_ROUNDS):
        misfit = _misfit(compared, story, rows)
        ends = _end(misfit, value, limits[0], whole), _end(misfit, value, limits[1], whole)
        bad = [at for at in (compared.contradiction(story(end)) for end in ends) if at is not None]
        if not bad:
            break
        rows = [*rows, *bad]
    return ends


def _end(misfit: Callable[[float], float], value: float, limit: float, whole: bool) -> float:
    """The last value towards a limit that fits: steps that double, then halving."""
    sign = 1.0 if limit >= value else -1.0
    step = 1.0 if whole else max(abs(value) * 1e-9, 1e-300)
    good, bad = value, limit
    while abs(good - value) < abs(limit - value):
        further = value + sign * step
        if abs(further - value) > abs(limit - value):
            further = limit
        if misfit(further) > 0:
            bad = further
            break
        good = further
        step *= 2
    for _ in range(60):
        middle = (good + bad) / 2
        if whole:
            middle = math.floor(middle) if sign > 0 else math.ceil(middle)
        if middle in (good, bad) or abs(good - bad) <= 1e-10 * abs(good):
            break
        good, bad = (middle, bad) if misfit(middle) <= 0 else (good, middle)
    return good
