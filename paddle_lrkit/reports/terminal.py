"""What the terminal can show, and writing to it."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from paddle_lrkit.plot.terminal import can_show_braille


def ascii_only(err: bool = False) -> bool:
    """Whether standard output, or standard error, cannot carry line drawings."""
    return not can_show_braille(_stream(err).encoding)


def wants_color(err: bool = False) -> bool:
    """Whether standard output, or standard error, is a terminal that shows colors."""
    return _stream(err).isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_text(text: str, err: bool = False) -> None:
    """Prints a text to standard output or standard error; what the encoding cannot carry is replaced."""
    encoding = _stream(err).encoding or "ascii"
    click.echo(text.encode(encoding, "replace").decode(encoding), err=err, color=True)


def _stream(err: bool) -> Any:
    return sys.stderr if err else sys.stdout
