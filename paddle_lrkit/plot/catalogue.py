"""Every schedule of the catalogue in small, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.config.bind import Component
from paddle_lrkit.curves import catalog
from paddle_lrkit.messages import Message
from paddle_lrkit.plot import scene
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.layout import PANEL, Frame, Layout
from paddle_lrkit.plot.picture import add_chart, blank
from paddle_lrkit.plot.scene import Scene, Text
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.terminal import draw_terminal_panel
from paddle_lrkit.plot.text_grid import BOLD, TextGrid
from paddle_lrkit.plot.ticks import Tick
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.suites.lrkit.other_quantities import build_ramp
from paddle_lrkit.suites.lrkit.plain_updates import with_units
from paddle_lrkit.suites.lrkit.reader import build_curve
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_rate
from paddle_lrkit.units import RunLength

UPDATES = 1000
STEPS_PER_EPOCH = 100
PAD, GAP, HEAD, LEAST_PANEL = 28.0, 26.0, 88.0, 216.0
PANEL_HEIGHT, PANEL_SPACING = 138.0, 178.0
LEAST_COLUMNS, CANVAS_ROWS, COLUMN_GAP = 36, 4, 2


@dataclass(frozen=True)
class Panel:
    """One schedule of the sheet.

    Args:
        name: Name in YAML.
        summary: One line for people who choose.
        series: The example's curve.
    """

    name: str
    summary: Message
    series: Series

    def chart(self, words: Words = ENGLISH) -> Chart:
        """Its chart: name, summary and curve, with few numbers."""
        chart = schedule_chart([self.series])
        rates = [
            Tick(0.0, "0"),
            Tick(self.series.peak, format_rate(self.series.peak, 3 if self.series.peak >= 100 else 2)),
        ]
        quarters = [Tick(UPDATES * part / 4, "") for part in (1, 2, 3)]
        return chart._replace(
            title=self.name,
            subtitle=[self.summary.of(words.code)],
            x=chart.x._replace(name="", labels=quarters),
            y=chart.y._replace(name="", labels=rates),
            second_x=None,
            bands=[],
            references=[],
        )


def panels(entries: Sequence[catalog.Entry] = catalog.ENTRIES) -> list[Panel]:
    """The schedules of the catalogue with the curves of their examples in a run of 1000 updates."""
    length = RunLength(UPDATES, STEPS_PER_EPOCH, samples_per_update=1, tokens_per_update=1)
    return [Panel(entry.title or entry.name, entry.summary, _series(entry, length)) for entry in entries]


def whole_sheet() -> list[Panel]:
    """The schedules of the catalogue, their options, and the schedules of weight decay and batch size."""
    return panels((*catalog.ENTRIES, *catalog.OPTIONS, *catalog.RAMPS))


def draw_catalogue(sheet: Sequence[Panel], words: Words = ENGLISH, width: float = 1160.0) -> Scene:
    """The sheet as a picture, as high as it has to be.

    Args:
        sheet: The schedules.
        words: Language of the texts.
        width: Pixels.
    """
    columns = max(int((width - 2 * PAD + GAP) / (LEAST_PANEL + GAP)), 1)
    each = (width - 2 * PAD + GAP) / columns - GAP
    rows = -(-len(sheet) // columns)
    picture = blank(width, HEAD + rows * PANEL_SPACING + PAD / 2, words.catalogue)
    picture.add(
        Text(PAD, 40, words.catalogue, 20, bold=True),
        Text(PAD, 64, _note(sheet, words), 13, scene.SOFT),
    )
    for index, panel in enumerate(sheet):
        row, column = divmod(index, columns)
        left, top = PAD + column * (each + GAP), HEAD + row * PANEL_SPACING
        add_chart(picture, Layout(panel.chart(words), Frame(left, top, left + each, top + PANEL_HEIGHT), PANEL))
    return picture


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
        words: Language of the texts.
        columns: Width that no line exceeds.
        ascii_only: Whether to keep the charts to ASCII.
        color: Whether to write ANSI colors.
    """
    page = TextGrid(max(columns, LEAST_COLUMNS))
    page.put(0, 0, words.catalogue, BOLD)
    page.put(1, 0, _note(sheet, words))
    across = (page.columns + COLUMN_GAP) // (LEAST_COLUMNS + COLUMN_GAP)
    each = (page.columns + COLUMN_GAP) // across - COLUMN_GAP
    for index, panel in enumerate(sheet):
        row, column = divmod(index, across)
        place = 3 + row * (CANVAS_ROWS + 4), column * (each + COLUMN_GAP)
        draw_terminal_panel(page, panel.chart(words), place, (each, CANVAS_ROWS), ascii_only=ascii_only)
    return page.text(color)


def _note(sheet: Sequence[Panel], words: Words) -> str:
    return words.catalogue_note.format(len(sheet), format_count(UPDATES))


def _series(entry: catalog.Entry, length: RunLength) -> Series:
    component = Component(entry.name, with_units(entry.name, entry.example))
    curve, warmup = (build_ramp(component, length), 0) if entry in catalog.RAMPS else build_curve(component, length)
    return Series(entry.name, Schedule(curve, "lrkit", length, entry.name, warmup_updates=warmup), 400)
