"""Samples the planned curve of a run at few enough points for a dashboard to show all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from paddle_lrkit.curves import Curve
from paddle_lrkit.errors import check_integer

SCHEDULE_TAG = "rate/schedule"
MAX_POINTS = 800
"""VisualDL samples charts with more than 1000 points; the difference leaves room for a point at each resumption."""

_EVEN_POINTS = MAX_POINTS // 2
_KNOT_POINTS = MAX_POINTS - _EVEN_POINTS
_PARTS = _KNOT_POINTS // 4
_SMOOTHING_POINTS = 12
"""Points after which VisualDL's smoothing, with its default weight of 0.6, is within 0.3%."""


def schedule_points(curve: Curve, stop: int, start: int = 0) -> list[tuple[int, float]]:
    """The curve from ``start`` to the end of the run, in at most ``MAX_POINTS + 1`` points.

    A short run has every update. A long one has evenly spaced updates and, around every knot, the update before it and
    up to 12 from it on. Then the line falls steeply at a jump, and the smoothing of dashboards, which averages over
    points, reaches the new rate within a few updates instead of a few percent of the run. If there are too many knots,
    the outermost and the extreme ones of equal parts of the run are used.

    Args:
        curve: Any curve.
        stop: Updates of the run, >= 1.
        start: First update, >= 0; always among the points.

    Returns:
        ``(update, rate)``, ascending; empty if the run ends before ``start``.

    Raises:
        ConfigError: ``stop`` or ``start`` is too small.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> points = dict(schedule_points(multistep(0.5, [60_000], 0.1), 90_000))
        >>> len(points), points[59_999], points[60_000]
        (412, 0.5, 0.05)
    """
    check_integer("stop", stop, at_least=1)
    check_integer("start", start, at_least=0)
    updates = {start, *range(stop)} if stop <= MAX_POINTS else {start, *_evenly(stop), *_around_knots(curve, stop)}
    return [(update, curve(update)) for update in sorted(updates) if start <= update < stop]


def points_so_far(curve: Curve, stop: int, rows: Iterable[Mapping[str, Any]], update: int) -> list[tuple[int, float]]:
    """The curve of a whole run that is at ``update``; where it had other rates before, those of its log.

    Args:
        curve: The curve from ``update`` on.
        stop: Updates of the run, >= 1.
        rows: The rows of the log.
        update: Position of the run, >= 0.
    """
    past = [(row["update"], row["rate/planned"]) for row in rows if "rate/planned" in row and row["update"] < update]
    if all(math.isclose(rate, curve(at), rel_tol=1e-9) for at, rate in past):
        return schedule_points(curve, stop)
    return [*past[:: len(past) // MAX_POINTS + 1], *schedule_points(curve, stop, update)]


def _evenly(stop: int) -> set[int]:
    return {index * (stop - 1) // (_EVEN_POINTS - 1) for index in range(_EVEN_POINTS)}


def _around_knots(curve: Curve, stop: int) -> set[int]:
    knots = curve.knots(stop)
    if curve.length is not None and curve.length < stop:
        knots = sorted({*knots, curve.length})
    if not knots:
        return set()
    following = min(_SMOOTHING_POINTS, _KNOT_POINTS // len(knots) - 1)
    if following < 1:
        return _extreme_knots(curve, knots, stop)
    return {update for knot in knots for update in range(max(knot - 1, 0), knot + following)}


def _extreme_knots(curve: Curve, knots: list[int], stop: int) -> set[int]:
    """The first, the last, the highest and the lowest knot of each of equal parts of the run."""
    kept: set[int] = set()
    for _, group in groupby(knots, key=lambda knot: knot * _PARTS // stop):
        part = list(group)
        kept |= {part[0], part[-1], max(part, key=curve), min(part, key=curve)}
    return kept
