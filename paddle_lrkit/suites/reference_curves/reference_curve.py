"""The decorator of the reference curves, and the knots of periodic ones."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from paddle_lrkit.curves.base import Curve, Formula, curve

_MOST = 4000
Tick = int | float
"""A position on the axis of updates; it may be between two updates."""


def reference_curve(family: Callable[..., Formula]) -> Callable[..., Curve]:
    """`curve` for a family that takes any numbers: its rate is NaN where the arithmetic fails."""

    @functools.wraps(family)
    def guarded(*args: object, **kwargs: object) -> Formula:
        shape = family(*args, **kwargs)
        formula = shape.at

        def at(update: int) -> float:
            try:
                value = formula(update)
            except (ArithmeticError, ValueError):
                return math.nan
            return value if isinstance(value, float) else _real(value)

        return replace(shape, at=at)

    return curve(guarded)


def repeats(period: Tick, stop: int, start: Tick = 0) -> Iterator[int]:
    """The updates around ``start + k * period`` below ``stop``, for ``k >= 0``.

    Of more than a few thousand only the first and the last ones, so that the cost does not grow with the run.
    """
    if not period > 0 or start >= stop:
        return
    if not math.isfinite(period):
        yield from around(start)
        return
    count = int((stop - start) / period) + 1
    for k in range(min(count, _MOST)):
        yield from around(start + k * period)
    for k in range(max(count - _MOST, _MOST), count):
        yield from around(start + k * period)


def around(position: Tick) -> Iterator[int]:
    """The update at a position, or the two next to it."""
    below = math.floor(position)
    yield below
    if below != position:
        yield below + 1


def _real(value: object) -> float:
    return float(value) if isinstance(value, int) else math.nan
