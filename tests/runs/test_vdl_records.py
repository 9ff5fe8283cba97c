"""Frames of VisualDL record files, against the messages that VisualDL itself writes."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.vdl_records import (
    HEADER,
    Record,
    check_records,
    frames,
    parse_record,
    scalars,
    torn_bytes,
    trim_records,
)

NAME = "vdlrecords.run.log"


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def scalar(step: int, tag: str = "train/loss") -> bytes:
    step_field = b"\x08" + varint(step) if step else b""
    return field(1, step_field + field(2, tag.encode()) + b"\x18" + varint(1700000000000) + b"\x25" + bytes(4))


def frame(message: bytes) -> bytes:
    return HEADER.pack(len(message)) + message


def write(tmp_path, data: bytes):
    path = tmp_path / NAME
    path.write_bytes(data)
    return path


@given(st.integers(0, 2**62), st.sampled_from(["train/loss", "eval/accuracy", "准确率"]))
def test_step_and_tag_are_those_of_visualdl(step, tag):
    component = pytest.importorskip("visualdl.component.base_component")
    message = component.scalar(tag, 0.5, step, 1700000000000).SerializeToString()
    assert parse_record(message) == Record(step, tag, 4, 0.5, 1700000000000)


def test_every_kind_of_content_is_known_by_its_field():
    component = pytest.importorskip("visualdl.component.base_component")
    hparam = component.hparam("run", {"rate": 0.1, "name": "x", "n": 3}, ["eval/accuracy"], 1)
    text = component.text("note", "hello", 7, 1)
    meta = component.meta_data(display_name="run", walltime=1)
    assert parse_record(hparam.SerializeToString()).kind == 13
    assert parse_record(text.SerializeToString()) == Record(7, "note", 12, time=1)
    assert parse_record(meta.SerializeToString()) == Record(0, "meta_data_tag", 10, time=1)


@given(st.lists(st.binary(min_size=1, max_size=20)), st.data())
def test_a_file_cut_anywhere_gives_the_records_that_are_whole(messages, data):
    content = b"".join(frame(message) for message in messages)
    size = data.draw(st.integers(0, len(content)))
    found = [content[start:end] for start, end in frames(content[:size])]
    ends = [sum(8 + len(m) for m in messages[: i + 1]) for i in range(len(messages))]
    assert found == messages[: sum(end <= size for end in ends)]


@pytest.mark.parametrize("tail", [b"", b"\x07", HEADER.pack(40), HEADER.pack(2**63) + b"x", bytes(30)])
def test_the_torn_end_is_measured(tmp_path, tail):
    whole = frame(scalar(0)) + frame(scalar(1))
    assert torn_bytes(write(tmp_path, whole + tail)) == len(tail)


def test_the_trim_keeps_order_and_bytes(tmp_path):
    kept = [scalar(0), scalar(0, "eval/accuracy"), scalar(1), scalar(2, "eval/accuracy")]
    later = [scalar(2), scalar(3, "eval/accuracy"), scalar(300)]
    path = write(tmp_path, b"".join(map(frame, kept + later)) + frame(scalar(301))[:-3])
    assert trim_records(path, 2) == 3
    assert path.read_bytes() == b"".join(map(frame, kept))
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


def test_the_trim_leaves_a_file_alone_that_needs_none(tmp_path):
    path = write(tmp_path, frame(scalar(0)))
    before = path.stat().st_ino
    assert trim_records(path, 1) == 0
    assert path.stat().st_ino == before


@pytest.mark.parametrize(
    "message",
    [
        b"\xff\xff\xff",
        field(2, b"abc"),
        field(1, b"\x08"),
        field(1, b"\x0b\x01"),
        field(1, field(2, b"\xff")),
    ],
)
def test_a_record_that_is_none_is_named(tmp_path, message):
    path = write(tmp_path, frame(scalar(0)) + frame(message) + frame(scalar(2)))
    with pytest.raises(LrkitError, match=rf"{NAME}: record 2 is not a VisualDL record"):
        trim_records(path, 1)
    with pytest.raises(LrkitError, match=rf"{NAME}: record 2 is not a VisualDL record"):
        check_records(path)


def test_a_sound_file_passes_the_check_with_and_without_a_torn_end(tmp_path):
    check_records(write(tmp_path, frame(scalar(0)) + frame(scalar(1))))
    check_records(write(tmp_path, frame(scalar(0)) + frame(scalar(1))[:-1]))


def test_a_hundred_thousand_records_are_cut_in_one_go(tmp_path):
    path = write(tmp_path, b"".join(frame(scalar(step)) for step in range(100_000)) + b"torn")
    assert trim_records(path, 60_000) == 40_000
    assert [parse_record(path.read_bytes()[a:b]).step for a, b in frames(path.read_bytes()) if a < 60] == [
        0,
        1,
    ]
    assert sum(1 for _ in frames(path.read_bytes())) == 60_000


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(LrkitError, match=r"vdlrecords\.run\.log: the VisualDL records cannot be read"):
        torn_bytes(tmp_path / NAME)


@pytest.mark.parametrize(
    ("values", "agree"), [((math.nan, math.nan), True), ((math.nan, 1.0), False), ((1.0, 2.0), False)]
)
def test_a_chart_may_have_a_nan_and_one_value_at_a_step(tmp_path, values, agree):
    messages = [scalar(3)[:-4] + struct.pack("<f", value) for value in values]
    path = write(tmp_path, b"".join(map(frame, messages)))
    if agree:
        assert math.isnan(scalars(path)["train/loss", 3])
    else:
        with pytest.raises(LrkitError, match="train/loss has two values at step 3"):
            scalars(path)
