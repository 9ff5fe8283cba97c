"""Sampling a curve so that a picture shows every jump at little cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from paddle_lrkit.curves import Curve
from paddle_lrkit.curves.values import single_rates
from paddle_lrkit.errors import check_integer

Point = tuple[int, float]


class Jump(NamedTuple):
    """An update at which the rate jumps.

    Args:
        update: First update of the new rate.
        before: Rate one update earlier.
        after: Rate at ``update``.
    """

    update: int
    before: float
    after: float


def sample(curve: Curve, stop: int, points: int = 1000) -> list[Point]:
    """The curve at about ``points`` updates below ``stop``, and at both sides of every knot.

    Of a part with a constant rate only the ends are kept. A curve with more than ``points`` knots keeps the first, the
    last and the extreme ones in each of ``points`` equal parts of the run. The cost depends on ``points`` and the
    number of knots, not on the length of the run.

    Args:
        curve: Any curve.
        stop: Updates of the run, >= 1.
        points: Evenly spread updates, >= 2.

    Returns:
        ``(update, rate)`` in ascending order, from update 0 to ``stop - 1``.

    Raises:
        ConfigError: ``stop`` or ``points`` is too small.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> sample(multistep(0.5, [600, 900], 0.5), 1000)
        [(0, 0.5), (599, 0.5), (600, 0.25), (899, 0.25), (900, 0.125), (999, 0.125)]
    """
    check_integer("stop", stop, at_least=1)
    check_integer("points", points, at_least=2)
    if stop <= points:
        updates: Iterable[int] = range(stop)
    else:
        even = {index * (stop - 1) // (points - 1) for index in range(points)}
        updates = sorted(even | _sides(_thinned(curve, _bends(curve, stop), stop, points), stop))
    asked = list(updates)
    return _without_level_insides(list(zip(asked, single_rates(curve, asked), strict=True)))


def jumps(curve: Curve, stop: int) -> list[Jump]:
    """The knots at which the curve changes more than three times as much as on either side.

    Args:
        curve: Any curve.
        stop: Updates of the run.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> jumps(multistep(0.5, [60], 0.5).warmup(10), 100)
        [Jump(update=70, before=0.5, after=0.25)]
    """
    return [Jump(knot, curve(knot - 1), curve(knot)) for knot in curve.knots(stop) if _leaps(curve, knot)]


def _leaps(curve: Curve, knot: int) -> bool:
    if knot < 1:
        return False
    near = [curve(update) for update in range(max(knot - 2, 0), knot + 2)]
    changes = [abs(later - earlier) for earlier, later in pairwise(near)]
    leap = changes.pop(-2)
    return leap > 3 * max(changes) and leap > 1e-9 * max(near)


def _bends(curve: Curve, stop: int) -> list[int]:
    knots = curve.knots(stop)
    if curve.length is not None and curve.length < stop:
        knots = sorted({*knots, curve.length})
    return knots


def _thinned(curve: Curve, knots: list[int], stop: int, points: int) -> Iterator[int]:
    if len(knots) <= points:
        yield from knots
        return
    for _, group in groupby(knots, key=lambda knot: knot * points // stop):
        part = list(group)
        rates, before = single_rates(curve, part), single_rates(curve, (max(knot - 1, 0) for knot in part))
        yield from (part[0], part[-1])
        for found in (rates, before):
            yield from (part[found.index(max(found))], part[found.index(min(found))])


def _sides(knots: Iterable[int], stop: int) -> set[int]:
    return {side for knot in knots for side in (knot - 1, knot) if 0 <= side < stop}


def _without_level_insides(points: list[Point]) -> list[Point]:
    kept = [
        here
        for before, here, after in zip(points, points[1:], points[2:], strict=False)
        if not before[1] == here[1] == after[1]
    ]
    return [points[0], *kept, points[-1]] if len(points) > 1 else points
