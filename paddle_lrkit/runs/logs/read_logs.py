"""Reads training logs of any kind."""

from __future__ import annotations

import mmap
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from paddle_lrkit.errors import UsageError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.logs.csv_log import is_csv, read_csv
from paddle_lrkit.runs.logs.directory import LogFiles, logs_of_directory
from paddle_lrkit.runs.logs.jsonl_log import is_jsonl, read_jsonl
from paddle_lrkit.runs.logs.ranks import joined_ranks
from paddle_lrkit.runs.logs.reported_file import ReadReport, open_reported
from paddle_lrkit.runs.logs.tensorboard_log import is_tensorboard, read_tensorboard
from paddle_lrkit.runs.logs.text_lines import text_lines
from paddle_lrkit.runs.logs.text_log import read_text_log
from paddle_lrkit.runs.logs.thinned import thinned
from paddle_lrkit.runs.logs.trainer_state import is_trainer_state, read_trainer_state
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.logs.visualdl_log import is_visualdl, read_visualdl

_HEAD = 1 << 16
_RECORDS = ((is_visualdl, read_visualdl), (is_tensorboard, read_tensorboard))


@dataclass(frozen=True)
class LogOptions:
    """What the caller says about logs.

    Args:
        suite: The suite that wrote them; None to recognize it.
        columns: Name -> column of a table: ``step``, ``lr``, ``epoch``, ``loss`` and so on.
        report: Called with the share of a file that has been read.
    """

    suite: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    report: ReadReport | None = None


def read_logs(paths: Sequence[str], options: LogOptions) -> list[TrainingLog]:
    """Reads training logs, whose kind their content tells.

    Args:
        paths: Files, directories, or ``-`` for standard input.
        options: What the caller says about them.

    Raises:
        UsageError: A log cannot be read or has no learning rates.
    """
    return [thinned(log) for path in paths for log in _read(path, options)]


def _read(path: str, options: LogOptions) -> list[TrainingLog]:
    if path == "-":
        return [_of_stream(sys.stdin.buffer, path, options)]
    if not os.path.isdir(path):
        return [_of_file(path, options)]
    found = logs_of_directory(path)
    errors: list[UsageError] = []
    for kind in found:
        logs = _of_kind(path, kind, options, errors)
        if logs:
            return logs
    raise errors[0]


def _of_kind(path: str, kind: LogFiles, options: LogOptions, errors: list[UsageError]) -> list[TrainingLog]:
    """The logs of one kind in a directory that can be read; why the others cannot goes to ``errors``."""
    logs = []
    try:
        if kind.one_run and (records := _records(path, kind.files, options)):
            return [records]
    except UsageError as error:
        errors.append(error)
        return []
    for file in kind.files:
        try:
            logs.append(_of_file(file, options))
        except UsageError as error:
            errors.append(error)
    return [joined_ranks(logs)] if kind.one_run and logs else logs


def _records(path: str, files: Sequence[str], options: LogOptions) -> TrainingLog | None:
    """The log in the record files of a run; None if these are no record files."""
    with ExitStack() as stack:
        contents = []
        for file in files:
            if os.path.getsize(file):
                stream = stack.enter_context(open(file, "rb"))
                contents.append((file, stack.enter_context(_mapped(stream))))
        for known, read in _RECORDS:
            kept = [(file, content) for file, content in contents if known(content[:_HEAD])]
            if kept:
                return read(path if len(kept) > 1 else kept[0][0], kept, options.columns)
    return None


def _of_file(file: str, options: LogOptions) -> TrainingLog:
    try:
        with open_reported(file, options.report) as stream:
            return (read_content if stream.seekable() else _of_stream)(stream, file, options)
    except OSError as error:
        raise UsageError(tr("{}: {}", file, os_reason(error).lower())) from None


def _of_stream(stream: BinaryIO, source: str, options: LogOptions) -> TrainingLog:
    """The log in a stream that can be read only once."""
    with tempfile.TemporaryFile() as spooled:
        shutil.copyfileobj(stream, spooled)
        spooled.seek(0)
        return read_content(spooled, source, options)


def read_content(stream: BinaryIO, source: str, options: LogOptions) -> TrainingLog:
    """Reads a training log, whose kind its beginning tells.

    Args:
        stream: Opened for reading bytes, at its beginning.
        source: Its name.
        options: What the caller says about it.

    Raises:
        UsageError: It cannot be read or has no learning rates.
    """
    head = stream.read(_HEAD)
    stream.seek(0)
    if not head.strip() and len(head) < _HEAD:
        raise UsageError(tr("{}: the file is empty", source))
    for known, read in _RECORDS:
        if known(head):
            with _mapped(stream) as content:
                return read(source, [(source, content)], options.columns)
    if is_trainer_state(head):
        if options.columns:
            raise UsageError(tr("{}: --columns names the columns of a table, and this is a trainer_state.json", source))
        return read_trainer_state(stream, source)
    lines = b"\n".join(line for _, block, _ in text_lines(BytesIO(head)) for line in block)
    if is_jsonl(lines):
        return read_jsonl(stream, source, options.columns)
    if options.columns or is_csv(lines):
        return read_csv(stream, source, options.columns)
    return read_text_log(stream, source, options.suite)


def _mapped(stream: BinaryIO) -> mmap.mmap:
    return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
