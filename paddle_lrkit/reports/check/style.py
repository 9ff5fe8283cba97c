"""How `lrkit check` prints its text."""

from __future__ import annotations

from typing import NamedTuple

import click

from paddle_lrkit.messages import Message
from paddle_lrkit.printable import printable
from paddle_lrkit.text import wrap

COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}
"""Severity -> color."""
SEVERITY_WORDS = {"error": Message("error {}"), "warning": Message("warning {}"), "info": Message("info {}")}
"""Severity -> the words for it, with the code of a rule."""


class TextStyle(NamedTuple):
    """How text is printed.

    Args:
        full: Whether each finding is shown with its line of the file.
        verbose: Whether nothing is summarised.
        color: Whether there are colors.
        width: Columns of the terminal.
    """

    full: bool = False
    verbose: bool = False
    color: bool = False
    width: int = 80

    def paint(self, text: str, color: str = "", *, bold: bool = False) -> str:
        """The text in a color, if there are colors."""
        painted = self.color and text and (color or bold)
        return click.style(text, fg=color or None, bold=bold or None) if painted else text

    def paragraph(self, text: str, indent: str = "  ") -> str:
        """A text without control characters, broken at the width where findings are shown in full.

        Args:
            text: One paragraph.
            indent: What the second line and those after it begin with.
        """
        shown = printable(text)
        return "\n".join(wrap(shown, self.width, indent)) if self.full else shown

    def entry(self, place: str, words: str) -> str:
        """A paragraph that begins with a place, such as ``a.yml:3``."""
        place, text = printable(place), self.paragraph(f"{place}: {words}")
        return self.paint(place, bold=True) + text[len(place) :] if text.startswith(place) else text
