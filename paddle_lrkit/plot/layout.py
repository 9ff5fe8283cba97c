"""Where the parts of a chart are in a picture."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.scene import Place, text_width

ROW_HEIGHT = 30.0
LEAST_PLOT = 160.0
BOLD = 1.15
"""Bold letters are so much wider."""


@dataclass(frozen=True)
class Frame:
    """A rectangle in pixels.

    Example:
        >>> Frame(10, 20, 110, 220).at(0.5, 0.25)
        (60.0, 170.0)
    """

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.bottom - self.top

    def at(self, across: float, up: float) -> Place:
        """The pixel of a position whose parts are between 0 and 1."""
        return self.left + across * self.width, self.bottom - up * self.height


@dataclass(frozen=True)
class Sizes:
    """Sizes of a chart in pixels.

    Args:
        pad: Space at the border.
        title: Font of the heading.
        text: Font of subtitle and legend.
        label: Font of the axes.
        gutter: Least width of the numbers at the left, so that charts side by side line up.
    """

    pad: float
    title: float
    text: float
    label: float
    gutter: float = 0.0


LARGE = Sizes(24.0, 18.0, 13.0, 12.0)
COMPACT = Sizes(18.0, 15.0, 12.0, 11.0)
PANEL = Sizes(0.0, 13.0, 11.0, 10.0, gutter=22.0)


class Layout:
    """Where the parts of a chart are.

    Args:
        chart: What it shows.
        box: Where to draw it; a chart may need more height.
        sizes: Sizes of its parts.
    """

    def __init__(self, chart: Chart, box: Frame, sizes: Sizes) -> None:
        self.chart, self.box, self.sizes = chart, box, sizes
        self.left = box.left + sizes.pad
        self.title_y = round(box.top + sizes.pad + 0.78 * sizes.title)
        self.gap = 22.0 if chart.x.name or chart.y.name else 8.0
        """Between the names of the axes and the plot."""
        self.gutter = self._gutter()
        self.frame = self._frame()
        self.most_across = room_for(self.frame.width, 5.0 * sizes.label)
        self.most_down = room_for(self.frame.height, 3.8 * sizes.label)

    @property
    def foot(self) -> float:
        """Height below the plot."""
        label, numbers = self.sizes.label, any(tick.label for tick in self.chart.x.ticks(2))
        return self.sizes.pad + 1.5 * label * numbers + 1.85 * label * (self.chart.second_x is not None)

    @property
    def head_rows(self) -> list[int]:
        """Base lines of subtitle and legend."""
        legend = range(len(self.chart.lines) if self.chart.legend else 0)
        rows = [0.0, *(row + 1.4 for row in legend)] if self.chart.subtitle else legend
        return [round(self.title_y + (1.8 + 1.46 * row) * self.sizes.text) for row in rows]

    def x(self, value: float) -> float:
        """Pixel column of a number."""
        return self.at(value, self.chart.y.low)[0]

    def y(self, value: float) -> float:
        """Pixel row of a number."""
        return self.at(self.chart.x.low, value)[1]

    def at(self, x: float, y: float) -> Place:
        """Pixel of a point; a point outside the axes is moved to their ends."""
        return self.frame.at(*self.chart.place(x, y))

    def _frame(self) -> Frame:
        chart, box, sizes = self.chart, self.box, self.sizes
        top = max([self.title_y, *self.head_rows]) + 16
        if any(mark.detail for mark in chart.references):
            top += 38
        elif chart.y.name or chart.labelled:
            top += 24
        left = self.left + self.gutter + self.gap
        notes = max((text_width(note, sizes.label) + 12 for note in chart.notes), default=sizes.pad / 2)
        right = box.right - sizes.pad - notes
        if chart.y.rows:
            return Frame(left, top, right, top + ROW_HEIGHT * chart.y.high)
        return Frame(left, top, right, max(box.bottom - self.foot, top + min(LEAST_PLOT, box.height / 2)))

    def _gutter(self) -> float:
        """Width of the names and numbers at the left."""
        rows = self.chart.y.rows
        size = BOLD * self.sizes.text if rows else self.sizes.label
        widest = max(text_width(text, size) for text in [self.chart.y.name, *self.chart.left_texts])
        return min(max(widest, self.sizes.gutter), (0.44 if rows else 0.36) * self.box.width)


def room_for(length: float, each: float) -> int:
    """How many labels have room on a length."""
    return max(int(length / each) + 1, 2)
