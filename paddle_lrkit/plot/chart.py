"""The layout of one chart: Figure -> Scene."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.plot import scene
from paddle_lrkit.plot.figure import Figure, Mark
from paddle_lrkit.plot.hover import hover_data
from paddle_lrkit.plot.labels import spread
from paddle_lrkit.plot.scene import Line, Place, Rect, Scene, Text, text_width
from paddle_lrkit.plot.simplify import simplify

PAD = 24.0
LEGEND_ROW = 19.0
HEADING_GAP = 18.0
LEAST_PLOT = 160.0


@dataclass(frozen=True)
class Frame:
    """The rectangle between the axes, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def at(self, across: float, up: float) -> Place:
        """The pixel of a position whose parts are between 0 and 1."""
        return self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top)

    def x(self, across: float) -> float:
        """The pixel column of a position."""
        return self.at(across, 0)[0]


def draw_chart(figure: Figure, width: float = 960.0, height: float = 480.0) -> Scene:
    """Draws one chart.

    Args:
        figure: What it shows.
        width: Pixels.
        height: Pixels; the picture grows where the legend would leave the plot too little.
    """
    frame = _frame(figure, width, height)
    picture = Scene(width, frame.bottom + _foot(figure), figure.heading)
    picture.add(Rect(0.5, 0.5, width - 1, picture.height - 1, scene.PAPER, 8, scene.GRID))
    _head(picture, figure)
    _bands(picture, figure, frame)
    _rates(picture, figure, frame)
    _updates(picture, figure, frame)
    _marks(picture, figure, frame)
    for index in figure.layers():
        _series(picture, figure, frame, index)
    picture.plots.append(hover_data(figure, (frame.left, frame.top, frame.right, frame.bottom)))
    return picture


def _frame(figure: Figure, width: float, height: float) -> Frame:
    gutter = max(text_width(text, 12) for text in [figure.words.learning_rate, figure.x_name(), *_rate_labels(figure)])
    top = 58 + len(figure.series) * LEGEND_ROW + (38 if figure.has_labels and figure.marks() else 24)
    bottom = max(height - _foot(figure), top + LEAST_PLOT)
    return Frame(PAD + gutter + HEADING_GAP, top, width - PAD - 12, bottom)


def _foot(figure: Figure) -> float:
    return 64.0 if figure.epoch_ticks(2) else 42.0


def _rate_labels(figure: Figure) -> list[str]:
    return [tick.label for tick in figure.y_ticks(6)]


def _head(picture: Scene, figure: Figure) -> None:
    room = picture.width - 2 * PAD
    picture.add(Text(PAD, 38, scene.shortened(figure.heading, 18, room), 18, bold=True))
    if len(figure.series) == 1:
        facts = " · ".join(figure.series[0].facts(figure.words))
        picture.add(Text(PAD, 61, scene.shortened(facts, 13, room), 13, scene.SOFT))
        return
    names = [one.label for one in figure.series]
    column = PAD + 40 + min(max(1.1 * text_width(name, 13) for name in names), room * 0.4) + 18
    for index, one in enumerate(figure.series):
        y = 62 + index * LEGEND_ROW
        facts = " · ".join(one.facts(figure.words))
        picture.add(
            _line([(PAD, y - 4), (PAD + 30, y - 4)], figure, index, 2.4),
            Text(PAD + 40, y, scene.shortened(one.label, 13, room * 0.4), 13, bold=True),
            Text(column, y, scene.shortened(facts, 12, room + PAD - column), 12, scene.SOFT),
        )


def _bands(picture: Scene, figure: Figure, frame: Frame) -> None:
    bands = figure.bands()
    for band in bands:
        right = frame.x(band.end)
        picture.add(Rect(frame.left, frame.top, right - frame.left, frame.bottom - frame.top, scene.BAND))
    for band in bands:
        x = frame.x(band.end)
        picture.add(Line([(x, frame.top - 5), (x, frame.bottom)], scene.BAND_INK, 0.8))
    if len(bands) == 1:
        picture.add(Text(frame.left, frame.top - 10, bands[0].text, 11, scene.BAND_INK))


def _rates(picture: Scene, figure: Figure, frame: Frame) -> None:
    for tick in figure.y_ticks(_room(frame.bottom - frame.top, 46)):
        _, y = frame.at(0, figure.y_axis.place(tick.value))
        picture.add(
            Line([(frame.left, y), (frame.right, y)], scene.GRID),
            Text(frame.left - 10, y + 4, tick.label, 12, scene.SOFT, "end"),
        )
    picture.add(Text(frame.left - HEADING_GAP, frame.top - 10, figure.words.learning_rate, 12, scene.INK, "end"))


def _updates(picture: Scene, figure: Figure, frame: Frame) -> None:
    most, bottom = _room(frame.right - frame.left, 90), frame.bottom
    for tick in figure.x_ticks(most):
        x = frame.x(figure.x_axis.place(tick.value))
        picture.add(
            Line([(x, frame.top), (x, bottom)], scene.GRID),
            Line([(x, bottom), (x, bottom + 5)], scene.FRAME),
            Text(x, bottom + 19, tick.label, 12, scene.SOFT, "middle"),
        )
    picture.add(
        Line([(frame.left, bottom), (frame.right, bottom)], scene.FRAME, 1.2),
        Text(frame.left - HEADING_GAP, bottom + 19, figure.x_name(), 12, scene.INK, "end"),
    )
    epochs = figure.epoch_ticks(most)
    for tick in epochs:
        x = frame.x(figure.x_axis.place(tick.value))
        picture.add(
            Line([(x, bottom + 29), (x, bottom + 33)], scene.FRAME),
            Text(x, bottom + 46, tick.label, 12, scene.SOFT, "middle"),
        )
    if epochs:
        picture.add(
            Line([(frame.left, bottom + 29), (frame.right, bottom + 29)], scene.FRAME),
            Text(frame.left - HEADING_GAP, bottom + 46, figure.words.epochs, 12, scene.INK, "end"),
        )


def _marks(picture: Scene, figure: Figure, frame: Frame) -> None:
    marks = figure.marks()
    for mark in marks:
        x, ink = frame.x(mark.place), scene.MARK if figure.has_labels else scene.color(mark.series)
        picture.add(Line([(x, frame.top - 5), (x, frame.bottom)], ink, 0.8, (3, 3)))
    if not figure.has_labels:
        return
    begin = frame.left + text_width(figure.bands()[0].text, 11) + 8 if figure.bands() else PAD
    _mark_labels(picture, marks, frame, begin)


def _mark_labels(picture: Scene, marks: list[Mark], frame: Frame, begin: float) -> None:
    """Two lines above each milestone; one short line where those would touch, none where that would."""
    end = frame.right + PAD
    places = spread([(frame.x(mark.place), _label_width(mark)) for mark in marks], begin, end, 8)
    full = None not in places
    if not full:
        short = [(frame.x(mark.place), text_width(mark.short, 11)) for mark in marks]
        places = spread(short, begin, end, 6)
    for mark, left in zip(marks, places, strict=True):
        if left is None:
            continue
        if not full:
            picture.add(Text(left, frame.top - 10, mark.short, 11))
            continue
        middle = left + _label_width(mark) / 2
        picture.add(
            Text(middle, frame.top - 23, mark.where, 11, anchor="middle"),
            Text(middle, frame.top - 10, mark.then, 11, scene.SOFT, "middle"),
        )


def _label_width(mark: Mark) -> float:
    return max(text_width(mark.where, 11), text_width(mark.then, 11))


def _series(picture: Scene, figure: Figure, frame: Frame, index: int) -> None:
    one = figure.series[index]
    points = [frame.at(*figure.place(one, update, value)) for update, value in one.corners()]
    if len(points) == 1:
        points.append((frame.x(figure.x_place(one, one.end)), points[0][1]))
    picture.add(_line(simplify(points, 0.02), figure, index, 2.2, one.label))


def _line(points: list[Place], figure: Figure, index: int, width: float, name: str | None = None) -> Line:
    """A line in the manner of a series."""
    dash = scene.SHADE_DASH if figure.series[index].role == "shade" else scene.dash(index)
    return Line(points, figure.color(index), width, dash, name)


def _room(length: float, each: float) -> int:
    return max(int(length / each) + 1, 2)
