"""Chart -> lines of text for a terminal."""

from __future__ import annotations

import math
import string
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from paddle_lrkit.plot.canvas import Canvas
from paddle_lrkit.plot.chart import Chart, ChartPoint
from paddle_lrkit.plot.labels import spread
from paddle_lrkit.plot.text_grid import BOLD, DIM, SERIES, WARM, TextGrid
from paddle_lrkit.text import cells

LEAST_COLUMNS = 40
LEAST_ROWS = 12
LEAST_CANVAS = 5
LETTER_EVERY = 18


@dataclass(frozen=True)
class Glyphs:
    """The characters of a chart.

    Args:
        side: Left edge beside a row.
        tick: Left edge at a tick.
        corner: Where the axes meet.
        bottom: The x axis.
        bottom_tick: The x axis at a tick.
        band: Inside of a band.
        mark: Vertical reference line.
        dot: Between two facts.
        point: A single point.
        cross: A cross.
    """

    side: str
    tick: str
    corner: str
    bottom: str
    bottom_tick: str
    band: str
    mark: str
    dot: str
    point: str
    cross: str


UNICODE = Glyphs("│", "┤", "└", "─", "┬", "░", "┊", " · ", "•", "×")
ASCII = Glyphs("|", "+", "+", "-", "+", ":", "!", "; ", "o", "x")


def can_show_braille(encoding: str | None) -> bool:
    """Whether a stream with this encoding can carry every character of a chart.

    Example:
        >>> can_show_braille("utf-8"), can_show_braille("gbk"), can_show_braille(None)
        (True, False, False)
    """
    try:
        "⣿│┤└─┬░┊·•×".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def draw_terminal(
    chart: Chart, columns: int = 80, rows: int = 24, *, ascii_only: bool = False, color: bool = False
) -> str:
    """A chart as lines of text.

    Args:
        chart: What it shows.
        columns: Width that no line exceeds.
        rows: Number of lines; more where heading and legend leave the plot fewer than `LEAST_CANVAS`.
        ascii_only: Whether to keep the chart to ASCII.
        color: Whether to write ANSI colors.
    """
    glyphs = ASCII if ascii_only else UNICODE
    page = TextGrid(max(columns, LEAST_COLUMNS))
    top, left = _head(page, chart, glyphs), _gutter(page, chart) + 2
    if cells(chart.y.name) <= left - 2:
        page.put_right(top + 1, left - 2, chart.y.name, DIM)
        top += 2 if chart.y.name or chart.labelled else 1
    else:
        page.put(top + 1, 0, chart.y.name, DIM)
        top += 3 if chart.labelled else 2
    right = max((cells(note) for note in chart.notes), default=0) + 2
    down = max(rows - top - (3 if chart.second_x else 2), LEAST_CANVAS, len(chart.notes))
    TerminalPlot(page, chart, Canvas(page.columns - left - right, down, ascii_only), glyphs, (top, left)).draw()
    return page.text(color)


def draw_terminal_panel(
    page: TextGrid, chart: Chart, place: tuple[int, int], size: tuple[int, int], *, ascii_only: bool = False
) -> None:
    """Puts a small chart without numbers on a page.

    Args:
        page: The page.
        chart: What it shows.
        place: Row and column of its heading.
        size: Its columns and the rows of its plot.
        ascii_only: Whether to keep the chart to ASCII.
    """
    (top, left), (columns, rows) = place, size
    for row, (text, style) in enumerate([(chart.title, BOLD), *((fact, DIM) for fact in chart.subtitle)]):
        page.put(top + row, left, text[:columns], style)
    canvas, origin = Canvas(columns - 1, rows, ascii_only), (top + 1 + len(chart.subtitle), left + 1)
    plot = TerminalPlot(page, chart, canvas, ASCII if ascii_only else UNICODE, origin)
    plot.draw_lines()
    plot.draw_frame()


def _head(page: TextGrid, chart: Chart, glyphs: Glyphs) -> int:
    """Writes title, subtitle and legend; returns the next row."""
    row = _put_wrapped(page, 0, chart.title.split(" "), " ", BOLD)
    if chart.subtitle:
        row = _put_wrapped(page, row, chart.subtitle, glyphs.dot)
    return _legend(page, chart, glyphs, row) if chart.legend != "none" else row


def _put_wrapped(page: TextGrid, row: int, parts: Sequence[str], between: str, style: str = "") -> int:
    lines = _wrapped(parts, between, page.columns)
    for offset, line in enumerate(lines):
        page.put(row + offset, 0, line, style)
    return row + len(lines)


def _legend(page: TextGrid, chart: Chart, glyphs: Glyphs, row: int) -> int:
    widest = min(max(cells(line.name) for line in chart.lines), page.columns // 3)
    for index, line in enumerate(chart.lines):
        page.put(row, 0, f"{_letter(index)} {line.name}", _style(chart, index))
        begin = 4 + max(widest, cells(line.name))
        facts = _wrapped(line.facts, glyphs.dot, page.columns - 4 - widest)
        if begin > 4 + widest and line.facts:
            row, begin = row + 1, 4 + widest
        for offset, text in enumerate(facts):
            page.put(row + offset, begin, text)
        row += len(facts)
    return row


def _wrapped(parts: Sequence[str], between: str, width: int) -> list[str]:
    lines = list(parts[:1]) or [""]
    for part in parts[1:]:
        if cells(lines[-1] + between + part) <= width:
            lines[-1] += between + part
        else:
            lines.append(part)
    return lines


def _gutter(page: TextGrid, chart: Chart) -> int:
    """Columns of the names and numbers at the left."""
    names = [chart.x.name, *([chart.second_x.name] if chart.second_x else [])]
    return min(max(cells(text) for text in [*names, *(tick.label for tick in chart.y.ticks(6))]), page.columns // 3)


def _letter(index: int) -> str:
    return string.ascii_uppercase[index % 26]


def _style(chart: Chart, index: int) -> str:
    return SERIES[index % len(SERIES)] if chart.lines[index].style == "series" else DIM


@dataclass(frozen=True)
class TerminalPlot:
    """The part of a chart inside its axes, and the axes.

    Args:
        page: Where it is drawn.
        chart: What it shows.
        canvas: Empty, as large as the part inside the axes.
        glyphs: Characters.
        origin: Row and column of the upper left cell of the canvas.
    """

    page: TextGrid
    chart: Chart
    canvas: Canvas
    glyphs: Glyphs
    origin: tuple[int, int]

    def draw(self) -> None:
        """Draws everything."""
        self._letters()
        self._points()
        self.draw_lines()
        self._references()
        self._bands()
        self.draw_frame()
        self._y_ticks()
        self._x_ticks()

    def draw_lines(self) -> None:
        """Draws the lines where the page is free."""
        for index, _ in self.chart.layers():
            for part in self._parts(index):
                self.canvas.line(part, index)
        top, left = self.origin
        for row in range(self.canvas.rows):
            for column in range(self.canvas.columns):
                owner = self.canvas.owner(row, column)
                if owner is not None:
                    self._fill(top + row, left + column, self.canvas.character(row, column), _style(self.chart, owner))

    def draw_frame(self) -> None:
        """Draws the axes without ticks."""
        top, left = self.origin
        for row in range(self.canvas.rows):
            self.page.put(top + row, left - 1, self.glyphs.side, DIM)
        self.page.put(
            top + self.canvas.rows, left - 1, self.glyphs.corner + self.glyphs.bottom * self.canvas.columns, DIM
        )

    def _parts(self, index: int) -> list[list[ChartPoint]]:
        """Positions of a line, one list for each part between its gaps."""
        points = self.chart.lines[index].points
        parts = groupby(points, key=lambda point: point[1] is None)
        return [[self.chart.place(x, y) for x, y in part if y is not None] for gap, part in parts if not gap]

    def _cell(self, place: ChartPoint) -> tuple[int, int]:
        """Row and column of a position on the page."""
        row, column = self.canvas.cell(*place)
        return self.origin[0] + row, self.origin[1] + column

    def _column(self, x: float) -> int:
        return self._cell((self.chart.x.place(x), 0.0))[1]

    def _fill(self, row: int, column: int, character: str, style: str) -> None:
        if self.page.is_free(row, column, column + 1):
            self.page.put(row, column, character, style)

    def _fill_column(self, column: int, character: str, style: str) -> None:
        for row in range(self.origin[0], self.origin[0] + self.canvas.rows):
            self._fill(row, column, character, style)

    def _letters(self) -> None:
        """Letters on the lines of a legend, which tell them apart without color."""
        many = len(self.chart.lines) if self.chart.legend != "none" else 0
        for index in range(many):
            for column in range(2 + index * LETTER_EVERY // many, self.canvas.columns, LETTER_EVERY):
                across = column / (self.canvas.columns - 1)
                for up in filter(None, (_height(part, across) for part in self._parts(index))):
                    self.page.put(*self._cell((across, up[0])), _letter(index), _style(self.chart, index))

    def _points(self) -> None:
        for points in self.chart.points:
            character = self.glyphs.cross if points.symbol == "cross" else self.glyphs.point
            style = DIM if points.line is None else _style(self.chart, points.line)
            for point in points.points:
                self._fill(*self._cell(self.chart.place(*point)), character, style)

    def _references(self) -> None:
        top, left = self.origin
        marks = self.chart.references
        columns = [self._column(mark.x) for mark in marks]
        for column in columns:
            self._fill_column(column, self.glyphs.mark, DIM)
        begin = left + max((cells(band.label) + 2 for band in self.chart.bands if band.label), default=0)
        for texts in ([mark.label for mark in marks], [mark.short for mark in marks]):
            wanted = [(column, cells(text)) for column, text in zip(columns, texts, strict=True)]
            places = spread(wanted, begin, self.page.columns, 1)
            if None not in places:
                break
        for text, place in zip(texts, places, strict=True):
            if place is not None:
                self.page.put(top - 1, math.ceil(place), text)

    def _bands(self) -> None:
        top, left = self.origin
        for band in self.chart.bands:
            if band.horizontal:
                rows = [top + self.canvas.cell(0.0, self.chart.y.place(end))[0] for end in (band.end, band.begin)]
                for row in range(rows[0], rows[1]):
                    for column in range(left, left + self.canvas.columns):
                        self._fill(row, column, self.glyphs.band, WARM)
                continue
            begin, end = self._column(band.begin), self._column(band.end)
            for column in range(begin, end + 1):
                self._fill_column(column, self.glyphs.band, WARM)
            self.page.put(top - 1, begin, band.label, WARM)

    def _y_ticks(self) -> None:
        top, left = self.origin
        for tick in self.chart.y.ticks(self.canvas.rows // 3 + 1):
            row = top + self.canvas.cell(0.0, self.chart.y.place(tick.value))[0]
            self.page.put_right(row, left - 2, tick.label, DIM)
            self.page.put(row, left - 1, self.glyphs.tick, DIM)
        for tick, note in zip(self.chart.y.ticks(len(self.chart.notes)), self.chart.notes, strict=False):
            row = top + self.canvas.cell(0.0, self.chart.y.place(tick.value))[0]
            self.page.put(row, left + self.canvas.columns + 1, note)

    def _x_ticks(self) -> None:
        row, left = self.origin[0] + self.canvas.rows, self.origin[1]
        most = self.canvas.columns // 11 + 1
        for offset, axis in enumerate(filter(None, (self.chart.x, self.chart.second_x)), start=1):
            self.page.put_right(row + offset, left - 2, axis.name, DIM)
            for tick in axis.ticks(most):
                column = self._column(tick.value)
                self.page.put_centred(row + offset, column, tick.label)
                if offset == 1:
                    self.page.put(row, column, self.glyphs.bottom_tick, DIM)


def _height(places: Sequence[ChartPoint], across: float) -> tuple[float] | None:
    """Height of a line at a position; None beside the line."""
    after = bisect_right(places, across, key=lambda place: place[0])
    if not 0 < after < len(places):
        return None
    (left, low), (right, high) = places[after - 1], places[after]
    return (low + (high - low) * (across - left) / (right - left),)
