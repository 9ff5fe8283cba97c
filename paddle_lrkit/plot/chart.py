"""One XY chart in the units of its axes, without sizes and colors: `layout` and `terminal` draw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from paddle_lrkit.plot.axis import Axis

ChartPoint = tuple[float, float]
LineStyle = Literal["series", "pale", "thin"]
"""In its own color and dashes; pale and dashed, for comparison; or pale and thin, for one of many repetitions."""


class Readout(NamedTuple):
    """What the HTML page says about a schedule under the pointer.

    Args:
        begin: First update of the line.
        end: Update before which the line ends.
        span: Updates that the whole x axis is worth.
        epoch: Updates in an epoch; None when unknown.
        samples: ``(update, rate)`` of the line.
    """

    begin: int
    end: int
    span: float
    epoch: int | None
    samples: Sequence[tuple[int, float]]


class ChartLine(NamedTuple):
    """A line through points.

    Args:
        name: In the legend.
        points: ``(x, y)``; x never falls, and a ``y`` of None interrupts the line.
        style: Its look.
        facts: What the legend adds to the name.
        readout: For the HTML page; None for a line without one.
    """

    name: str
    points: Sequence[tuple[float, float | None]]
    style: LineStyle = "series"
    facts: Sequence[str] = ()
    readout: Readout | None = None


class ChartPoints(NamedTuple):
    """Single points.

    Args:
        points: ``(x, y)``.
        symbol: A ``small`` or ``large`` dot, a ``ring`` around a dot, or a ``cross``.
        line: Number of the line that gives its color; None for pale points.
    """

    points: Sequence[ChartPoint]
    symbol: Literal["small", "large", "ring", "cross"] = "small"
    line: int | None = None


class Band(NamedTuple):
    """A coloured part of an axis, such as a warmup.

    Args:
        begin: Where it begins.
        end: Where it ends.
        label: Text above it.
        horizontal: Whether it lies along the y axis instead of the x axis.
    """

    begin: float
    end: float
    label: str = ""
    horizontal: bool = False


class ReferenceLine(NamedTuple):
    """A vertical line, such as a milestone.

    Args:
        x: Its place.
        label: Text above it; empty for none.
        detail: Second line of the text.
        short: Replaces both lines where they do not fit.
        line: Number of the line that gives its color; None for gray.
    """

    x: float
    label: str = ""
    detail: str = ""
    short: str = ""
    line: int | None = None


class Chart(NamedTuple):
    """What a chart says and shows.

    Args:
        title: Heading.
        x: Horizontal axis.
        y: Vertical axis.
        lines: Lines; the first has the first color.
        subtitle: Facts below the heading.
        legend: Whether the names and facts of the lines are listed below the subtitle.
        second_x: A second scale of the same x axis, in other units.
        bands: Coloured parts, the largest first.
        references: Vertical lines, from left to right.
        points: Single points, above the lines.
        notes: Texts at the right of the rows of a y axis with rows.
    """

    title: str
    x: Axis
    y: Axis
    lines: Sequence[ChartLine]
    subtitle: Sequence[str] = ()
    legend: bool = False
    second_x: Axis | None = None
    bands: Sequence[Band] = ()
    references: Sequence[ReferenceLine] = ()
    points: Sequence[ChartPoints] = ()
    notes: Sequence[str] = ()

    def place(self, x: float, y: float) -> ChartPoint:
        """Position of a point, both parts between 0 and 1, upwards."""
        return self.x.place(x), self.y.place(y)

    @property
    def left_texts(self) -> list[str]:
        """Names and numbers at the left of the plot, without the name of the y axis."""
        names = [axis.name for axis in (self.x, self.second_x) if axis]
        return [*names, *(tick.label for tick in self.y.ticks(6))]

    @property
    def labelled(self) -> bool:
        """Whether there is text above the plot."""
        return any(mark.label for mark in self.references) or any(band.label for band in self.bands)

    def layers(self) -> list[tuple[int, ChartLine]]:
        """The lines with their numbers in drawing order: pale and thin ones below the others."""
        return sorted(enumerate(self.lines), key=lambda numbered: numbered[1].style == "series")
