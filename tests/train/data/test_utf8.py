"""UTF-8 files, and errors that name the file."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.utf8 import read_utf8


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path):
    (tmp_path / "a.txt").write_text("天\n", encoding="utf-8-sig")
    assert read_utf8(tmp_path / "a.txt", "the list") == "天\n"


def test_unusable_files_are_named(tmp_path):
    (tmp_path / "a.txt").write_bytes("天".encode("gb18030"))
    with pytest.raises(DataError, match=r"a\.txt: the list is not UTF-8 text$"):
        read_utf8(tmp_path / "a.txt", "the list")
    with pytest.raises(DataError, match=r"b\.txt: the list cannot be read: No such file"):
        read_utf8(str(tmp_path / "b.txt"), "the list")
