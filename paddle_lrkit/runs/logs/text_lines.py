"""The lines of a text file, in blocks, whatever its size and encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 1 << 20
LONGEST_LINE = 1 << 18
"""A longer line is read in parts."""


def text_lines(stream: BinaryIO) -> Iterator[tuple[int, list[bytes], bool]]:
    """The number of the first line, some lines without their ends, and whether the last one has an end.

    UTF-16 becomes UTF-8; other encodings stay as they are, as all of them write numbers and English in ASCII. A line of
    more than `LONGEST_LINE` bytes comes in parts, which have the same number.

    Example:
        >>> import io
        >>> list(text_lines(io.BytesIO(b"a\\nb\\nc")))
        [(1, [b'a', b'b'], True), (3, [b'c'], False)]
    """
    number, rest = 1, b""
    for block in _blocks(stream):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if lines:
            yield number, lines, True
            number += len(lines)
        if len(rest) > LONGEST_LINE:
            end = rest.rfind(b"\r") + 1 or len(rest)
            yield number, [rest[:end]], True
            rest = rest[end:]
    if rest:
        yield number, [rest], False


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    block = stream.read(BLOCK)
    encoding = _utf16(block)
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
    while block:
        yield block if decoder is None else decoder.decode(block).encode("utf-8", "replace")
        block = stream.read(BLOCK)


def _utf16(head: bytes) -> str:
    """The name of the UTF-16 encoding of a file that begins like this; empty for any other encoding."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:2000]
    low, high = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and max(low, high) > 0.8 * half and min(low, high) == 0:
        return "utf-16-le" if high > low else "utf-16-be"
    return ""
