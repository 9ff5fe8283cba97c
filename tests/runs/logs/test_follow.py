"""Following a file that grows."""

from __future__ import annotations

import os

import pytest

from paddle_lrkit.runs.logs import follow
from paddle_lrkit.runs.logs.follow import FollowedFile


@pytest.fixture
def path(tmp_path):
    return tmp_path / "train.log"


def append(path, data):
    with open(path, "ab") as stream:
        stream.write(data)


def test_a_file_that_does_not_exist_yet_or_is_empty_is_missing(path):
    followed = FollowedFile(str(path))
    assert followed.look() == "missing"
    path.touch()
    assert followed.look() == "missing"
    path.write_bytes(b"a\n")
    assert [followed.look(), followed.look()] == ["new", "same"]


def test_only_whole_added_lines_are_given_with_a_few_before_them(path):
    path.write_bytes(b"head\n" + b"%9d\n" * 0 + b"".join(b"%9d\n" % row for row in range(5000)))
    followed = FollowedFile(str(path))
    assert followed.look() == "new"
    append(path, b"new 1\nnew")
    assert followed.look() == "grown"
    added = followed.added(with_head=False)
    assert added.endswith(b"     4999\nnew 1\n")
    assert follow.OVERLAP - 20 < len(added) < follow.OVERLAP + 20
    assert added.startswith(b"     ")
    append(path, b" 2")
    assert (followed.look(), followed.added(with_head=True)) == ("grown", b"")
    append(path, b"\n")
    assert followed.look() == "grown"
    assert followed.added(with_head=True).startswith(b"head\n     ")


def test_a_line_that_had_not_ended_at_the_first_look_is_given_whole(path):
    path.write_bytes(b"a 1\nb")
    followed = FollowedFile(str(path))
    followed.look()
    append(path, b" 2\nc")
    assert (followed.look(), followed.added(with_head=True)) == ("grown", b"a 1\nb 2\n")


def test_a_shorter_another_and_a_rewritten_file_are_new(path):
    path.write_bytes(b"a 1\n" * 10)
    followed = FollowedFile(str(path))
    followed.look()
    path.write_bytes(b"a 1\n")
    assert followed.look() == "new"
    path.write_bytes(b"b 1\n" * 20)
    assert followed.look() == "new"
    path.rename(path.with_suffix(".1"))
    assert followed.look() == "missing"
    path.write_bytes(b"b 1\n" * 40)
    assert followed.look() == "new"


def test_record_files_documents_and_large_additions_are_read_as_a_whole(path, monkeypatch):
    for head in (b"\x00\x01\n", b'{"log_history": [\n', "a\n".encode("utf-16")):
        path.write_bytes(head)
        followed = FollowedFile(str(path))
        followed.look()
        append(path, head)
        assert followed.look() == "new"
    monkeypatch.setattr(follow, "MOST_ADDED", 100)
    path.write_bytes(b"a\n")
    followed = FollowedFile(str(path))
    followed.look()
    append(path, b"a\n" * 51)
    assert followed.look() == "new"


def test_a_file_that_is_touched_is_not_read_again(path):
    path.write_bytes(b"a\n")
    followed = FollowedFile(str(path))
    followed.look()
    os.utime(path, ns=(1, 1))
    assert followed.look() == "new"
    assert followed.look() == "same"
