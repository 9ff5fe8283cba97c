"""Frames of a VisualDL record file, read without VisualDL.

A file is a sequence of ``uint64 length (little-endian)`` and ``length`` bytes of a protobuf message ``Record``,
without a checksum or an end mark. A killed process can leave a torn record at the end; VisualDL's reader fails on
one.
"""

from __future__ import annotations

import math
import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from paddle_lrkit.errors import LrkitError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.atomic import replace_file
from paddle_lrkit.runs.log import is_evaluation, survives_resume
from paddle_lrkit.runs.protobuf import field_at, varint_at

FILE_NAME = "vdlrecords.run.log"
RAMP_FILE_NAME = "vdlrecords.find.log"
"""The record file of a ramp of a range test."""

HEADER = struct.Struct("<Q")

_VALUES = 1
_ID, _TAG, _TIMESTAMP = 1, 2, 3
_HPARAM = 13
_SCALAR = 4
_FLOAT = struct.Struct("<f")


class Record(NamedTuple):
    """Step, tag and protobuf field number of the content of a record, the value of a scalar, and milliseconds."""

    step: int
    tag: str
    kind: int
    value: float | None = None
    time: int = 0


def frames(data: bytes | mmap.mmap) -> Iterator[tuple[int, int]]:
    """Start and end of each whole record's message; stops before a torn one.

    A length of 0 is torn as well: no record is empty, but a file that lost power can end in zeros.

    Example:
        >>> list(frames(HEADER.pack(3) + b"abc" + HEADER.pack(9) + b"torn"))
        [(8, 11)]
    """
    start, size = HEADER.size, len(data)
    while start <= size:
        (length,) = HEADER.unpack_from(data, start - HEADER.size)
        end = start + length
        if length == 0 or end > size:
            return
        yield start, end
        start = end + HEADER.size


def torn_bytes(path: str | os.PathLike[str]) -> int:
    """Number of bytes after the last whole record of a file.

    Raises:
        LrkitError: The file cannot be read.
    """
    data = _read(Path(path))
    return len(data) - _whole_end(data)


def parse_record(message: bytes) -> Record:
    """Step, tag and kind of a serialized ``Record``.

    Raises:
        ValueError: The bytes are not a record with one value.
    """
    number, start, end = field_at(message, 0, len(message))
    if number != _VALUES:
        raise ValueError(tr("it holds no value"))
    step, tag, kind, value, time = 0, "", 0, None, 0
    while start < end:
        field, body, start = field_at(message, start, end)
        if field == _ID:
            step, _ = varint_at(message, body)
        elif field == _TAG:
            tag = message[body:start].decode("utf-8")
        elif field == _SCALAR and start - body == _FLOAT.size:
            kind, value = field, _FLOAT.unpack_from(message, body)[0]
        elif field == _TIMESTAMP:
            time, _ = varint_at(message, body)
        else:
            kind = field
    return Record(step, tag, kind, value, time)


def scalars(path: str | os.PathLike[str]) -> dict[tuple[str, int], float]:
    """The points of the scalar charts: tag and step -> value.

    Raises:
        LrkitError: The file cannot be read, or holds something else than VisualDL records.
    """
    file = Path(path)
    data = _read(file)
    points: dict[tuple[str, int], float] = {}
    for number, (start, end) in enumerate(frames(data), start=1):
        record = _parse(file, number, data[start:end])
        if record.value is None:
            continue
        first = points.setdefault((record.tag, record.step), record.value)
        if first != record.value and not (math.isnan(first) and math.isnan(record.value)):
            raise LrkitError(tr("{}: {} has two values at step {}", file, record.tag, record.step))
    return points


def check_records(path: str | os.PathLike[str]) -> None:
    """Reads every whole record of a file.

    Raises:
        LrkitError: The file cannot be read, or holds something else than VisualDL records.
    """
    file = Path(path)
    data = _read(file)
    for number, (start, end) in enumerate(frames(data), start=1):
        _parse(file, number, data[start:end])


def trim_records(path: str | os.PathLike[str], resume_update: int) -> int:
    """Drops the records that are newer than a checkpoint at ``resume_update``, hyperparameters and a torn end.

    The rule for steps is that of the JSONL log. Hyperparameters go because VisualDL shows only the first ones of a
    file, and the resumed run writes its own. The new file replaces the old one in one step.

    Args:
        path: A VisualDL record file.
        resume_update: Number of updates that the checkpoint has done, >= 0.

    Returns:
        The number of whole records that were dropped.

    Raises:
        LrkitError: The file cannot be read or written, or holds something else than VisualDL records.
    """
    file = Path(path)
    data = _read(file)
    kept, dropped = [], 0
    for number, (start, end) in enumerate(frames(data), start=1):
        if _survives(_parse(file, number, data[start:end]), resume_update):
            kept.append(data[start - HEADER.size : end])
        else:
            dropped += 1
    content = b"".join(kept)
    if len(content) != len(data):
        replace_file(file, content)
    return dropped


def _survives(record: Record, resume_update: int) -> bool:
    evaluation = is_evaluation([record.tag])
    return record.kind != _HPARAM and survives_resume(record.step, resume_update, evaluation=evaluation)


def _parse(path: Path, number: int, message: bytes) -> Record:
    try:
        return parse_record(message)
    except ValueError as error:
        raise LrkitError(tr("{}: record {} is not a VisualDL record: {}", path, number, error)) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LrkitError(tr("{}: the VisualDL records cannot be read: {}", path, os_reason(error))) from error


def _whole_end(data: bytes) -> int:
    last = 0
    for _, end in frames(data):
        last = end
    return last
