"""Reads training logs of any kind."""

from __future__ import annotations

import mmap
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.log import FILE_NAME
from paddle_lrkit.runs.logs.csv_log import is_csv, read_csv
from paddle_lrkit.runs.logs.jsonl_log import is_jsonl, read_jsonl
from paddle_lrkit.runs.logs.tensorboard_log import is_tensorboard, read_tensorboard
from paddle_lrkit.runs.logs.text_log import read_text_log
from paddle_lrkit.runs.logs.trainer_state import is_trainer_state, read_trainer_state
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.logs.visualdl_log import is_visualdl, read_visualdl

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
    if path == "-":
        with tempfile.TemporaryFile() as spooled:
            shutil.copyfileobj(sys.stdin.buffer, spooled)
            spooled.seek(0)
            return _of_content(spooled, path, options)
    file = os.path.join(path, FILE_NAME) if os.path.isdir(path) else path
    try:
        with open(file, "rb") as stream:
            return _of_content(stream, path, options)
    except OSError as error:
        raise UsageError(f"{file}: {(error.strerror or str(error)).lower()}") from None


def _of_content(stream: BinaryIO, source: str, options: LogOptions) -> list[TrainingLog]:
    """The logs in a file, whose kind its beginning tells."""
    head = stream.read(_HEAD)
    stream.seek(0)
    if not head.strip():
        raise UsageError(f"{source}: the file is empty")
    for known, read in ((is_visualdl, read_visualdl), (is_tensorboard, read_tensorboard)):
        if known(head):
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return [read(source, [(source, content)], options.columns)]
    if is_trainer_state(head):
        return [read_trainer_state(stream, source)]
    if is_jsonl(head):
        return [read_jsonl(stream, source, options.columns)]
    if options.columns or is_csv(head):
        return [read_csv(stream, source, options.columns)]
    return [read_text_log(stream, source, options.suite)]
