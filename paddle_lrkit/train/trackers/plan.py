"""The planned curve of a whole run, in few enough points that a dashboard shows all of them."""

from __future__ import annotations

from itertools import groupby

from paddle_lrkit.curves import Curve
from paddle_lrkit.errors import check_integer

TAG = "rate/schedule"
MOST_POINTS = 800
"""VisualDL samples curves of more than 1000 points; the rest is room for a point at each resumption."""

_EVEN = MOST_POINTS // 2
_AT_KNOTS = MOST_POINTS - _EVEN
_PARTS = _AT_KNOTS // 4
_SETTLED = 12
"""Points after which the moving average of VisualDL's page, with its default weight of 0.6, is within 0.3%."""


def plan_points(curve: Curve, stop: int, start: int = 0) -> list[tuple[int, float]]:
    """The curve from ``start`` to the end of the run in at most ``MOST_POINTS + 1`` points.

    A run that is short enough has every update. Otherwise there are evenly spread ones, and at every knot the update
    before it and up to 12 from it on: through both sides of a jump a line falls steeply, and a moving average over
    points, which dashboards draw by default, reaches the new rate within a few updates instead of a few per cent of
    the run. Of a curve with too many knots for that, the outermost and extreme ones of equal parts are taken.

    Args:
        curve: Any curve.
        stop: Updates of the run, >= 1.
        start: First update that is wanted; it is always among the points.

    Returns:
        ``(update, rate)`` with ascending updates; empty when the run ends before ``start``.

    Raises:
        ConfigError: ``stop`` or ``start`` is too small.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> points = dict(plan_points(multistep(0.5, [60_000], 0.1), 90_000))
        >>> len(points), points[59_999], points[60_000]
        (412, 0.5, 0.05)
    """
    check_integer("stop", stop, at_least=1)
    check_integer("start", start, at_least=0)
    chosen = {start, *range(stop)} if stop <= MOST_POINTS else {start, *_even(stop), *_around_knots(curve, stop)}
    return [(update, curve(update)) for update in sorted(chosen) if start <= update < stop]


def _even(stop: int) -> set[int]:
    return {index * (stop - 1) // (_EVEN - 1) for index in range(_EVEN)}


def _around_knots(curve: Curve, stop: int) -> set[int]:
    knots = curve.knots(stop)
    if curve.length is not None and curve.length < stop:
        knots = sorted({*knots, curve.length})
    if not knots:
        return set()
    following = min(_SETTLED, _AT_KNOTS // len(knots) - 1)
    if following < 1:
        return _outstanding(curve, knots, stop)
    return {update for knot in knots for update in range(max(knot - 1, 0), knot + following)}


def _outstanding(curve: Curve, knots: list[int], stop: int) -> set[int]:
    """The first, the last, the highest and the lowest knot of each of equal parts of the run."""
    kept: set[int] = set()
    for _, group in groupby(knots, key=lambda knot: knot * _PARTS // stop):
        part = list(group)
        kept |= {part[0], part[-1], max(part, key=curve), min(part, key=curve)}
    return kept
