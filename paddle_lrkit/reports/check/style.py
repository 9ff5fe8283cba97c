"""How `lrkit check` prints its text."""

from __future__ import annotations

from dataclasses import dataclass

import click

COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}
"""Severity -> color."""


@dataclass(frozen=True)
class TextStyle:
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
        return click.style(text, fg=color or None, bold=bold or None) if self.color else text
