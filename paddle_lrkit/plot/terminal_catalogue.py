"""The catalogue in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.plot.canvas import Canvas
from paddle_lrkit.plot.catalogue import UPDATES, Panel
from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.terminal import ASCII, UNICODE
from paddle_lrkit.plot.text_grid import BOLD, DIM, SERIES, TextGrid
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.text import format_count

LEAST_COLUMNS = 36
CANVAS_ROWS = 4
GAP = 2


def draw_terminal_catalogue(
    sheet: Sequence[Panel],
    words: Words = ENGLISH,
    columns: int = 80,
    *,
    ascii_only: bool = False,
    color: bool = False,
) -> str:
    """The sheet as lines of text.

    Args:
        sheet: The schedules.
        words: Language of the heading.
        columns: Width that no line exceeds.
        ascii_only: Whether to keep the charts to ASCII.
        color: Whether to write ANSI colors.
    """
    page = TextGrid(max(columns, LEAST_COLUMNS))
    page.put(0, 0, words.catalogue, BOLD)
    page.put(1, 0, words.catalogue_note.format(len(sheet), format_count(UPDATES)))
    across = (page.columns + GAP) // (LEAST_COLUMNS + GAP)
    each = (page.columns + GAP) // across - GAP
    for index, panel in enumerate(sheet):
        row, column = divmod(index, across)
        _panel(page, panel, 3 + row * (CANVAS_ROWS + 4), column * (each + GAP), each, ascii_only)
    return page.text(color)


def _panel(page: TextGrid, panel: Panel, top: int, left: int, width: int, ascii_only: bool) -> None:
    glyphs = ASCII if ascii_only else UNICODE
    page.put(top, left, panel.name[:width], BOLD)
    page.put(top + 1, left, panel.summary[:width], DIM)
    figure = Figure([panel.series])
    canvas = Canvas(width - 1, CANVAS_ROWS, ascii_only)
    canvas.line(figure.place(panel.series, *point) for point in panel.series.corners())
    for row in range(top + 2, top + 2 + CANVAS_ROWS):
        page.put(row, left, glyphs.side, DIM)
        for column in range(canvas.columns):
            if canvas.owner(row - top - 2, column) is not None:
                page.put(row, left + 1 + column, canvas.character(row - top - 2, column), SERIES[0])
    page.put(top + 2 + CANVAS_ROWS, left, glyphs.corner + glyphs.bottom * canvas.columns, DIM)
