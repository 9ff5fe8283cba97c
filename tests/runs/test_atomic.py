"""A replaced file is the old one or the new one, never something between."""

from __future__ import annotations

import os

import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.atomic import replace_file


def test_content_is_new_and_the_mode_is_kept(tmp_path):
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"old")
    file.chmod(0o640)
    replace_file(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["log.jsonl"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"old")

    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(LrkitError, match=r"log\.jsonl: cannot be rewritten: No space left on device"):
        replace_file(file, b"new")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["log.jsonl"]
