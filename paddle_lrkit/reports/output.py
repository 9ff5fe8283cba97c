"""Writing to the terminal and to files, and what the terminal can show."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from paddle_lrkit.errors import UsageError


def print_text(text: str, err: bool = False) -> None:
    """Prints to standard output or standard error; characters that the encoding lacks are replaced."""
    encoding = _stream(err).encoding or "ascii"
    click.echo(text.encode(encoding, "replace").decode(encoding), err=err, color=True)


def write_output(file: str, text: str) -> None:
    """Writes the text that ``-O FILE`` asks for.

    Raises:
        UsageError: The file cannot be written.
    """
    try:
        with open(file, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"-O {file}: cannot be written: {error.strerror}") from None


def ascii_only(err: bool = False) -> bool:
    """Whether standard output, or standard error, cannot show braille."""
    from paddle_lrkit.plot.terminal import can_show_braille

    return not can_show_braille(_stream(err).encoding)


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return bool(_stream(False).isatty())


def wants_color(err: bool = False) -> bool:
    """Whether standard output, or standard error, is a terminal that shows colors."""
    return _stream(err).isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns(most: int | None = None) -> int:
    """Columns of the terminal, at most ``most``."""
    import shutil

    width = shutil.get_terminal_size().columns
    return width if most is None else min(width, most)


def _stream(err: bool) -> Any:
    return sys.stderr if err else sys.stdout
