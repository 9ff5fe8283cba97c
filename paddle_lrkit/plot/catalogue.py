"""Every schedule of the catalogue in small, on one sheet."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args, get_type_hints

from paddle_lrkit.config.bind import Component
from paddle_lrkit.curves import catalog
from paddle_lrkit.plot import scene
from paddle_lrkit.plot.chart import Frame
from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.hover import hover_data
from paddle_lrkit.plot.scene import Line, Rect, Scene, Text
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.simplify import simplify
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.suites.lrkit.reader import build_curve
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_rate
from paddle_lrkit.units import RunLength, Updates

UPDATES = 1000
STEPS_PER_EPOCH = 100
PAD, GAP, HEAD, PANEL, LEAST_PANEL = 28.0, 26.0, 88.0, 178.0, 216.0


@dataclass(frozen=True)
class Panel:
    """One schedule of the sheet.

    Args:
        name: Name in YAML.
        summary: One line for people who choose.
        series: The example's curve.
    """

    name: str
    summary: str
    series: Series


def panels(entries: Sequence[catalog.Entry] = catalog.ENTRIES) -> list[Panel]:
    """The schedules of the catalogue with the curves of their examples in a run of 1000 updates."""
    length = RunLength(UPDATES, STEPS_PER_EPOCH, samples_per_update=1, tokens_per_update=1)
    return [Panel(entry.name, entry.summary, _series(entry, length)) for entry in entries]


def draw_catalogue(sheet: Sequence[Panel], words: Words = ENGLISH, width: float = 1160.0) -> Scene:
    """The sheet as a picture, as high as it has to be.

    Args:
        sheet: The schedules.
        words: Language of the heading.
        width: Pixels.
    """
    columns = max(int((width - 2 * PAD + GAP) / (LEAST_PANEL + GAP)), 1)
    each = (width - 2 * PAD + GAP) / columns - GAP
    rows = -(-len(sheet) // columns)
    picture = Scene(width, HEAD + rows * PANEL + PAD / 2, words.catalogue)
    picture.add(
        Rect(0.5, 0.5, width - 1, picture.height - 1, scene.PAPER, 8, scene.GRID),
        Text(PAD, 40, words.catalogue, 20, bold=True),
        Text(PAD, 64, words.catalogue_note.format(len(sheet), format_count(UPDATES)), 13, scene.SOFT),
    )
    for index, panel in enumerate(sheet):
        row, column = divmod(index, columns)
        _panel(picture, panel, PAD + column * (each + GAP), HEAD + row * PANEL, each)
    return picture


def _panel(picture: Scene, panel: Panel, left: float, top: float, width: float) -> None:
    series, figure = panel.series, Figure([panel.series])
    frame = Frame(left + 30, top + 46, left + width, top + 138)
    ceiling = frame.at(0, figure.y_axis.place(series.peak))[1]
    picture.add(
        Text(left, top + 14, scene.shortened(panel.name, 13, width), 13, bold=True),
        Text(left, top + 31, scene.shortened(panel.summary, 11, width), 11, scene.SOFT),
        *(Line([(frame.x(part), frame.top), (frame.x(part), frame.bottom)], scene.GRID) for part in (0.25, 0.5, 0.75)),
        Line([(frame.left, ceiling), (frame.right, ceiling)], scene.GRID),
        Line([(frame.left, frame.bottom), (frame.right, frame.bottom)], scene.FRAME),
        Text(frame.left - 6, ceiling + 4, format_rate(series.peak, 2), 10, scene.SOFT, "end"),
        Text(frame.left - 6, frame.bottom + 3, "0", 10, scene.SOFT, "end"),
    )
    line = [frame.at(*figure.place(series, update, value)) for update, value in series.corners()]
    picture.add(Line(simplify(line, 0.02), scene.color(0), 2, name=panel.name))
    picture.plots.append(hover_data(figure, (frame.left, frame.top, frame.right, frame.bottom)))


def _series(entry: catalog.Entry, length: RunLength) -> Series:
    hints = get_type_hints(inspect.unwrap(entry.factory))
    arguments = {key: _with_unit(value, hints.get(key)) for key, value in entry.example.items()}
    curve, warmup = build_curve(Component(entry.name, arguments), length)
    return Series(entry.name, Schedule(curve, "lrkit", length, entry.name, warmup_updates=warmup), 400)


def _with_unit(value: object, hint: object) -> object:
    """The value as YAML writes it: where the signature wants updates, a bare number gets their unit."""
    if isinstance(value, (list, tuple)):
        inner = get_args(hint) or (None,)
        return [_with_unit(item, inner[0]) for item in value]
    wants_updates = hint is Updates or Updates in get_args(hint)
    return f"{value}it" if wants_updates and isinstance(value, int) else value
