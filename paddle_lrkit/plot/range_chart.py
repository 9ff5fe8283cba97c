"""The layout of a range test's chart: RangeFigure -> Scene."""

from __future__ import annotations

from paddle_lrkit.plot import scene
from paddle_lrkit.plot.chart import PAD, Frame
from paddle_lrkit.plot.range_figure import RangeFigure
from paddle_lrkit.plot.scene import Line, Rect, Scene, Text, text_width
from paddle_lrkit.plot.simplify import simplify
from paddle_lrkit.text import format_rate

TOP, FOOT, GAP = 104.0, 44.0, 26.0


def draw_range(figure: RangeFigure, width: float = 960.0, height: float = 480.0) -> Scene:
    """Draws one range test.

    Args:
        figure: What it shows.
        width: Pixels.
        height: Pixels.
    """
    labels = [tick.label for tick in figure.y_ticks(7)] + [figure.words.learning_rate, figure.words.loss]
    frame = Frame(PAD + max(text_width(text, 12) for text in labels) + GAP, TOP, width - PAD - 12, height - FOOT)
    picture = Scene(width, height, figure.heading)
    picture.add(Rect(0.5, 0.5, width - 1, height - 1, scene.PAPER, 8, scene.GRID))
    _head(picture, figure)
    _interval(picture, figure, frame)
    _axes(picture, figure, frame)
    for index, ramp in enumerate(figure.ramps):
        points = [frame.at(*place) for place in figure.line(ramp)]
        picture.add(Line(simplify(points, 0.02), scene.SHADE, 1.0, name=f"ramp {index + 1}"))
    points = [frame.at(*place) for place in figure.line(figure.mean)]
    picture.add(Line(simplify(points, 0.02), scene.color(0), 2.4, name="mean"))
    _suggestion(picture, figure, frame)
    return picture


def _head(picture: Scene, figure: RangeFigure) -> None:
    room = picture.width - 2 * PAD
    facts = " · ".join([*figure.facts(), figure.words.thin])
    picture.add(
        Text(PAD, 38, scene.shortened(figure.heading, 18, room), 18, bold=True),
        Text(PAD, 61, scene.shortened(facts, 13, room), 13, scene.SOFT),
    )


def _interval(picture: Scene, figure: RangeFigure, frame: Frame) -> None:
    if figure.interval is not None:
        left, right = (frame.x(figure.x_axis.place(value)) for value in figure.interval)
        picture.add(Rect(left, frame.top, right - left, frame.bottom - frame.top, scene.BAND))


def _axes(picture: Scene, figure: RangeFigure, frame: Frame) -> None:
    for tick in figure.y_ticks(7):
        _, y = frame.at(0, figure.y_axis.place(tick.value))
        picture.add(
            Line([(frame.left, y), (frame.right, y)], scene.GRID),
            Text(frame.left - 10, y + 4, tick.label, 12, scene.SOFT, "end"),
        )
    for tick in figure.x_ticks(max(int((frame.right - frame.left) / 80), 2)):
        x = frame.x(figure.x_axis.place(tick.value))
        picture.add(
            Line([(x, frame.top), (x, frame.bottom)], scene.GRID),
            Line([(x, frame.bottom), (x, frame.bottom + 5)], scene.FRAME),
            Text(x, frame.bottom + 19, tick.label, 12, scene.SOFT, "middle"),
        )
    picture.add(
        Line([(frame.left, frame.bottom), (frame.right, frame.bottom)], scene.FRAME, 1.2),
        Text(frame.left - GAP, frame.bottom + 19, figure.words.learning_rate, 12, scene.INK, "end"),
        Text(frame.left - GAP, frame.top - 10, figure.words.loss, 12, scene.INK, "end"),
    )


def _suggestion(picture: Scene, figure: RangeFigure, frame: Frame) -> None:
    if figure.suggestion is not None:
        x = frame.x(figure.x_axis.place(figure.suggestion))
        picture.add(
            Line([(x, frame.top - 5), (x, frame.bottom)], scene.MARK, 1.2, (3, 3)),
            Text(x, frame.top - 10, format_rate(figure.suggestion), 12, scene.INK, "middle", bold=True),
        )
