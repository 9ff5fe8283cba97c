"""Chart -> lines of text for a terminal."""

from __future__ import annotations

import math
import string
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from paddle_lrkit.plot.canvas import Canvas
from paddle_lrkit.plot.chart import Chart, ChartPoint
from paddle_lrkit.plot.labels import spread
from paddle_lrkit.plot.text_grid import BOLD, DIM, SERIES, WARM, TextGrid
from paddle_lrkit.text import cells

LEAST_COLUMNS = 40
LEAST_ROWS = 12
LEAST_CANVAS = 5
LETTER_EVERY = 18


class Glyphs(NamedTuple):
    """The characters of a chart; ``dot`` is between two facts."""

    side: str
    tick: str
    corner: str
    bottom: str
    bottom_tick: str
    band: str
    mark: str
    point: str
    cross: str
    dot: str


UNICODE = Glyphs("│", "┤", "└", "─", "┬", "░", "┊", "•", "×", " · ")
ASCII = Glyphs("|", "+", "+", "-", "+", ":", "!", "o", "x", "; ")


def can_show_braille(encoding: str | None) -> bool:
    """Whether a stream with this encoding can carry every character of a chart.

    Example:
        >>> can_show_braille("utf-8"), can_show_braille("gbk"), can_show_braille(None)
        (True, False, False)
    """
    try:
        "".join(["⣿", *UNICODE]).encode(encoding or "ascii")
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
    top = _head(page, chart, glyphs) + 1
    left = min(max(map(cells, chart.left_texts)), page.columns // 3) + 2
    if cells(chart.y.name) <= left - 2:
        page.put_right(top, left - 2, chart.y.name, DIM)
        top += bool(chart.y.name or chart.labelled)
    else:
        page.put(top, 0, chart.y.name, DIM)
        top += 1 + chart.labelled
    right = max(map(cells, chart.notes), default=0) + 2
    down = max(rows - top - (3 if chart.second_x else 2), LEAST_CANVAS, len(chart.notes))
    _Plot(page, chart, Canvas(page.columns - left - right, down, ascii_only), glyphs, top, left).draw()
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
    for text, style in [(chart.title, BOLD), *((fact, DIM) for fact in chart.subtitle)]:
        page.put(top, left, text[:columns], style)
        top += 1
    glyphs = ASCII if ascii_only else UNICODE
    plot = _Plot(page, chart, Canvas(columns - 1, rows, ascii_only), glyphs, top, left + 1)
    plot.draw_lines()
    plot.draw_frame()


def _head(page: TextGrid, chart: Chart, glyphs: Glyphs) -> int:
    """Writes title, subtitle and legend; returns the next row."""
    row = _put_wrapped(page, (0, 0), chart.title.split(" "), " ", BOLD)
    if chart.subtitle:
        row = _put_wrapped(page, (row, 0), chart.subtitle, glyphs.dot)
    if not chart.legend:
        return row
    widest = min(max(cells(line.name) for line in chart.lines), page.columns // 3)
    for index, line in enumerate(chart.lines):
        page.put(row, 0, f"{_letter(index) if line.points else glyphs.point} {line.name}", _style(chart, index))
        row += bool(cells(line.name) > widest and line.facts)
        row = _put_wrapped(page, (row, 4 + widest), line.facts, glyphs.dot)
    return row


def _put_wrapped(page: TextGrid, place: tuple[int, int], parts: Sequence[str], between: str, style: str = "") -> int:
    """Writes parts in as many rows as they need, at least one; returns the next row."""
    row, column = place
    line = next(iter(parts), "")
    for part in parts[1:]:
        if cells(line + between + part) > page.columns - column:
            page.put(row, column, line, style)
            row, line = row + 1, part
        else:
            line += between + part
    page.put(row, column, line, style)
    return row + 1


def _letter(index: int) -> str:
    return string.ascii_uppercase[index % 26]


def _style(chart: Chart, index: int) -> str:
    return SERIES[index % len(SERIES)] if chart.lines[index].style == "series" else DIM


class _Plot(NamedTuple):
    """The axes and what is between them; the upper left cell of the canvas is at ``top``, ``left`` of the page."""

    page: TextGrid
    chart: Chart
    canvas: Canvas
    glyphs: Glyphs
    top: int
    left: int

    def draw(self) -> None:
        self._letters()
        self._points()
        self.draw_lines()
        self._references()
        self._bands()
        self.draw_frame()
        self._y_ticks()
        self._x_ticks()

    def draw_lines(self) -> None:
        for index, _ in self.chart.layers():
            for part in self._parts(index):
                self.canvas.line(part, index)
        for row in range(self.canvas.rows):
            for column in range(self.canvas.columns):
                owner = self.canvas.owner(row, column)
                if owner is not None:
                    character, style = self.canvas.character(row, column), _style(self.chart, owner)
                    self._fill(self.top + row, self.left + column, character, style)

    def draw_frame(self) -> None:
        for row in range(self.canvas.rows):
            self.page.put(self.top + row, self.left - 1, self.glyphs.side, DIM)
        bottom = self.glyphs.corner + self.glyphs.bottom * self.canvas.columns
        self.page.put(self.top + self.canvas.rows, self.left - 1, bottom, DIM)

    def _parts(self, index: int) -> list[list[ChartPoint]]:
        """Positions of a line, one list for each part between its gaps."""
        parts = groupby(self.chart.lines[index].points, key=lambda point: point[1] is None)
        return [[self.chart.place(x, y) for x, y in part if y is not None] for gap, part in parts if not gap]

    def _cell(self, across: float, up: float = 0.0) -> tuple[int, int]:
        """Row and column of a position on the page."""
        row, column = self.canvas.cell(across, up)
        return self.top + row, self.left + column

    def _row(self, y: float) -> int:
        return self._cell(0.0, self.chart.y.place(y))[0]

    def _column(self, x: float) -> int:
        return self._cell(self.chart.x.place(x))[1]

    def _fill(self, row: int, column: int, character: str, style: str) -> None:
        if self.page.is_free(row, column, column + 1):
            self.page.put(row, column, character, style)

    def _fill_block(self, rows: range, columns: range, character: str, style: str) -> None:
        for row in rows:
            for column in columns:
                self._fill(row, column, character, style)

    def _letters(self) -> None:
        """Letters on the lines of a legend, which tell them apart without color."""
        many = len(self.chart.lines) if self.chart.legend else 0
        for index in range(many):
            for column in range(2 + index * LETTER_EVERY // many, self.canvas.columns, LETTER_EVERY):
                across = column / (self.canvas.columns - 1)
                for up in (_height(part, across) for part in self._parts(index)):
                    if up is not None:
                        self.page.put(*self._cell(across, up), _letter(index), _style(self.chart, index))

    def _points(self) -> None:
        for points in self.chart.points:
            character = self.glyphs.cross if points.symbol == "cross" else self.glyphs.point
            style = DIM if points.line is None else _style(self.chart, points.line)
            for x, y in points.points:
                self._fill(self._row(y), self._column(x), character, style)

    def _references(self) -> None:
        marks = self.chart.references
        columns = [self._column(mark.x) for mark in marks]
        for column in columns:
            self._fill_block(self._all_rows, range(column, column + 1), self.glyphs.mark, DIM)
        begin = self.left + max((cells(band.label) + 2 for band in self.chart.bands if band.label), default=0)
        for texts in ([mark.label for mark in marks], [mark.short for mark in marks]):
            places = spread(zip(columns, map(cells, texts), strict=True), begin, self.page.columns, 1)
            if None not in places:
                break
        for text, place in zip(texts, places, strict=True):
            if place is not None:
                self.page.put(self.top - 1, math.ceil(place), text)

    def _bands(self) -> None:
        for band in self.chart.bands:
            rows, columns = self._all_rows, range(self.left, self.left + self.canvas.columns)
            if band.horizontal:
                rows = range(self._row(band.end), self._row(band.begin))
            else:
                columns = range(self._column(band.begin), self._column(band.end) + 1)
                self.page.put(self.top - 1, columns.start, band.label, WARM)
            self._fill_block(rows, columns, self.glyphs.band, WARM)

    def _y_ticks(self) -> None:
        ticks = self.chart.y.ticks(self.canvas.rows // 3 + 1)
        for tick, note in zip(ticks, [*self.chart.notes, *[""] * len(ticks)], strict=False):
            row = self._row(tick.value)
            self.page.put_right(row, self.left - 2, tick.label, DIM)
            self.page.put(row, self.left - 1, self.glyphs.tick, DIM)
            self.page.put(row, self.left + self.canvas.columns + 1, note)

    def _x_ticks(self) -> None:
        bottom, most = self.top + self.canvas.rows, self.canvas.columns // 11 + 1
        for axis, row in ((self.chart.x, bottom + 1), (self.chart.second_x, bottom + 2)):
            if axis is None:
                continue
            self.page.put_right(row, self.left - 2, axis.name, DIM)
            for tick in axis.ticks(most):
                column = self._cell(axis.place(tick.value))[1]
                self.page.put_centred(row, column, tick.label)
                if axis is self.chart.x:
                    self.page.put(bottom, column, self.glyphs.bottom_tick, DIM)

    @property
    def _all_rows(self) -> range:
        return range(self.top, self.top + self.canvas.rows)


def _height(places: Sequence[ChartPoint], across: float) -> float | None:
    """Height of a line at a position; None beside the line."""
    after = bisect_right(places, across, key=lambda place: place[0])
    if not 0 < after < len(places):
        return None
    (left, low), (right, high) = places[after - 1], places[after]
    return low + (high - low) * (across - left) / (right - left)
