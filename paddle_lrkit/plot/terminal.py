"""The chart in a terminal."""

from __future__ import annotations

import math
import string
from dataclasses import dataclass

from paddle_lrkit.plot.canvas import Canvas
from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.labels import spread
from paddle_lrkit.plot.text_grid import BOLD, DIM, SERIES, WARM, TextGrid
from paddle_lrkit.text import cells

LEAST_COLUMNS = 40
LEAST_ROWS = 12
LEAST_CANVAS = 5
LETTER_EVERY = 18


@dataclass(frozen=True)
class Glyphs:
    """The characters of the frame.

    Args:
        side: Left edge beside a row.
        tick: Left edge at a tick.
        corner: Where the axes meet.
        bottom: Axis along the updates.
        bottom_tick: The same at a tick.
        band: Inside of a warmup.
        mark: Vertical line at a milestone.
        dot: Between two facts.
    """

    side: str
    tick: str
    corner: str
    bottom: str
    bottom_tick: str
    band: str
    mark: str
    dot: str


UNICODE = Glyphs("│", "┤", "└", "─", "┬", "░", "┊", " · ")
ASCII = Glyphs("|", "+", "+", "-", "+", ":", "!", "; ")


def can_show_braille(encoding: str | None) -> bool:
    """Whether a stream of this encoding can carry every character of the chart.

    Example:
        >>> can_show_braille("utf-8"), can_show_braille("gbk"), can_show_braille(None)
        (True, False, False)
    """
    try:
        "⣿│┤└─┬░┊·".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def draw_terminal(
    figure: Figure, columns: int = 80, rows: int = 24, *, ascii_only: bool = False, color: bool = False
) -> str:
    """The chart as lines of text.

    Args:
        figure: What it shows.
        columns: Width that no line exceeds.
        rows: Number of lines; more when the legend leaves the plot fewer than `LEAST_CANVAS`.
        ascii_only: Whether to keep the chart to ASCII.
        color: Whether to write ANSI colors.
    """
    glyphs = ASCII if ascii_only else UNICODE
    page = TextGrid(max(columns, LEAST_COLUMNS))
    top = _head(page, figure, glyphs)
    gutter = max(cells(text) for text in [figure.x_name(), figure.words.epochs, *_rate_labels(figure)]) + 1
    foot = 3 if figure.epoch_ticks(2) else 2
    canvas = Canvas(page.columns - gutter - 3, max(rows - top - foot, LEAST_CANVAS), ascii_only)
    chart = _TerminalChart(page, figure, canvas, glyphs, top, gutter + 1)
    chart.draw()
    return page.text(color)


def _rate_labels(figure: Figure) -> list[str]:
    return [tick.label for tick in figure.y_ticks(6)]


def _head(page: TextGrid, figure: Figure, glyphs: Glyphs) -> int:
    """Writes title and legend; returns the row of the first canvas line."""
    heading = _wrapped(figure.heading.split(" "), " ", page.columns)
    for row, line in enumerate(heading):
        page.put(row, 0, line, BOLD)
    row = len(heading)
    if len(figure.series) == 1:
        for line in _wrapped(figure.series[0].facts(figure.words), glyphs.dot, page.columns):
            page.put(row, 0, line)
            row += 1
    else:
        row = _legend(page, figure, glyphs, row)
    page.put(row + 1, 0, figure.words.learning_rate, DIM)
    labels = len(figure.bands()) == 1 or (figure.has_labels and figure.marks())
    return row + (3 if labels else 2)


def _legend(page: TextGrid, figure: Figure, glyphs: Glyphs, row: int) -> int:
    widest = min(max(cells(one.label) for one in figure.series), page.columns // 3)
    for index, one in enumerate(figure.series):
        page.put(row, 0, f"{_letter(index)} {one.label}", _style(figure, index))
        begin = 4 + max(widest, cells(one.label))
        lines = _wrapped(one.facts(figure.words), glyphs.dot, page.columns - 4 - widest)
        if begin > 4 + widest:
            row, begin = row + 1, 4 + widest
        for offset, line in enumerate(lines):
            page.put(row + offset, begin, line)
        row += len(lines)
    return row


def _wrapped(parts: list[str], between: str, width: int) -> list[str]:
    lines = [parts[0]]
    for part in parts[1:]:
        if cells(lines[-1] + between + part) <= width:
            lines[-1] += between + part
        else:
            lines.append(part)
    return lines


def _letter(index: int) -> str:
    return string.ascii_uppercase[index % 26]


def _style(figure: Figure, index: int) -> str:
    return DIM if figure.series[index].role == "shade" else SERIES[index % len(SERIES)]


@dataclass(frozen=True)
class _TerminalChart:
    page: TextGrid
    figure: Figure
    canvas: Canvas
    glyphs: Glyphs
    top: int
    left: int

    def draw(self) -> None:
        for index in self.figure.layers():
            one = self.figure.series[index]
            line = [self.figure.place(one, update, value) for update, value in one.corners()]
            if len(line) == 1:
                line.append((self.figure.x_place(one, one.end), line[0][1]))
            self.canvas.line(line, index)
        self._letters()
        self._lines()
        self._marks()
        self._bands()
        self._rates()
        self._updates()

    def _column(self, across: float) -> int:
        return self.left + self.canvas.cell(across, 0.0)[1]

    def _lines(self) -> None:
        for row in range(self.canvas.rows):
            for column in range(self.canvas.columns):
                owner = self.canvas.owner(row, column)
                if owner is not None and self.page.is_free(self.top + row, self.left + column, self.left + column + 1):
                    style, character = _style(self.figure, owner), self.canvas.character(row, column)
                    self.page.put(self.top + row, self.left + column, character, style)

    def _letters(self) -> None:
        """Letters along overlaid lines, so that they are told apart without color."""
        many = len(self.figure.series)
        for index, one in enumerate(self.figure.series if many > 1 else ()):
            first = 2 + index * LETTER_EVERY // many
            for column in range(first, self.canvas.columns, LETTER_EVERY):
                update = round(self.figure.span(one) * column / (self.canvas.columns - 1))
                if one.begin <= update < one.end:
                    place = self.figure.place(one, update, one.schedule.curve(update))
                    row, at = self.canvas.cell(*place)
                    self.page.put(self.top + row, self.left + at, _letter(index), _style(self.figure, index))

    def _bands(self) -> None:
        bands = self.figure.bands()
        for band in bands[:1]:
            for column in range(self.left, self._column(band.end) + 1):
                self._fill(column, self.glyphs.band, WARM)
        if len(bands) == 1:
            self.page.put(self.top - 1, self.left, bands[0].text, WARM)

    def _marks(self) -> None:
        marks = self.figure.marks()
        for mark in marks:
            self._fill(self._column(mark.place), self.glyphs.mark, DIM)
        if not self.figure.has_labels:
            return
        begin = self.left + max((cells(band.text) + 2 for band in self.figure.bands()), default=0)
        texts = [mark.where for mark in marks]
        places = self._spread(texts, begin)
        if None in places:
            texts = [mark.short for mark in marks]
            places = self._spread(texts, begin)
        for text, place in zip(texts, places, strict=True):
            if place is not None:
                self.page.put(self.top - 1, math.ceil(place), text)

    def _spread(self, texts: list[str], begin: int) -> list[float | None]:
        columns = [self._column(mark.place) for mark in self.figure.marks()]
        wanted = [(column, cells(text)) for column, text in zip(columns, texts, strict=True)]
        return spread(wanted, begin, self.page.columns, 1)

    def _fill(self, column: int, character: str, style: str) -> None:
        for row in range(self.top, self.top + self.canvas.rows):
            if self.page.is_free(row, column, column + 1):
                self.page.put(row, column, character, style)

    def _rates(self) -> None:
        labels = {}
        for tick in self.figure.y_ticks(self.canvas.rows // 3 + 1):
            labels[self.canvas.cell(0.0, self.figure.y_axis.place(tick.value))[0]] = tick.label
        for row in range(self.canvas.rows):
            self.page.put_right(self.top + row, self.left - 2, labels.get(row, ""), DIM)
            side = self.glyphs.tick if row in labels else self.glyphs.side
            self.page.put(self.top + row, self.left - 1, side, DIM)

    def _updates(self) -> None:
        row, most = self.top + self.canvas.rows, self.canvas.columns // 11 + 1
        self.page.put(row, self.left - 1, self.glyphs.corner + self.glyphs.bottom * self.canvas.columns, DIM)
        names = self.figure.x_name(), self.figure.words.epochs
        for offset, ticks in enumerate((self.figure.x_ticks(most), self.figure.epoch_ticks(most))):
            if not ticks:
                continue
            self.page.put_right(row + 1 + offset, self.left - 2, names[offset], DIM)
            for tick in ticks:
                column = self._column(self.figure.x_axis.place(tick.value))
                self.page.put_centred(row + 1 + offset, column, tick.label)
                if offset == 0:
                    self.page.put(row, column, self.glyphs.bottom_tick, DIM)
