"""The lines of a text file, in blocks, whatever its size and encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

_BLOCK = 1 << 20
LONGEST_LINE = 1 << 18
"""A longer line is read in parts."""


def text_blocks(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    r"""The number of the first line and the text of some whole lines; only the last line of a file may have no end.

    UTF-16 becomes UTF-8; other encodings stay as they are, as all of them write numbers and English in ASCII. A line of
    more than `LONGEST_LINE` bytes comes in parts, which have the same number.

    Example:
        >>> import io
        >>> list(text_blocks(io.BytesIO(b"a\nb\nc")))
        [(1, b'a\nb\n'), (3, b'c')]
    """
    number, rest = 1, b""
    for block in _blocks(stream):
        end = block.rfind(b"\n") + 1
        if end:
            text = rest + block[:end]
            yield number, text
            number += text.count(b"\n")
            rest = block[end:]
        else:
            rest += block
        while len(rest) > LONGEST_LINE:
            end = rest.rfind(b"\r", 0, LONGEST_LINE) + 1 or LONGEST_LINE
            yield number, rest[:end]
            rest = rest[end:]
    if rest:
        yield number, rest


def text_lines(stream: BinaryIO) -> Iterator[tuple[int, list[bytes], bool]]:
    r"""The same as lines without their ends, and whether the last one has an end.

    Example:
        >>> import io
        >>> list(text_lines(io.BytesIO(b"a\r\nb\nc")))
        [(1, [b'a', b'b'], True), (3, [b'c'], False)]
    """
    for number, text in text_blocks(stream):
        lines = text.split(b"\n")
        last = lines.pop()
        yield number, [line.removesuffix(b"\r") for line in ([*lines, last] if last else lines)], not last


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    block = stream.read(_BLOCK)
    encoding = _utf16(block)
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
    while block:
        yield block if decoder is None else decoder.decode(block).encode("utf-8", "replace")
        block = stream.read(_BLOCK)


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
