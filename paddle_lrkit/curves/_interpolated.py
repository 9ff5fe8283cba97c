"""Curves through given points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from paddle_lrkit.curves._slope import SHAPES, WAYS, check_slope
from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import ConfigError, check_choice, check_integer, check_number
from paddle_lrkit.messages import tr

_MOST_LOOPS = 1000
"""Arrays of a curve through more points are computed one by one, which costs less."""


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
            raise ConfigError(tr("must ascend, each once, got {} after {}", later, earlier), key="updates")
    if len(marks) != len(rates) or not marks:
        raise ConfigError(
            tr("must have one value for each of {} updates, got {}", len(marks), len(rates)), key="values"
        )
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
        found, ends = np.full(len(updates), rates[0]), np.searchsorted(updates, marks).tolist()
        for after in range(1, last):
            first, end, begin = ends[after - 1], ends[after], marks[after - 1]
            if first < end:
                part = (updates[first:end] - begin) / (marks[after] - begin)
                found[first:end] = way(rates[after - 1], rates[after], part, np)
        return found

    return Formula(at, marks[-1], tuple(marks), array if last <= _MOST_LOOPS else None)
