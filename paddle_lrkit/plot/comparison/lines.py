"""Several lines over a rate or over updates, with a legend at the right."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from paddle_lrkit.plot import scene
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.comparison.frame import FOOT, HEAD, PAD, Frame, blank, dot, x_axis, y_axis
from paddle_lrkit.plot.comparison.span_ticks import span_ticks
from paddle_lrkit.plot.scene import Line, Scene, Text
from paddle_lrkit.plot.ticks import count_ticks, decade_ticks
from paddle_lrkit.text import format_rate

_GUTTER, _LEGEND = 44.0, 220.0
_ROW = 17.0


@dataclass(frozen=True)
class NamedLine:
    """One line.

    Args:
        name: In the legend.
        points: ``(x, y)`` ascending; a ``y`` of None is a run that diverged, drawn as a cross at the upper edge.
        chosen: ``x`` of a point with a larger mark.
        dots: Whether each point has a mark.
    """

    name: str
    points: Sequence[tuple[float, float | None]]
    chosen: float | None = None
    dots: bool = False


def draw_lines(
    title: str,
    subtitle: str,
    x_name: str,
    lines: Sequence[NamedLine],
    *,
    log_x: bool = False,
    cut: bool = False,
    width: float = 720.0,
    height: float = 300.0,
) -> Scene:
    """Draws the chart.

    Args:
        title: Heading.
        subtitle: Second line.
        x_name: Name of the horizontal axis.
        lines: At least one.
        log_x: Whether the horizontal axis is logarithmic, as for rates.
        cut: Whether the axis may end below the largest values, so that a few of them do not flatten the rest.
        width: Pixels.
        height: Pixels.
    """
    height = max(height, HEAD + FOOT + _ROW * len(lines))
    picture = blank(width, height, title, subtitle)
    x, y = _x_span(lines, log_x), _y_span(lines, cut)
    frame = Frame(PAD + _GUTTER, HEAD, width - PAD - _LEGEND, height - FOOT, x, y)
    x_axis(picture, frame, decade_ticks(x.low, x.high, 8) if log_x else count_ticks(x.high, 6), x_name)
    y_axis(picture, frame, span_ticks(y.low, y.high, 6))
    for index, line in enumerate(lines):
        _draw(picture, frame, line, index)
        _legend(picture, frame, line, index)
    return picture


def _x_span(lines: Sequence[NamedLine], log_x: bool) -> Axis:
    values = [x for line in lines for x, _ in line.points] or [1.0]
    if log_x:
        return Axis(min(values) / 1.25, max(values) * 1.25, log=True)
    return Axis(0.0, max(max(values), 1.0))


def _y_span(lines: Sequence[NamedLine], cut: bool) -> Axis:
    values = [y for line in lines for _, y in line.points if y is not None] or [0.0, 1.0]
    low, high = min(values), max(values)
    if cut:
        high = min(high, low + 4 * (statistics.median(values) - low) or high)
    room = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
    return Axis(low - room, high + room)


def _draw(picture: Scene, frame: Frame, line: NamedLine, index: int) -> None:
    color = scene.color(index)
    for known, part in groupby(line.points, key=lambda point: point[1] is not None):
        points = [(x, y) for x, y in part if y is not None]
        if known:
            places = [frame.at(x, y) for x, y in points]
            picture.add(Line(places, color, 2.0, scene.dash(index), line.name))
            picture.add(*(dot(place, color, 5.0) for place in places if line.dots))
    for x, y in line.points:
        if y is None:
            picture.add(Text(frame.across(x), frame.top + 11, "×", 15, color, "middle", bold=True))
        elif x == line.chosen:
            picture.add(dot(frame.at(x, y), scene.PAPER, 11.0, color), dot(frame.at(x, y), color, 6.0))


def _legend(picture: Scene, frame: Frame, line: NamedLine, index: int) -> None:
    x, y = frame.right + 16, HEAD + 6 + index * _ROW
    label = line.name if line.chosen is None else f"{line.name}, {format_rate(line.chosen)}"
    picture.add(
        Line([(x, y), (x + 24, y)], scene.color(index), 2.4, scene.dash(index)),
        Text(x + 31, y + 4, scene.shortened(label, 12, _LEGEND - 50), 12),
    )
