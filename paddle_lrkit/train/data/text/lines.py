"""Lines and labels of UTF-8 files, with errors that name file and line."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from paddle_lrkit.errors import ConfigError, DataError, did_you_mean, os_reason, shown
from paddle_lrkit.messages import tr

_SHOWN = 20
_SURROGATE = re.compile("[\ud800-\udfff]")


def numbered_lines(path: str | os.PathLike[str]) -> list[tuple[int, str]]:
    """The lines of a file with their 1-based numbers, without line ends and without empty lines at the end.

    Raises:
        DataError: The file cannot be read, is empty, or a line is not UTF-8.
    """
    name = os.fspath(path)
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise DataError(tr("{}: the text file cannot be read: {}", name, os_reason(error))) from None
    parts = raw.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n").split(b"\n")
    lines = [(number, _decoded(part, f"{name}:{number}")) for number, part in enumerate(parts, start=1)]
    if lines == [(1, "")]:
        raise DataError(tr("{}: the text file is empty", name))
    return lines


def nonblank_lines(path: str | os.PathLike[str]) -> list[tuple[int, str]]:
    """As `numbered_lines`, for formats without empty lines.

    Raises:
        DataError: Also when a line is empty.
    """
    lines = numbered_lines(path)
    for number, line in lines:
        if not line.strip():
            raise DataError(tr("{}:{}: the line is empty; remove it", os.fspath(path), number))
    return lines


def label_number(label: str, labels: Sequence[str], place: str) -> int:
    """The number of a label.

    Args:
        label: The label in the file.
        labels: The known labels.
        place: File and line, for the message.

    Raises:
        DataError: The label is unknown.
    """
    if label in labels:
        return list(labels).index(label)
    listed = tr(", ").join(labels[:_SHOWN]) + (tr(", ...") if len(labels) > _SHOWN else "")
    raise DataError(
        tr("{}: the label {} is unknown; known: {}{}", place, shown(label), listed, did_you_mean(label, labels))
    )


def check_text(text: object, what: str, place: str) -> str:
    """Returns ``text`` after a check.

    Args:
        text: A value from a file.
        what: Name of the value, for the message.
        place: File and line, for the message.

    Raises:
        DataError: The value is not a string, is blank, or has an unpaired surrogate.
    """
    if not isinstance(text, str) or not text.strip():
        raise DataError(tr("{}: {} must be a string that is not empty, got {}", place, what, shown(text)))
    surrogate = _SURROGATE.search(text)
    if surrogate:
        raise DataError(
            tr(
                "{}: {} has an unpaired surrogate, \\u{:04x}, at position {}",
                place,
                what,
                ord(surrogate[0]),
                surrogate.start(),
            )
        )
    return text


def check_labels(labels: Sequence[str], what: str) -> tuple[str, ...]:
    """Returns the names of classes or tags after a check.

    Args:
        labels: The names.
        what: ``classes`` or ``tags``, for the message.

    Raises:
        ConfigError: There are fewer than two, or a name is repeated.
    """
    if len(labels) < 2:
        raise ConfigError(tr("must have at least two {}, got {}", what, list(labels)), key="labels")
    twice = next((label for number, label in enumerate(labels) if label in labels[:number]), None)
    if twice is not None:
        raise ConfigError(tr("has {} twice", shown(twice)), key="labels")
    return tuple(labels)


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise DataError(tr("{}: not UTF-8 text; convert the file, for example from GB18030, first", place)) from None
