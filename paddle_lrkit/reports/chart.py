"""Showing a chart: in the terminal, or as a picture."""

from __future__ import annotations

from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.terminal import LEAST_ROWS, draw_terminal
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.output import ascii_only, columns, print_text, terminal_size, wants_color

TERMINAL_ROWS = 24
_ROW_LINES, _MORE_LINES = 3, 6
"""Lines of a row, and of heading and axis, of a chart whose y axis has names."""
PICTURE_WIDTH, PICTURE_HEIGHT = 960, 480


def show_chart(chart: Chart, width: int | None = None, height: int | None = None, *, err: bool = False) -> None:
    """Prints a chart.

    Args:
        chart: What it shows.
        width: Columns; by default those of the terminal.
        height: Rows; by default those of the terminal, at most `TERMINAL_ROWS`.
        err: Whether to print to standard error.
    """
    print_text(chart_text(chart, width, height, err=err), err)


def chart_text(chart: Chart, width: int | None = None, height: int | None = None, *, err: bool = False) -> str:
    """The text that `show_chart` prints."""
    rows = height or min(TERMINAL_ROWS, max(terminal_size().lines - 2, LEAST_ROWS))
    if height is None and chart.y.rows:
        rows = max(min(rows, _ROW_LINES * len(chart.y.labels or ()) + _MORE_LINES), LEAST_ROWS)
    return draw_terminal(chart, width or columns(), rows, ascii_only=ascii_only(err), color=wants_color(err))


def picture_words(words: Words, output: str | None) -> Words:
    """The language of a picture: that of the words, or English with a note where a font for it is missing.

    Args:
        words: The language that is asked for.
        output: The file of the picture; None for a terminal chart.
    """
    from paddle_lrkit.plot.output import lacks_font

    if output is None or not lacks_font(output, words):
        return words
    print_text(words.no_font.format(printable(output)), err=True)
    return type(words)(ENGLISH.code)


def write_chart(chart: Chart, output: str, words: Words, width: int | None = None, height: int | None = None) -> None:
    """Writes a chart as a picture; see `write_picture`.

    Args:
        chart: What it shows.
        output: The file.
        words: Language of the HTML page.
        width: Pixels.
        height: Pixels.
    """
    from paddle_lrkit.plot.output import write_picture
    from paddle_lrkit.plot.picture import draw_chart

    write_picture(draw_chart(chart, width or PICTURE_WIDTH, height or PICTURE_HEIGHT), output, words)
