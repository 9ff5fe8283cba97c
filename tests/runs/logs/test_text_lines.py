"""Blocks and lines of texts of any size."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.runs.logs import text_lines
from paddle_lrkit.runs.logs.text_lines import text_blocks


@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=30), st.booleans())
def test_blocks_are_the_text_and_their_numbers_those_of_the_lines(lines, ended):
    data = b"x" + b"\n".join(lines) + (b"\n" if ended else b"")
    sizes = text_lines._BLOCK, text_lines.LONGEST_LINE
    try:
        text_lines._BLOCK, text_lines.LONGEST_LINE = 16, 40
        blocks = list(text_blocks(io.BytesIO(data)))
    finally:
        text_lines._BLOCK, text_lines.LONGEST_LINE = sizes
    assert b"".join(text for _, text in blocks) == data
    at = 0
    for number, text in blocks:
        assert number == data[:at].count(b"\n") + 1
        at += len(text)


def test_utf_16_becomes_utf_8():
    text = "第 1 轮\nlr: 0.1\n" * 200
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        data = text if encoding != "utf-16-be" else "lr: 0.1\n" * 99
        assert b"".join(part for _, part in text_blocks(io.BytesIO(data.encode(encoding)))).decode() in (
            data,
            "\ufeff" + data,
        )
