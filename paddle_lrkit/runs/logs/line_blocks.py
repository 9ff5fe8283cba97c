"""The lines of a file, in blocks, whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 1 << 20
LONGEST_LINE = 1 << 20
"""A line that is longer is no row of a log."""


def line_blocks(stream: BinaryIO) -> Iterator[tuple[int, list[bytes], bool]]:
    """The number of the first line, some lines without their ends, and whether the last one has an end.

    A line longer than `LONGEST_LINE` is replaced with an empty one, so that memory stays bounded.

    Args:
        stream: Opened for reading bytes.

    Example:
        >>> import io
        >>> list(line_blocks(io.BytesIO(b"a\\r\\nb\\nc")))
        [(1, [b'a', b'b'], True), (3, [b'c'], False)]
    """
    number, rest, dropped = 1, b"", False
    while block := stream.read(BLOCK):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if lines and dropped:
            lines[0], dropped = b"", False
        if lines:
            yield number, [line[:-1] if line.endswith(b"\r") else line for line in lines], True
            number += len(lines)
        if len(rest) > LONGEST_LINE:
            rest, dropped = b"", True
    if rest or dropped:
        yield number, [b"" if dropped else rest], False
