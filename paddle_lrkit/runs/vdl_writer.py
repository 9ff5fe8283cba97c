"""Writes a record file of scalars for VisualDL, without VisualDL, whose import takes a quarter of a second."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from paddle_lrkit.errors import UsageError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.vdl_records import HEADER

_BUFFER = 1 << 20
_FLOAT = struct.Struct("<f")
_META = b"\x12\x0dmeta_data_tag\x52\x00"
"""The first record of a file: a tag, and settings of which none is given."""


class ScalarPoint(NamedTuple):
    """A point of a chart: tag, step >= 0, value, and milliseconds since 1970."""

    tag: str
    step: int
    value: float
    time: int = 0


def new_record_file(folder: str | os.PathLike[str], name: str, option: str) -> Path:
    """The path of a record file in a directory that has no records of another run; the directory is made.

    Args:
        folder: The directory; VisualDL shows only the newest record file of one.
        name: Name of the file; one that is there is replaced.
        option: The option that named the directory, for messages.

    Raises:
        UsageError: The directory has other records, or cannot be made.
    """
    directory = Path(folder)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        others = [file.name for file in directory.iterdir() if "vdlrecords" in file.name and file.name != name]
    except OSError as error:
        raise UsageError(tr("{} {}: cannot be written: {}", option, folder, os_reason(error))) from None
    if others:
        raise UsageError(tr("{} {}: has the records of another run; choose another directory", option, folder))
    return directory / name


def write_scalars(path: Path, points: Iterable[ScalarPoint]) -> int:
    """Writes a record file in the order of the points, or leaves the old one when anything goes wrong on the way.

    Args:
        path: The file; its name has to contain ``vdlrecords`` for VisualDL to find it.
        points: The points; VisualDL wants those of a tag in ascending order of their steps.

    Returns:
        Number of points.

    Raises:
        UsageError: The file cannot be written.
    """
    temporary = path.with_name(f".lrkit-{os.getpid()}.tmp")
    count = 0
    try:
        with temporary.open("wb", buffering=_BUFFER) as stream:
            stream.write(_framed(_META))
            for tag, step, value, time in points:
                stream.write(_framed(_value(tag.encode(), step, value, time)))
                count += 1
        temporary.replace(path)
    except OSError as error:
        raise UsageError(tr("{}: cannot be written: {}", path, os_reason(error))) from None
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _value(tag: bytes, step: int, value: float, time: int) -> bytes:
    """The message ``Value``: id, tag, timestamp and value; a number that is 0 is left out."""
    try:
        single = _FLOAT.pack(value)
    except OverflowError:
        single = _FLOAT.pack(float("inf") if value > 0 else float("-inf"))
    number = b"\x08" + _varint(step) if step else b""
    clock = b"\x18" + _varint(time) if time > 0 else b""
    return number + b"\x12" + _varint(len(tag)) + tag + clock + b"\x25" + single


def _framed(value: bytes) -> bytes:
    """A record with one value, after its length."""
    record = b"\x0a" + _varint(len(value)) + value
    return HEADER.pack(len(record)) + record


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
