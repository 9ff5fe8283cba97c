"""Files of tables and records for the tests, and their logs."""

from __future__ import annotations

import struct
from io import BytesIO

from paddle_lrkit.runs.logs.csv_log import read_csv
from paddle_lrkit.runs.logs.jsonl_log import read_jsonl
from paddle_lrkit.runs.logs.tensorboard_log import masked_crc32c
from paddle_lrkit.runs.logs.training_log import TrainingLog


def csv_log(text: str | bytes, **given: str) -> TrainingLog:
    """The log of a CSV file."""
    return read_csv(BytesIO(text if isinstance(text, bytes) else text.encode()), "a.csv", given)


def jsonl_log(text: str | bytes, **given: str) -> TrainingLog:
    """The log of a JSONL file."""
    return read_jsonl(BytesIO(text if isinstance(text, bytes) else text.encode()), "a.jsonl", given)


def varint(number: int) -> bytes:
    """A number as protobuf writes it."""
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number: int, content: bytes) -> bytes:
    """A field with bytes."""
    return bytes([number << 3 | 2]) + varint(len(content)) + content


def event(step: int, tag: str, value: float, time: float = 1.0, *, tensor: bool = False) -> bytes:
    """An event of TensorBoard in its frame."""
    number = (
        field(8, b"\x08\x01" + field(4, struct.pack("<f", value))) if tensor else b"\x15" + struct.pack("<f", value)
    )
    summary = field(1, field(1, tag.encode()) + number)
    return framed_event(b"\x09" + struct.pack("<d", time) + b"\x10" + varint(step) + field(5, summary))


def framed_event(message: bytes) -> bytes:
    """A message with its length and checksums."""
    length = struct.pack("<Q", len(message))
    return length + struct.pack("<I", masked_crc32c(length)) + message + struct.pack("<I", masked_crc32c(message))
