"""Curves through given points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from paddle_lrkit.curves._slope import SHAPES, WAYS, check_slope
from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.curves.values import spread
from paddle_lrkit.errors import ConfigError, check_choice, check_integer, check_number


@curve
def interpolated(updates: Sequence[int], values: Sequence[float], shape: str = "linear") -> Formula:
    """A curve through points, by the same shape between each two.

    ``lr(updates[i]) = values[i]``; before the first point its value, after the last one its value

    Args:
        updates: Where the points lie, >= 0, ascending, each once; at least one.
        values: Rates there, >= 0, as many as there are updates; > 0 for ``exponential`` and ``inverse``.
        shape: A shape of `decay`, with its default power and base.

    Raises:
        ConfigError: An argument is outside its range, or their numbers do not match.

    Example:
        >>> c = interpolated([0, 100, 200], [0.0, 0.1, 0.05])
        >>> c(50), c(150), c(1000)
        (0.05, 0.07500000000000001, 0.05)

    Reference: ``optax.piecewise_interpolate_schedule``.
    """
    marks = [check_integer(f"updates[{i}]", mark, at_least=0) for i, mark in enumerate(updates)]
    rates = [check_number(f"values[{i}]", value, at_least=0) for i, value in enumerate(values)]
    for earlier, later in pairwise(marks):
        if later <= earlier:
            raise ConfigError(f"must ascend, each once, got {later} after {earlier}", key="updates")
    if len(marks) != len(rates) or not marks:
        raise ConfigError(f"must have one value for each of {len(marks)} updates, got {len(rates)}", key="values")
    check_choice("shape", shape, SHAPES)
    for i, (first, last) in enumerate(pairwise(rates)):
        check_slope(first, last, shape, (f"values[{i}]", f"values[{i + 1}]"))
    return through(marks, rates, shape)


def through(marks: Sequence[int], rates: Sequence[float], shape: str) -> Formula:
    """The shape through checked points."""
    way, last = WAYS[shape], len(marks)

    def at(update: int) -> float:
        after = bisect_right(marks, update)
        before = after - 1
        if after == 0 or after == last or update == marks[before]:
            return rates[before if after else 0]
        begin = marks[before]
        return way(rates[before], rates[after], (update - begin) / (marks[after] - begin))

    def array(updates: Any, np: Any) -> Any:
        columns = ((0, *marks[:-1]), marks, (rates[0], *rates[:-1]), rates)
        begin, end, before, after = (spread(np, column, marks[:-1], updates) for column in columns)
        return way(before, after, (updates - begin) / (end - begin), np)

    return Formula(at, marks[-1], tuple(marks), array=array)
