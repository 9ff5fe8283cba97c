"""A picture as a list of shapes in pixels, with y downwards, which the SVG and PNG writers draw."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Place = tuple[float, float]

INK, SOFT, GRID, FRAME, PAPER = "#1f2933", "#5f6c7b", "#e8ecf1", "#b8c2cc", "#ffffff"
BAND, BAND_INK = "#fdf0d9", "#96610a"
MARK = "#8794a3"
PALE, PALE_DASH = "#b4bfca", (5.0, 4.0)
COLORS = ("#1f6feb", "#d9480f", "#2b8a3e", "#9c36b5", "#c2255c", "#0b7285", "#8a6d00", "#5c5f66")
DASHES: tuple[tuple[float, ...], ...] = ((), (8, 3), (2, 2.5), (9, 3, 2, 3))


@dataclass(frozen=True)
class Rect:
    """A filled rectangle; its corners may be round, and it may have an outline."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0.0
    outline: str | None = None


@dataclass(frozen=True)
class Line:
    """A line through points; ``name`` marks a series."""

    points: Sequence[Place]
    color: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    name: str | None = None


@dataclass(frozen=True)
class Text:
    """One line of text; ``anchor`` is ``start``, ``middle`` or ``end`` and ``y`` the base line."""

    x: float
    y: float
    text: str
    size: float = 12.0
    color: str = INK
    anchor: str = "start"
    bold: bool = False


Item = Rect | Line | Text


@dataclass
class Scene:
    """A picture.

    Args:
        width: Pixels.
        height: Pixels.
        title: For screen readers and the window.
        items: Shapes, in drawing order.
        plots: For the HTML page: the place, the axis and the sampled points of each chart.
    """

    width: float
    height: float
    title: str
    items: list[Item] = field(default_factory=list)
    plots: list[dict[str, Any]] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        """Adds shapes on top."""
        self.items.extend(items)


def text_width(text: str, size: float) -> float:
    """Upper estimate of the width of a text in pixels, for common sans-serif fonts.

    Example:
        >>> text_width("100", 10.0) < text_width("学习率", 10.0)
        True
    """
    return size * sum(_letter_width(letter) for letter in text)


def shortened(text: str, size: float, room: float) -> str:
    """The text, cut to ``room`` pixels with an ellipsis."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def color(index: int) -> str:
    """Color of a line."""
    return COLORS[index % len(COLORS)]


def dash(index: int) -> tuple[float, ...]:
    """Dashes of a line; lines that share a color differ in their dashes."""
    return DASHES[(index + index // len(COLORS)) % len(DASHES)]


def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "ijlftrI.,:;|!'()[]-/ ":
        return 0.36
    return 0.72 if letter.isupper() or letter in "mw%→=+" else 0.58
