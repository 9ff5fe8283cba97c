"""The charts of a comparison: lines over rates or updates, and differences from the best arm."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Band, Chart, ChartLine, ChartPoint, ChartPoints, ReferenceLine
from paddle_lrkit.plot.ticks import Tick
from paddle_lrkit.text import format_rate

ROOM = 0.06
"""Free share of an axis beyond the outermost values."""


@dataclass(frozen=True)
class ArmLine:
    """A line of one arm.

    Args:
        name: In the legend.
        points: ``(x, y)`` ascending; a ``y`` of None is a run that diverged, drawn as a cross at the upper edge.
        chosen: ``x`` of the point with a ring.
        dots: Whether each point has a dot.
    """

    name: str
    points: Sequence[tuple[float, float | None]]
    chosen: float | None = None
    dots: bool = False


@dataclass(frozen=True)
class ArmDifference:
    """How much worse an arm is than the best one.

    Args:
        name: At the left.
        note: At the right.
        middle: The mean difference; None for an arm without one, such as one that diverged.
        low: Lower end of the interval.
        high: Upper end of the interval.
        pairs: The difference of each pair of runs.
        tied: Whether it cannot be told from the best; drawn on a band.
    """

    name: str
    note: str
    middle: float | None = None
    low: float = 0.0
    high: float = 0.0
    pairs: Sequence[float] = ()
    tied: bool = False


def lines_chart(
    title: str, subtitle: str, x_name: str, arms: Sequence[ArmLine], *, log_x: bool = False, cut: bool = False
) -> Chart:
    """One line an arm, with a legend at the right.

    Args:
        title: Heading.
        subtitle: Second line.
        x_name: Name of the x axis.
        arms: At least one.
        log_x: Whether the x axis is logarithmic, as for rates.
        cut: Whether the y axis may end below the largest values, so that a few of them do not flatten the rest.
    """
    y = _y_axis(arms, cut)
    chosen = [() if arm.chosen is None else (format_rate(arm.chosen),) for arm in arms]
    lines = [ChartLine(arm.name, arm.points, facts=facts) for arm, facts in zip(arms, chosen, strict=True)]
    points = [marks for index, arm in enumerate(arms) for marks in _marks(arm, index, y) if marks.points]
    return Chart(title, _x_axis(arms, log_x, x_name), y, lines, [subtitle], "right", points=points)


def differences_chart(title: str, subtitle: str, x_name: str, arms: Sequence[ArmDifference]) -> Chart:
    """One row an arm with its mean difference, the interval and each pair; the best arm is at 0.

    Args:
        title: Heading.
        subtitle: Second line.
        x_name: Name of the x axis.
        arms: The best first.
    """
    rows = [Tick(len(arms) - index - 0.5, arm.name) for index, arm in enumerate(arms)]
    placed = [(arm, row.value) for arm, row in zip(arms, rows, strict=True)]
    known = [(arm, y) for arm, y in placed if arm.middle is not None]
    spans = [value for arm, _ in known for value in (arm.low, arm.high, *arm.pairs)]
    low, high = _with_room(min([0.0, *spans]), max([0.0, *spans]), 1.0)
    ends = [point for arm, y in known for point in ((arm.low, y), (arm.high, y), (arm.high, None))]
    return Chart(
        title,
        Axis(low, high, name=x_name),
        Axis(0.0, float(len(arms)), labels=rows, rows=True),
        [ChartLine("intervals", ends)],
        [subtitle],
        bands=[Band(y - 0.5, y + 0.5, horizontal=True) for arm, y in placed if arm.tied],
        references=[ReferenceLine(0.0)],
        points=[
            ChartPoints([(pair, y - 0.25) for arm, y in known for pair in arm.pairs]),
            ChartPoints([(arm.middle or 0.0, y) for arm, y in known], "large", line=0),
        ],
        notes=[arm.note for arm in arms],
    )


def _marks(arm: ArmLine, index: int, y: Axis) -> list[ChartPoints]:
    known: list[ChartPoint] = [(x, value) for x, value in arm.points if value is not None]
    return [
        ChartPoints(known if arm.dots else [], line=index),
        ChartPoints([(x, y.value(1 - ROOM / 2)) for x, value in arm.points if value is None], "cross", index),
        ChartPoints([point for point in known if point[0] == arm.chosen], "ring", index),
    ]


def _x_axis(arms: Sequence[ArmLine], log_x: bool, name: str) -> Axis:
    values = [x for arm in arms for x, _ in arm.points] or [1.0]
    if log_x:
        return Axis(min(values) / 1.25, max(values) * 1.25, log=True, name=name)
    return Axis(0.0, max([*values, 1.0]), name=name, unit="count")


def _y_axis(arms: Sequence[ArmLine], cut: bool) -> Axis:
    values = [y for arm in arms for _, y in arm.points if y is not None] or [0.0, 1.0]
    low, high = min(values), max(values)
    if cut:
        high = min(high, low + 4 * (statistics.median(values) - low) or high)
    return Axis(*_with_room(low, high, abs(high) * 0.1 or 1.0))


def _with_room(low: float, high: float, least: float) -> tuple[float, float]:
    """A span with room on both sides; ``least`` where it is a single value."""
    room = ROOM * (high - low) or least
    return low - room, high + room
