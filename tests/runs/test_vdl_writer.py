"""Record files written without VisualDL, against VisualDL's own messages and reader."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.vdl_records import HEADER, frames
from paddle_lrkit.runs.vdl_writer import ScalarPoint, new_record_file, write_scalars

NAME = "vdlrecords.audit.log"


@settings(max_examples=40)
@given(
    st.text(min_size=1, max_size=200).filter(lambda text: "%" not in text),
    st.integers(0, 2**62),
    st.floats(width=32, allow_nan=False),
    st.integers(1, 2**50),
)
def test_a_scalar_has_the_bytes_of_visualdl(tmp_path_factory, tag, step, value, time):
    component = pytest.importorskip("visualdl.component.base_component")
    path = tmp_path_factory.getbasetemp() / NAME
    assert write_scalars(path, [ScalarPoint(tag, step, value, time)]) == 1
    data = path.read_bytes()
    meta, scalar = (data[start:end] for start, end in frames(data))
    assert scalar == component.scalar(tag, value, step, time).SerializeToString()
    assert component.meta_data(walltime=None).SerializeToString() == meta


def test_visualdl_reads_the_charts(tmp_path):
    visualdl = pytest.importorskip("visualdl")
    path = tmp_path / NAME
    write_scalars(path, [ScalarPoint("rate/applied", step, rate, 5) for step, rate in ((0, 0.5), (7, math.inf))])
    reader = visualdl.LogReader(file_path=str(path))
    points = reader.get_data("scalar", "rate/applied")
    assert [(point.id, point.value, point.timestamp) for point in points] == [(0, 0.5, 5), (7, math.inf, 5)]


def test_a_number_beyond_float32_is_infinite(tmp_path):
    write_scalars(tmp_path / NAME, [ScalarPoint("a", 1, -1e300)])
    assert (tmp_path / NAME).read_bytes().endswith(b"\x25\x00\x00\x80\xff")


def test_an_error_on_the_way_leaves_the_old_file(tmp_path):
    path = tmp_path / NAME
    path.write_bytes(HEADER.pack(1) + b"x")
    with pytest.raises(ZeroDivisionError):
        write_scalars(path, (ScalarPoint("a", step, 1 / step) for step in (1, 0)))
    assert [file.name for file in tmp_path.iterdir()] == [NAME]
    assert path.read_bytes() == HEADER.pack(1) + b"x"


def test_a_directory_of_another_run_is_refused(tmp_path):
    assert new_record_file(tmp_path / "new", NAME, "--visualdl") == tmp_path / "new" / NAME
    (tmp_path / "vdlrecords.1.log").touch()
    with pytest.raises(UsageError, match=r"--visualdl .*: has the records of another run; choose another directory"):
        new_record_file(tmp_path, NAME, "--visualdl")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        new_record_file(tmp_path / "file", NAME, "--visualdl")
