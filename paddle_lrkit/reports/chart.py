"""Showing a chart: in the terminal, or as a picture."""

from __future__ import annotations

import shutil

from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.output import write_picture
from paddle_lrkit.plot.terminal import LEAST_ROWS, draw_terminal
from paddle_lrkit.reports.output import ascii_only, columns, print_text, wants_color

TERMINAL_ROWS = 24
PICTURE_WIDTH, PICTURE_HEIGHT = 960, 480


def show_chart(figure: Figure, width: int | None = None, height: int | None = None, *, err: bool = False) -> None:
    """Prints a chart.

    Args:
        figure: What it shows.
        width: Columns; by default those of the terminal.
        height: Rows; by default those of the terminal, at most `TERMINAL_ROWS`.
        err: Whether to print to standard error.
    """
    rows = height or min(TERMINAL_ROWS, max(shutil.get_terminal_size().lines - 2, LEAST_ROWS))
    color = wants_color(err)
    print_text(draw_terminal(figure, width or columns(), rows, ascii_only=ascii_only(err), color=color), err)


def write_chart(figure: Figure, output: str, width: int | None = None, height: int | None = None) -> None:
    """Writes a chart as a picture; see `write_picture`.

    Args:
        figure: What it shows.
        output: The file.
        width: Pixels.
        height: Pixels.
    """
    from paddle_lrkit.plot.chart import draw_chart

    write_picture(draw_chart(figure, width or PICTURE_WIDTH, height or PICTURE_HEIGHT), output, figure.words)
