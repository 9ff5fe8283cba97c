"""Writing to the terminal and to files, and what the terminal can show."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import click

from paddle_lrkit.errors import UsageError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.terminal import unfiltered

_COLOR = re.compile("(\x1b\\[[0-9;]*m)")


def print_text(text: str, err: bool = False) -> None:
    """Prints a text in our colors; its words have passed `printable`, so that every color is ours.

    A text without colors is printed with ``click.echo``.
    """
    if not wants_color(err):
        click.echo(click.unstyle(text), err=err)
        return
    stream = _stream(err)
    for number, part in enumerate(_COLOR.split(f"{text}\n")):
        (unfiltered(stream) if number % 2 else stream).write(part)
    stream.flush()


def print_document(text: str) -> None:
    """Prints a file's text: for a program or another file as it is, in a terminal without control characters."""
    stream = sys.stdout if sys.stdout.isatty() else unfiltered(sys.stdout)
    try:
        stream.write(text)
    except UnicodeEncodeError:
        sys.stdout.write(text)
    stream.flush()


def write_output(file: str, text: str, option: str = "-O") -> None:
    """Writes the text that ``-O FILE`` asks for.

    Args:
        file: The file.
        text: The text.
        option: The option that names the file.

    Raises:
        UsageError: The file cannot be written.
    """
    try:
        with open(file, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(tr("{} {}: cannot be written: {}", option, file, os_reason(error))) from None


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
    width = terminal_size().columns
    return width if most is None else min(width, most)


def terminal_size() -> os.terminal_size:
    """What ``shutil.get_terminal_size()`` returns; that module's compression formats take 2 ms to import."""
    given = [_count(os.environ.get(name, "")) for name in ("COLUMNS", "LINES")]
    try:
        shown = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ is not None else -1)
    except (OSError, ValueError):
        shown = os.terminal_size((0, 0))
    return os.terminal_size((given[0] or shown.columns or 80, given[1] or shown.lines or 24))


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _stream(err: bool) -> Any:
    return sys.stderr if err else sys.stdout
