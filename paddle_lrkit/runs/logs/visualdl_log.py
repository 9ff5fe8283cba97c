"""Reads VisualDL's record files."""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterator, Mapping, Sequence

from paddle_lrkit.runs.logs.own_formats import VISUALDL
from paddle_lrkit.runs.logs.record_log import record_log
from paddle_lrkit.runs.logs.record_points import Point, RecordFile, record_files
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.vdl_records import HEADER, frames, parse_record
from paddle_lrkit.suites.ppdet.visualdl_formats import NO_RATE
from paddle_lrkit.suites.table import visualdl_formats

_LONGEST_SCALAR = 1 << 12
"""A longer record is an image or the like."""


def is_visualdl(head: bytes) -> bool:
    """Whether a file begins with a record of VisualDL.

    Example:
        >>> is_visualdl(HEADER.pack(6) + b"\\n\\x04\\x12\\x02lr"), is_visualdl(b"step,lr\\n0,0.1\\n")
        (True, False)
    """
    try:
        start, end = next(frames(head), (0, 0))
        if not end:
            (length,) = HEADER.unpack_from(head.ljust(HEADER.size, b"\xff"))
            return bool(len(head) > HEADER.size and length < 1 << 40 and head[HEADER.size] == 0x0A)
        return parse_record(head[start:end]).tag != ""
    except ValueError:
        return False


def read_visualdl(source: str, files: Sequence[tuple[str, bytes | mmap.mmap]], given: Mapping[str, str]) -> TrainingLog:
    """Reads the record files of one run, which a resumed run has several of.

    Args:
        source: The file, or the directory.
        files: Path and content of each.
        given: ``lr`` and ``loss`` -> tag, as the user names them.

    Raises:
        UsageError: No tag is a rate.
    """
    read = record_files(files, _points, given)
    return record_log(source, read, visualdl_formats(), VISUALDL, given, str(NO_RATE))


def _points(content: bytes | mmap.mmap, file: RecordFile) -> Iterator[Point]:
    number = end = 0
    for number, (start, end) in enumerate(frames(content), start=1):
        if end - start > _LONGEST_SCALAR:
            continue
        try:
            record = parse_record(content[start:end])
        except ValueError:
            file.torn = number
            continue
        if record.value is not None and record.step < 2**62:
            yield Point(record.tag, record.step, record.value, record.time / 1000 if record.time else math.nan, number)
    if end < len(content):
        file.torn = number + 1
