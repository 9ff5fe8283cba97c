"""The manifest of a checkpoint: it lists files of the checkpoint and nothing else."""

from __future__ import annotations

import hashlib
import json

import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.manifest import MANIFEST, check_digest, read_manifest, sha256

GOOD = {"state.json": "0" * 64, "model.safetensors": "1" * 64}


def refused(folder, content):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        read_manifest(folder)
    assert str(caught.value).startswith(f"{folder / MANIFEST}: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_it_is_read(tmp_path):
    (tmp_path / MANIFEST).write_text(json.dumps(GOOD))
    assert read_manifest(tmp_path) == GOOD


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a/b", "", ".", "..", "a\0"])
def test_a_name_elsewhere_is_refused(tmp_path, name):
    assert "is not the name of a file in the checkpoint" in refused(tmp_path, json.dumps(GOOD | {name: "0"}).encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff", "not UTF-8"),
        (b"", "not JSON"),
        (b"[]", "must have a SHA-256 for each file name"),
        (b"[[1, 2]]", "must have a SHA-256 for each file name"),
        (b"7", "must have a SHA-256 for each file name"),
        (b'{"state.json": 7}', "must have a SHA-256 for each file name"),
        (b'{"state.json": ' + b"9" * 5000 + b"}", "a whole number has 5000 characters"),
        (b"{}", "state.json is not in the list, so the checkpoint is incomplete"),
    ],
)
def test_another_content_is_refused(tmp_path, content, reason):
    assert reason in refused(tmp_path, content)


def test_no_manifest(tmp_path):
    with pytest.raises(CheckpointError, match="not readable: No such file or directory"):
        read_manifest(tmp_path)


def test_a_file_is_compared(tmp_path):
    (tmp_path / "a").write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()
    assert sha256(tmp_path / "a") == digest
    assert check_digest(tmp_path, "a", digest) == tmp_path / "a"
    with pytest.raises(CheckpointError, match="a: the file is damaged"):
        check_digest(tmp_path, "a", "0" * 64)
    with pytest.raises(CheckpointError, match="b: the file is missing from the checkpoint"):
        check_digest(tmp_path, "b", digest)
