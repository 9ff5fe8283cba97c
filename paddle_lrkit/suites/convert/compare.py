"""The largest difference of two curves over a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from paddle_lrkit.curves.base import Curve

_ALL = 20_000
_GRID = 10_000


class Difference(NamedTuple):
    """Where two curves differ most.

    Args:
        value: Largest absolute difference.
        update: First update where it occurs.
        relative: The same divided by the largest absolute rate of the first curve.
    """

    value: float
    update: int
    relative: float


def difference(first: Curve, second: Curve, total: int) -> Difference:
    """The largest difference over the updates below ``total``.

    Every update of a run of up to 20,000 is asked; of a longer one a grid, the surroundings of each knot and its end.

    Example:
        >>> from paddle_lrkit.curves import constant, linear
        >>> difference(constant(0.5), linear(0.5, 0.0, 8), 5)
        Difference(value=0.25, update=4, relative=0.5)
    """
    worst, where, peak, update = 0.0, 0, 0.0, 0
    one, other = first.rate, second.rate
    try:
        for update in _asked(first, second, total):
            rate = one(update)
            gap = abs(rate - other(update))
            if abs(rate) > peak:
                peak = abs(rate)
            if gap > worst:
                worst, where = gap, update
    except OverflowError:
        first(update), second(update)  # they say which rate is too large
        raise
    return Difference(worst, where, worst / peak if peak else worst)


def _asked(first: Curve, second: Curve, total: int) -> Iterator[int]:
    if total <= _ALL:
        yield from range(total)
        return
    last = total - 1
    positions = set(range(0, total, max(total // _GRID, 1)))
    for knot in (0, *first.knots(total), *second.knots(total), last):
        positions.update(range(max(knot - 2, 0), min(knot + 3, total)))
    yield from sorted(positions)
