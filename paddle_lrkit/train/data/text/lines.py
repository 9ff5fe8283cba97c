"""Lines of a UTF-8 file, with their numbers, and errors that name file and line."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from paddle_lrkit.errors import ConfigError, DataError, did_you_mean, shown

_SHOWN = 20
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def numbered_lines(path: str | os.PathLike[str]) -> list[tuple[int, str]]:
    """The lines of a file with their 1-based numbers, without what ends them; empty lines at the end are left out.

    Raises:
        DataError: The file cannot be read, is empty, or a line is not UTF-8.
    """
    name = os.fspath(path)
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise DataError(f"{name}: the text file cannot be read: {error.strerror or error}") from None
    parts = raw.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n").split(b"\n")
    lines = [(number, _decoded(part, f"{name}:{number}")) for number, part in enumerate(parts, start=1)]
    if lines == [(1, "")]:
        raise DataError(f"{name}: the text file is empty")
    return lines


def filled_lines(path: str | os.PathLike[str]) -> list[tuple[int, str]]:
    """The same for formats in which every line holds something.

    Raises:
        DataError: Also when a line in between is empty.
    """
    lines = numbered_lines(path)
    for number, line in lines:
        if not line.strip():
            raise DataError(f"{os.fspath(path)}:{number}: the line is empty; remove it")
    return lines


def label_number(label: str, labels: Sequence[str], place: str) -> int:
    """The number of a label.

    Raises:
        DataError: It is not among the known ones.
    """
    if label in labels:
        return list(labels).index(label)
    listed = ", ".join(labels[:_SHOWN]) + (", ..." if len(labels) > _SHOWN else "")
    raise DataError(f"{place}: the label {shown(label)} is unknown; known: {listed}{did_you_mean(label, labels)}")


def filled_text(text: object, what: str, place: str) -> str:
    """``text`` when it is text with something in it.

    Raises:
        DataError: It is not.
    """
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"{place}: {what} must be text that is not empty, got {shown(text)}")
    half = _HALF_CHARACTER.search(text)
    if half:
        raise DataError(f"{place}: {what} has half a character, \\u{ord(half[0]):04x}, at position {half.start()}")
    return text


def checked_labels(labels: Sequence[str], what: str) -> tuple[str, ...]:
    """The names of classes or tags when there are two or more, each only once.

    Raises:
        ConfigError: There are not.
    """
    if len(labels) < 2:
        raise ConfigError(f"must be two {what} or more, got {list(labels)}", key="labels")
    twice = next((label for number, label in enumerate(labels) if label in labels[:number]), None)
    if twice is not None:
        raise ConfigError(f"has {shown(twice)} twice", key="labels")
    return tuple(labels)


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise DataError(f"{place}: not UTF-8 text; convert the file, for example from GB18030, first") from None
