"""The charts of a comparison: lines over rates or updates, and differences from the best arm."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Band, Chart, ChartLine, ChartPoints, ReferenceLine
from paddle_lrkit.plot.ticks import Tick
from paddle_lrkit.text import format_rate

ROOM = 0.06
"""Free share of an axis beyond the outermost values."""


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
    title: str,
    subtitle: str,
    x_name: str,
    lines: Sequence[ChartLine],
    *,
    log_x: bool = False,
    cut: bool = False,
    dots: bool = False,
    chosen: Sequence[float] = (),
) -> Chart:
    """One line an arm, with a legend.

    Args:
        title: Heading.
        subtitle: Second line.
        x_name: Name of the x axis.
        lines: At least one; a ``y`` of None is a run that diverged, drawn as a cross at the upper edge.
        log_x: Whether the x axis is logarithmic, as for rates.
        cut: Whether the y axis may end below the largest values, so that a few of them do not flatten the rest.
        dots: Whether each point has a dot.
        chosen: For each line, the ``x`` of the point with a ring; none by default.
    """
    y, top = _y_axis(lines, cut), 1 - ROOM / 2
    named = [line._replace(facts=[format_rate(x)]) for line, x in zip(lines, chosen, strict=True)] if chosen else lines
    points = []
    for index, line in enumerate(lines):
        known = [(x, value) for x, value in line.points if value is not None]
        points += [
            ChartPoints(known if dots else [], line=index),
            ChartPoints([(x, y.value(top)) for x, value in line.points if value is None], "cross", index),
            ChartPoints([point for point in known if point[0] in chosen[index : index + 1]], "ring", index),
        ]
    return Chart(title, _x_axis(lines, log_x, x_name), y, named, [subtitle], legend=True, points=points)


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


def _x_axis(lines: Sequence[ChartLine], log_x: bool, name: str) -> Axis:
    values = [x for line in lines for x, _ in line.points] or [1.0]
    if log_x:
        return Axis(min(values) / 1.25, max(values) * 1.25, log=True, name=name)
    return Axis(0.0, max([*values, 1.0]), name=name, unit="count")


def _y_axis(lines: Sequence[ChartLine], cut: bool) -> Axis:
    values = [y for line in lines for _, y in line.points if y is not None] or [0.0, 1.0]
    low, high = min(values), max(values)
    if cut:
        high = min(high, low + 4 * (statistics.median(values) - low) or high)
    return Axis(*_with_room(low, high, abs(high) * 0.1 or 1.0))


def _with_room(low: float, high: float, least: float) -> tuple[float, float]:
    """A span with room on both sides; ``least`` where it is a single value."""
    room = ROOM * (high - low) or least
    return low - room, high + room
