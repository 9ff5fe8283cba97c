"""VisualDL's reader with our changes, and what the server process imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

from paddle_lrkit.reports.board.server import wait_for_whole_records
from paddle_lrkit.runs.vdl_records import FILE_NAME


def test_the_reader_waits_for_a_record_that_is_being_written(tmp_path):
    record_reader = pytest.importorskip("visualdl.reader.record_reader")

    class Reader(record_reader._RecordReader):
        pass

    wait_for_whole_records(Reader)
    messages = [b"one", b"three", b"x" * 300]
    content = b"".join(len(message).to_bytes(8, "little") + message for message in messages)
    file = tmp_path / FILE_NAME
    file.touch()
    reader, seen = Reader(filepath=str(file)), []
    for position in range(len(content)):
        with file.open("ab") as part:
            part.write(content[position : position + 1])
        try:
            reader.get_next()
            seen.append((position + 1, reader.record()))
        except EOFError:
            pass
    assert seen == [(11, b"one"), (24, b"three"), (len(content), b"x" * 300)]


@pytest.mark.parametrize("tail", [bytes(16), b"\xff" * 16])
def test_the_reader_stops_before_bytes_that_are_not_a_record(tmp_path, tail):
    record_reader = pytest.importorskip("visualdl.reader.record_reader")

    class Reader(record_reader._RecordReader):
        pass

    wait_for_whole_records(Reader)
    file = tmp_path / FILE_NAME
    file.write_bytes((3).to_bytes(8, "little") + b"one" + tail)
    reader = Reader(filepath=str(file))
    reader.get_next()
    assert reader.record() == b"one"
    for _ in range(3):
        with pytest.raises(EOFError):
            reader.get_next()


def test_the_server_process_does_not_import_paddle(tmp_path):
    pytest.importorskip("visualdl")
    script = "import sys, paddle_lrkit.cli.board, paddle_lrkit.reports.board.server, visualdl.server.app\n"
    script += "sys.exit('paddle' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
