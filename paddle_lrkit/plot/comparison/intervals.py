"""Differences from the best arm, with their intervals and the single pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.plot import scene
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.comparison.frame import FOOT, HEAD, PAD, Frame, blank, dot, x_axis
from paddle_lrkit.plot.comparison.span_ticks import span_ticks
from paddle_lrkit.plot.scene import Line, Rect, Scene, Text, shortened, text_width

_ROW, _LABEL, _NOTE = 30.0, 240.0, 150.0


@dataclass(frozen=True)
class IntervalRow:
    """One arm.

    Args:
        name: At the left.
        note: At the right.
        middle: The mean difference; None for an arm without one, such as one that diverged.
        low: Lower end of the interval.
        high: Upper end of the interval.
        pairs: The single differences.
        tied: Whether it cannot be told from the best; drawn on a band.
    """

    name: str
    note: str
    middle: float | None = None
    low: float = 0.0
    high: float = 0.0
    pairs: Sequence[float] = ()
    tied: bool = False


def draw_intervals(title: str, subtitle: str, x_name: str, rows: Sequence[IntervalRow], width: float = 720.0) -> Scene:
    """Draws the chart; its zero is the best arm.

    Args:
        title: Heading.
        subtitle: Second line.
        x_name: Name of the horizontal axis.
        rows: The arms, best first.
        width: Pixels.
    """
    height = HEAD + FOOT + _ROW * len(rows)
    picture = blank(width, height, title, subtitle)
    label = min(max(text_width(row.name, 12) for row in rows) + 12, _LABEL)
    note = max(text_width(row.note, 11) for row in rows) + 12
    frame = Frame(PAD + label, HEAD, width - PAD - min(note, _NOTE), height - FOOT, _span(rows))
    _bands(picture, frame, rows, width)
    x_axis(picture, frame, span_ticks(frame.x.low, frame.x.high, 6), x_name)
    zero = frame.across(0.0)
    picture.add(Line([(zero, frame.top), (zero, frame.bottom)], scene.INK, 1.0, (3, 3)))
    for index, row in enumerate(rows):
        _draw(picture, frame, row, index, label)
    return picture


def _span(rows: Sequence[IntervalRow]) -> Axis:
    known = [value for row in rows if row.middle is not None for value in (row.low, row.high, *row.pairs)]
    low, high = min([0.0, *known]), max([0.0, *known])
    room = 0.06 * (high - low) or 1.0
    return Axis(low - room, high + room)


def _bands(picture: Scene, frame: Frame, rows: Sequence[IntervalRow], width: float) -> None:
    for index, row in enumerate(rows):
        if row.tied:
            picture.add(Rect(PAD / 2, frame.top + index * _ROW, width - PAD, _ROW, scene.BAND))


def _draw(picture: Scene, frame: Frame, row: IntervalRow, index: int, label: float) -> None:
    y = frame.top + (index + 0.5) * _ROW
    picture.add(
        Text(PAD, y + 4, shortened(row.name, 12, label - 10), 12, bold=row.tied),
        Text(frame.right + 10, y + 4, row.note, 11, scene.SOFT),
    )
    if row.middle is None:
        return
    color = scene.COLORS[0]
    ends = [(frame.across(row.low), y), (frame.across(row.high), y)]
    picture.add(*(dot((frame.across(pair), y + 7), scene.SHADE, 4.0) for pair in row.pairs))
    picture.add(Line(ends, color, 2.4), dot((frame.across(row.middle), y), color, 8.0))
