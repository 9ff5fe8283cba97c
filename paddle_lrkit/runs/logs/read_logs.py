"""Reads training logs of any kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.text_log import read_text_log
from paddle_lrkit.runs.logs.training_log import TrainingLog

_HEAD = 1 << 16


@dataclass(frozen=True)
class LogOptions:
    """What the caller says about logs.

    Args:
        suite: The suite that wrote them; None to recognize it.
        columns: Name -> column of a table: ``step``, ``lr``, ``epoch``, ``loss`` and so on.
    """

    suite: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def read_logs(paths: Sequence[str], options: LogOptions) -> list[TrainingLog]:
    """Reads training logs, whose kind their content tells.

    Args:
        paths: Files, directories, or ``-`` for standard input.
        options: What the caller says about them.

    Raises:
        UsageError: A log cannot be read or has no learning rates.
    """
    return [log for path in paths for log in _read(path, options)]


def _read(path: str, options: LogOptions) -> list[TrainingLog]:
    try:
        with open(path, "rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            return _of_content(stream, head, path, options)
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or str(error)).lower()}") from None


def _of_content(stream: BinaryIO, head: bytes, path: str, options: LogOptions) -> list[TrainingLog]:
    """The logs in a file that begins with ``head``; readers of other kinds come before that of text."""
    return [read_text_log(stream, path, options.suite)]
