"""What all charts of a comparison share: size, heading, axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.plot import scene
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.scene import Line, Place, Rect, Scene, Text
from paddle_lrkit.plot.ticks import Tick

PAD, HEAD, FOOT = 18.0, 62.0, 40.0
MARK = 7.0


@dataclass(frozen=True)
class Frame:
    """The rectangle between two axes.

    Args:
        left: Pixels.
        top: Pixels.
        right: Pixels.
        bottom: Pixels.
        x: The horizontal axis.
        y: The vertical axis; None where the rows are named.
    """

    left: float
    top: float
    right: float
    bottom: float
    x: Axis
    y: Axis | None = None

    def across(self, value: float) -> float:
        """Pixel column of a number."""
        return self.left + self.x.place(value) * (self.right - self.left)

    def at(self, x: float, y: float) -> Place:
        """Pixel of two numbers; what lies outside is put on the edge."""
        place = self.y.place(y) if self.y else 0.0
        return self.across(x), self.bottom - place * (self.bottom - self.top)


def blank(width: float, height: float, title: str, subtitle: str) -> Scene:
    """An empty picture with a heading."""
    picture = Scene(width, height, title)
    room = width - 2 * PAD
    picture.add(
        Rect(0.5, 0.5, width - 1, height - 1, scene.PAPER, 8, scene.GRID),
        Text(PAD, 28, scene.shortened(title, 15, room), 15, bold=True),
        Text(PAD, 46, scene.shortened(subtitle, 12, room), 12, scene.SOFT),
    )
    return picture


def x_axis(picture: Scene, frame: Frame, ticks: Sequence[Tick], name: str) -> None:
    """Grid lines, numbers and name below the frame."""
    for tick in ticks:
        x = frame.across(tick.value)
        picture.add(
            Line([(x, frame.top), (x, frame.bottom)], scene.GRID),
            Text(x, frame.bottom + 16, tick.label, 11, scene.SOFT, "middle"),
        )
    picture.add(
        Line([(frame.left, frame.bottom), (frame.right, frame.bottom)], scene.FRAME, 1.2),
        Text(frame.right, frame.bottom + 31, name, 11, scene.INK, "end"),
    )


def y_axis(picture: Scene, frame: Frame, ticks: Sequence[Tick]) -> None:
    """Grid lines and numbers at the left."""
    for tick in ticks:
        _, y = frame.at(frame.x.low, tick.value)
        picture.add(
            Line([(frame.left, y), (frame.right, y)], scene.GRID),
            Text(frame.left - 8, y + 4, tick.label, 11, scene.SOFT, "end"),
        )


def dot(place: Place, color: str, size: float = MARK, outline: str | None = None) -> Rect:
    """A round mark."""
    x, y = place
    return Rect(x - size / 2, y - size / 2, size, size, color, size / 2, outline)
