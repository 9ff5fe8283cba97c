"""Reads TensorBoard's event files without TensorBoard.

A file is a sequence of ``uint64 length (little-endian)``, a checksum of it, ``length`` bytes of a protobuf message
``Event``, and a checksum of these.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator, Mapping, Sequence

from paddle_lrkit.runs.logs.own_formats import TENSORBOARD
from paddle_lrkit.runs.logs.record_log import record_log
from paddle_lrkit.runs.logs.record_points import Point, RecordFile, record_files
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.protobuf import field_at, varint_at

_HEADER = struct.Struct("<QI")
_TAIL = 4
_LONGEST_EVENT = 1 << 20
"""A longer event is an image or a graph."""
_WALL_TIME, _STEP, _SUMMARY = 1, 2, 5
_VALUE, _TAG, _SIMPLE, _TENSOR = 1, 1, 2, 8
_TYPE, _CONTENT = 1, 4
_NUMBERS = {1: "<f", 2: "<d", 3: "<i", 9: "<q", 19: "<e"}
_OWN_FIELDS = {5: "<f", 6: "<d"}
_DOUBLE, _FLOAT = struct.Struct("<d"), struct.Struct("<f")


def is_tensorboard(head: bytes) -> bool:
    """Whether a file begins with an event of TensorBoard: the checksum of its first length is right.

    Example:
        >>> is_tensorboard(bytes.fromhex("1800000000000000a37f4b22")), is_tensorboard(b"step,lr\\n0,0.1\\n")
        (True, False)
    """
    if len(head) < _HEADER.size:
        return False
    length, check = _HEADER.unpack_from(head)
    return length > 0 and check == masked_crc32c(head[:8])


def read_tensorboard(
    source: str, files: Sequence[tuple[str, bytes | mmap.mmap]], given: Mapping[str, str]
) -> TrainingLog:
    """Reads the event files of one run, which a resumed run has several of.

    Args:
        source: The file, or the directory.
        files: Path and content of each.
        given: ``lr`` and ``loss`` -> tag, as the user names them.

    Raises:
        UsageError: No tag is a rate.
    """
    read = record_files(files, _points, given)
    return record_log(source, read, (), TENSORBOARD, given)


def masked_crc32c(data: bytes) -> int:
    """The checksum of TFRecord files: CRC-32C, rotated and with a constant added.

    Example:
        >>> hex(masked_crc32c(bytes.fromhex("1800000000000000")))
        '0x224b7fa3'
    """
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _table() -> list[int]:
    table = []
    for number in range(256):
        for _ in range(8):
            number = number >> 1 ^ (0x82F63B78 if number & 1 else 0)
        table.append(number)
    return table


_TABLE = _table()


def _points(content: bytes | mmap.mmap, file: RecordFile) -> Iterator[Point]:
    """The scalars of the whole events; what follows a wrong length is not read."""
    at, size, number = 0, len(content), 0
    while at + _HEADER.size <= size:
        number += 1
        length, check = _HEADER.unpack_from(content, at)
        start = at + _HEADER.size
        at = start + length + _TAIL
        if at > size or check != masked_crc32c(content[start - _HEADER.size : start - _TAIL]):
            break
        if length <= _LONGEST_EVENT:
            try:
                yield from _event(content[start : start + length], number)
            except (ValueError, struct.error):
                file.torn = number
    else:
        if at == size:
            return
        number += 1
    file.torn = number


def _event(message: bytes, number: int) -> Iterator[Point]:
    position, end = 0, len(message)
    step, time, summaries = 0, 0.0, []
    while position < end:
        field, body, position = field_at(message, position, end)
        if field == _WALL_TIME and position - body == _DOUBLE.size:
            time = _DOUBLE.unpack_from(message, body)[0]
        elif field == _STEP:
            step, _ = varint_at(message, body)
        elif field == _SUMMARY:
            summaries.append((body, position))
    if step >= 1 << 62:
        return
    for position, end in summaries:
        while position < end:
            field, body, position = field_at(message, position, end)
            if field == _VALUE:
                tag, value = _scalar(message, body, position)
                if value is not None:
                    yield Point(tag, step, value, time, number)


def _scalar(message: bytes, position: int, end: int) -> tuple[str, float | None]:
    tag, value = "", None
    while position < end:
        field, body, position = field_at(message, position, end)
        if field == _TAG:
            tag = message[body:position].decode("utf-8", "replace")
        elif field == _SIMPLE and position - body == _FLOAT.size:
            value = _FLOAT.unpack_from(message, body)[0]
        elif field == _TENSOR:
            value = _tensor(message, body, position)
    return tag, value


def _tensor(message: bytes, position: int, end: int) -> float | None:
    """The number in a tensor; None if it has several or is of another kind."""
    kind, content = 0, b""
    while position < end:
        field, body, position = field_at(message, position, end)
        if field == _TYPE:
            kind, _ = varint_at(message, body)
        elif field == _CONTENT or field in _OWN_FIELDS:
            content = message[body:position]
    form = _NUMBERS.get(kind)
    if form is None or len(content) != struct.calcsize(form):
        return None
    return float(struct.unpack(form, content)[0])
