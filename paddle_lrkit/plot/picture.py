"""Chart -> Scene."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from paddle_lrkit.plot import scene
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Chart, ChartLine, ChartPoints, ReferenceLine
from paddle_lrkit.plot.labels import spread
from paddle_lrkit.plot.layout import BOLD, LARGE, ROW_HEIGHT, Frame, Layout, Sizes
from paddle_lrkit.plot.scene import Line, Place, Rect, Scene, Text, shortened, text_width
from paddle_lrkit.plot.simplify import simplify
from paddle_lrkit.plot.ticks import Tick

DOTS = {"small": 5.0, "large": 8.0, "ring": 6.0}
MARK_LABEL = 11.0
_NAMES = 0.46
"""Share of the width that the names of the lines may have."""


def draw_chart(chart: Chart, width: float = 960.0, height: float = 480.0, sizes: Sizes = LARGE) -> Scene:
    """A picture of one chart.

    Args:
        chart: What it shows.
        width: Pixels.
        height: Pixels; the picture grows where the legend leaves the plot too little. A chart with rows has the
            height of its rows.
        sizes: Sizes of its parts.
    """
    layout = Layout(chart, Frame(0.0, 0.0, width, height), sizes)
    picture = blank(width, layout.frame.bottom + layout.foot, chart.title)
    add_chart(picture, layout)
    return picture


def blank(width: float, height: float, title: str) -> Scene:
    """An empty sheet."""
    return Scene(width, height, title, [Rect(0.5, 0.5, width - 1, height - 1, scene.PAPER, 8, scene.GRID)])


def add_chart(picture: Scene, layout: Layout) -> None:
    """Draws a chart into a picture."""
    for draw in (_head, _bands, _y_axis, _x_axis, _references):
        draw(picture, layout)
    for index, line in layout.chart.layers():
        _line(picture, layout, line, index)
    for points in layout.chart.points:
        _points(picture, layout, points)
    _notes(picture, layout)
    _readouts(picture, layout)


def _head(picture: Scene, layout: Layout) -> None:
    chart, sizes, left = layout.chart, layout.sizes, layout.left
    room, rows = layout.box.width - 2 * sizes.pad, layout.head_rows
    picture.add(Text(left, layout.title_y, shortened(chart.title, BOLD * sizes.title, room), sizes.title, bold=True))
    if chart.subtitle:
        subtitle = shortened(" · ".join(chart.subtitle), sizes.text, room)
        picture.add(Text(left, rows.pop(0), subtitle, sizes.text, scene.SOFT))
    widest = max((BOLD * text_width(line.name, sizes.text) for line in chart.lines), default=0.0)
    column = left + 58 + min(widest, room * _NAMES)
    for (index, line), y in zip(enumerate(chart.lines), rows, strict=False):
        facts = shortened(" · ".join(line.facts), sizes.label, left + room - column)
        picture.add(
            *_sample(chart, index, left, y - 4),
            Text(left + 40, y, shortened(line.name, BOLD * sizes.text, room * _NAMES), sizes.text, bold=True),
            Text(column, y, facts, sizes.label, scene.SOFT),
        )


def _sample(chart: Chart, index: int, left: float, y: float) -> list[Line | Rect]:
    """A short piece of a line for the legend; dots for a series of single points."""
    if chart.lines[index].points:
        return [_stroke(chart, index, [(left, y), (left + 30, y)])]
    return [_dot(left + across, y, DOTS["small"], _color(chart, index)) for across in (3, 15, 27)]


def _bands(picture: Scene, layout: Layout) -> None:
    frame, box, pad = layout.frame, layout.box, layout.sizes.pad
    upright = [band for band in layout.chart.bands if not band.horizontal]
    for band in layout.chart.bands:
        if band.horizontal:
            low, high = layout.y(band.begin), layout.y(band.end)
            picture.add(Rect(box.left + pad / 2, high, box.width - pad, low - high, scene.BAND))
        else:
            left, right = layout.x(band.begin), layout.x(band.end)
            picture.add(Rect(left, frame.top, right - left, frame.height, scene.BAND))
    for x in [layout.x(edge) for band in upright for edge in (band.begin, band.end) if edge > layout.chart.x.low]:
        picture.add(Line([(x, frame.top - 5), (x, frame.bottom)], scene.BAND_INK, 0.8))
    for band in upright:
        if band.label:
            picture.add(Text(layout.x(band.begin), frame.top - 10, band.label, MARK_LABEL, scene.BAND_INK))


def _y_axis(picture: Scene, layout: Layout) -> None:
    frame, axis, size = layout.frame, layout.chart.y, layout.sizes.label
    for tick in axis.ticks(layout.most_down):
        y = layout.y(tick.value)
        if axis.rows:
            _row_name(picture, layout, tick, y)
            continue
        picture.add(
            Line([(frame.left, y), (frame.right, y)], scene.GRID),
            Text(frame.left - min(layout.gap - 2, 10), y + 4, tick.label, size, scene.SOFT, "end"),
        )
    if axis.name:
        picture.add(Text(frame.left - layout.gap, frame.top - 10, axis.name, size, scene.INK, "end"))


def _row_name(picture: Scene, layout: Layout, tick: Tick, y: float) -> None:
    """The name of a row, bold on a band."""
    size, bands = layout.sizes.text, layout.chart.bands
    bold = any(band.horizontal and band.begin < tick.value < band.end for band in bands)
    name = shortened(tick.label, BOLD * size if bold else size, layout.gutter + layout.gap - 10)
    picture.add(Text(layout.left, y + 4, name, size, bold=bold))


def _x_axis(picture: Scene, layout: Layout) -> None:
    frame, chart = layout.frame, layout.chart
    for x in (layout.x(tick.value) for tick in chart.x.ticks(layout.most_across)):
        picture.add(Line([(x, frame.top), (x, frame.bottom)], scene.GRID))
    _scale(picture, layout, chart.x, frame.bottom)
    if chart.second_x is not None:
        _scale(picture, layout, chart.second_x, frame.bottom + 2.3 * layout.sizes.label)


def _scale(picture: Scene, layout: Layout, axis: Axis, y: float) -> None:
    """A line with ticks, numbers and a name."""
    frame, size = layout.frame, layout.sizes.label
    base = y + 1.6 * size
    for tick in axis.ticks(layout.most_across):
        x, _ = frame.at(axis.place(tick.value), 0.0)
        if tick.label:
            picture.add(Line([(x, y), (x, y + 5)], scene.FRAME), Text(x, base, tick.label, size, scene.SOFT, "middle"))
    picture.add(Line([(frame.left, y), (frame.right, y)], scene.FRAME, 1.2))
    if axis.name:
        picture.add(Text(frame.left - layout.gap, base, axis.name, size, scene.INK, "end"))


def _references(picture: Scene, layout: Layout) -> None:
    frame, marks = layout.frame, layout.chart.references
    for mark in marks:
        x, ink = layout.x(mark.x), scene.MARK if mark.line is None else _color(layout.chart, mark.line)
        picture.add(Line([(x, frame.top - 5), (x, frame.bottom)], ink, 0.8, (3, 3)))
    if any(mark.label for mark in marks):
        _reference_labels(picture, layout, marks)


def _reference_labels(picture: Scene, layout: Layout, marks: Sequence[ReferenceLine]) -> None:
    """Label and detail above each mark; the short texts where those would touch, none where these would."""
    frame, bands = layout.frame, [text_width(band.label, MARK_LABEL) for band in layout.chart.bands if band.label]
    begin = frame.left + bands[0] + 8 if bands else frame.left if layout.chart.y.name else layout.left
    for texts in ([(mark.label, mark.detail) for mark in marks], [(mark.short, "") for mark in marks]):
        widths = [max(text_width(text, MARK_LABEL) for text in pair) for pair in texts]
        wanted = [(layout.x(mark.x), width) for mark, width in zip(marks, widths, strict=True)]
        places = spread(wanted, begin, frame.right + layout.sizes.pad, 7)
        if None not in places:
            break
    for (label, detail), left, width in zip(texts, places, widths, strict=True):
        if left is not None:
            middle, y = left + width / 2, frame.top - 10
            picture.add(Text(middle, y - 13 * bool(detail), label, MARK_LABEL, anchor="middle"))
            if detail:
                picture.add(Text(middle, y, detail, MARK_LABEL, scene.SOFT, "middle"))


def _line(picture: Scene, layout: Layout, line: ChartLine, index: int) -> None:
    for known, part in groupby(line.points, key=lambda point: point[1] is not None):
        if known:
            places = [layout.at(x, y) for x, y in part if y is not None]
            picture.add(_stroke(layout.chart, index, simplify(places, 0.02), line.name))


def _points(picture: Scene, layout: Layout, points: ChartPoints) -> None:
    color = scene.PALE if points.line is None else _color(layout.chart, points.line)
    for x, y in (layout.at(*point) for point in points.points):
        if points.symbol == "cross":
            picture.add(Text(x, y + 5, "×", 15, color, "middle", bold=True))
            continue
        if points.symbol == "ring":
            picture.add(_dot(x, y, 11.0, scene.PAPER, color))
        picture.add(_dot(x, y, DOTS[points.symbol], color))


def _notes(picture: Scene, layout: Layout) -> None:
    frame = layout.frame
    for row, note in enumerate(layout.chart.notes):
        y = frame.top + (row + 0.5) * ROW_HEIGHT + 4
        picture.add(Text(frame.right + 10, y, note, layout.sizes.label, scene.SOFT))


def _readouts(picture: Scene, layout: Layout) -> None:
    """The numbers behind the chart, for the HTML page."""
    chart, frame = layout.chart, layout.frame
    series = [_readout(chart, index) for index, line in enumerate(chart.lines) if line.readout is not None]
    if series:
        sides = [round(side, 2) for side in (frame.left, frame.top, frame.right, frame.bottom)]
        y = {"low": chart.y.low, "high": chart.y.high, "log": chart.y.log, "rate": chart.y.name}
        x = {"x": [chart.x.low, chart.x.high], "name": chart.x.name, "percent": chart.x.unit == "percent"}
        picture.plots.append({"frame": sides, **y, **x, **_marks(chart), "series": series})


def _marks(chart: Chart) -> dict[str, Any]:
    """What else is drawn over the x axis: coloured parts, vertical lines, and the second scale."""
    bands = [[band.begin, band.end] for band in chart.bands if not band.horizontal]
    lines = [[mark.x, scene.MARK if mark.line is None else _color(chart, mark.line)] for mark in chart.references]
    second = chart.second_x and {"x": [chart.second_x.low, chart.second_x.high], "name": chart.second_x.name}
    return {"bands": bands, "marks": lines, "second": second, "band_color": scene.BAND}


def _readout(chart: Chart, index: int) -> dict[str, Any]:
    line = chart.lines[index]
    numbers = dict(line.readout._asdict()) if line.readout else {}
    samples = numbers.pop("samples", [])
    points = {"updates": [update for update, _ in samples], "rates": [rate for _, rate in samples]}
    return {"label": line.name, "color": _color(chart, index), **numbers, **points}


def _stroke(chart: Chart, index: int, points: Sequence[Place], name: str | None = None) -> Line:
    """A line in the style of a series."""
    style = chart.lines[index].style
    if style == "series":
        return Line(points, scene.color(index), 2.2, scene.dash(index), name)
    if style == "pale":
        return Line(points, scene.PALE, 2.2, scene.PALE_DASH, name)
    return Line(points, scene.PALE, 1.0, (), name)


def _color(chart: Chart, index: int) -> str:
    return scene.color(index) if chart.lines[index].style == "series" else scene.PALE


def _dot(x: float, y: float, size: float, color: str, outline: str | None = None) -> Rect:
    return Rect(x - size / 2, y - size / 2, size, size, color, size / 2, outline)
