"""Safetensors files that are not ours: one sentence with the file's name, and no code runs."""

from __future__ import annotations

import json
import pickle
import struct
from pathlib import Path

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.checkpoints.safetensors_file import host_copies, load_tensors, save_tensors


def write(file: Path, header: bytes, size: int = 0) -> Path:
    file.write_bytes(struct.pack("<Q", len(header)) + header + bytes(size))
    return file


def header(kind: str, size: int, **metadata: str) -> bytes:
    tensors = {"w": {"dtype": kind, "shape": [8], "data_offsets": [0, size]}}
    return json.dumps(tensors | ({"__metadata__": metadata} if metadata else {})).encode()


def refused(file: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        load_tensors(file)
    sentence = str(caught.value)
    assert sentence.startswith(f"{file}: not a readable safetensors file: ")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("name", ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64"])
def test_every_type_of_ours_comes_back(tmp_path, name):
    values = np.array([0, 1, 1], dtype=name)
    save_tensors(tmp_path / "a.safetensors", host_copies({"w": paddle.to_tensor(values)}))
    np.testing.assert_array_equal(load_tensors(tmp_path / "a.safetensors")["w"].numpy(), values)


@pytest.mark.parametrize(
    ("kind", "size"),
    [("BF16", 16), ("F8_E4M3", 8), ("F8_E5M2", 8), ("F8_E8M0", 8), ("U32", 32), ("U64", 64), ("F4", 4)],
)
def test_types_that_are_not_ours_are_named(tmp_path, kind, size):
    sentence = refused(write(tmp_path / "a.safetensors", header(kind, size), size))
    assert f"has the type {kind}, not one of BOOL, U8" in sentence or "unknown variant" in sentence


@pytest.mark.parametrize("kind", ["X", "C64"])
def test_other_types_are_one_sentence(tmp_path, kind):
    refused(write(tmp_path / "a.safetensors", header(kind, 64), 64))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"w":' + b"[" * 100_000, "recursion limit"),
        (header("F32", 32, types="[" * 100_000), "nested too deeply"),
        (header("F32", 32, types="[]"), "'types' in its metadata is not an object"),
        (header("F32", 32, types="{"), "not JSON"),
        (header("F32", 31), ""),
        (b"", ""),
        (b"\xff", ""),
    ],
)
def test_headers_of_another_kind(tmp_path, content, reason):
    assert reason in refused(write(tmp_path / "a.safetensors", content, 32))


@pytest.mark.parametrize("length", [0, 7, 2**40, 2**64 - 1])
def test_a_length_that_is_wrong(tmp_path, length):
    (tmp_path / "a.safetensors").write_bytes(struct.pack("<Q", length) + b"{}")
    refused(tmp_path / "a.safetensors")


def test_a_pickle_under_the_name_of_weights_is_refused(tmp_path):
    marker = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return (Path.touch, (marker,))

    (tmp_path / "model.safetensors").write_bytes(pickle.dumps(Evil()))
    refused(tmp_path / "model.safetensors")
    assert not marker.exists()
