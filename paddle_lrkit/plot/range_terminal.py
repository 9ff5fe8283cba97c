"""The chart of a range test in a terminal."""

from __future__ import annotations

from paddle_lrkit.plot.canvas import Canvas
from paddle_lrkit.plot.range_figure import RangeFigure
from paddle_lrkit.plot.terminal import ASCII, LEAST_CANVAS, LEAST_COLUMNS, UNICODE, Glyphs
from paddle_lrkit.plot.text_grid import BOLD, DIM, SERIES, WARM, TextGrid
from paddle_lrkit.text import cells, format_rate

HEAD, FOOT = 4, 2


def draw_range_terminal(
    figure: RangeFigure, columns: int = 80, rows: int = 20, *, ascii_only: bool = False, color: bool = False
) -> str:
    """The mean curve as lines of text, with the interval shaded and the suggestion marked.

    Args:
        figure: What it shows.
        columns: Width that no line exceeds.
        rows: Number of lines.
        ascii_only: Whether to keep the chart to ASCII.
        color: Whether to write ANSI colors.
    """
    glyphs = ASCII if ascii_only else UNICODE
    page = TextGrid(max(columns, LEAST_COLUMNS))
    ticks = figure.y_ticks(max(rows // 4, 2))
    left = max(cells(text) for text in [figure.words.loss, *(tick.label for tick in ticks)]) + 2
    canvas = Canvas(page.columns - left - 2, max(rows - HEAD - FOOT, LEAST_CANVAS), ascii_only)
    page.put(0, 0, figure.heading, BOLD)
    page.put(1, 0, glyphs.dot.join(figure.facts()))
    page.put_right(HEAD - 1, left - 1, figure.words.loss, DIM)
    canvas.line(figure.line(figure.mean))
    _lines(page, canvas, left)
    _marks(page, figure, canvas, glyphs, left)
    _axes(page, figure, canvas, glyphs, left)
    for tick in ticks:
        row = HEAD + canvas.cell(0.0, figure.y_axis.place(tick.value))[0]
        page.put_right(row, left - 1, tick.label, DIM)
        page.put(row, left - 1, glyphs.tick, DIM)
    return page.text(color)


def _lines(page: TextGrid, canvas: Canvas, left: int) -> None:
    for row in range(canvas.rows):
        for column in range(canvas.columns):
            if canvas.owner(row, column) is not None:
                page.put(HEAD + row, left + column, canvas.character(row, column), SERIES[0])


def _marks(page: TextGrid, figure: RangeFigure, canvas: Canvas, glyphs: Glyphs, left: int) -> None:
    def column(value: float) -> int:
        return left + canvas.cell(figure.x_axis.place(value), 0.0)[1]

    if figure.suggestion is None or figure.interval is None:
        return
    low, high = (column(value) for value in figure.interval)
    mark = column(figure.suggestion)
    page.put_centred(HEAD - 1, mark, format_rate(figure.suggestion))
    for row in range(HEAD, HEAD + canvas.rows):
        for place in range(low, high + 1):
            if page.is_free(row, place, place + 1):
                page.put(row, place, glyphs.mark if place == mark else glyphs.band, DIM if place == mark else WARM)


def _axes(page: TextGrid, figure: RangeFigure, canvas: Canvas, glyphs: Glyphs, left: int) -> None:
    bottom = HEAD + canvas.rows
    for row in range(HEAD, bottom):
        page.put(row, left - 1, glyphs.side, DIM)
    page.put(bottom, left - 1, glyphs.corner + glyphs.bottom * canvas.columns, DIM)
    page.put_right(bottom + 1, left - 2, "lr", DIM)
    for tick in figure.x_ticks(canvas.columns // 9 + 1):
        column = left + canvas.cell(figure.x_axis.place(tick.value), 0.0)[1]
        page.put(bottom, column, glyphs.bottom_tick, DIM)
        page.put_centred(bottom + 1, column, tick.label)
