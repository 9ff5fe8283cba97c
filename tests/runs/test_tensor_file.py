"""Arrays of safetensors files, read part by part."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import load, save_file

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.tensor_file import TYPES, TensorFile, file_header


def test_arrays_and_rows_are_those_that_were_saved(tmp_path):
    generator = np.random.default_rng(0)
    arrays = {kind: (generator.normal(size=(5, 2, 3)) * 50).astype(kind) for kind in TYPES.values()}
    arrays |= {"scalar": np.float32(7), "none": np.zeros((0, 4))}
    save_file({name: np.asarray(array) for name, array in arrays.items()}, tmp_path / "f")
    stored = TensorFile(tmp_path / "f")
    assert stored.shapes == {name: np.shape(array) for name, array in arrays.items()}
    for name, array in arrays.items():
        found = stored.array(name)
        assert found.dtype == array.dtype
        np.testing.assert_array_equal(found, array)
    for kind in TYPES.values():
        np.testing.assert_array_equal(stored.rows(kind, 1, 4), arrays[kind][1:4])


def test_bfloat16_needs_its_name_in_the_metadata_and_16_bits(tmp_path):
    tensors = {"half": np.zeros(1, np.uint16), "other": np.zeros(1, np.uint16), "float": np.zeros(1, np.float32)}
    types = {"half": "bfloat16", "float": "bfloat16"}
    save_file(tensors, tmp_path / "f", metadata={"types": json.dumps(types)})
    stored = TensorFile(tmp_path / "f")
    assert stored.kinds == {"half": "bfloat16", "other": "uint16", "float": "float32"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a readable safetensors file"),
        (b"\xff" * 8 + b"{}", "not a readable safetensors file"),
        (b"\x02" + bytes(7) + b"[]", "not a readable safetensors file"),
    ],
)
def test_another_file_is_refused(tmp_path, content, words):
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(CheckpointError, match=words):
        TensorFile(tmp_path / "f")


def test_a_header_of_ours_is_that_of_safetensors(tmp_path):
    """The same arrays at the same places; the library reads what stands behind our header."""
    arrays = {"one": np.float32(7), "é/none": np.zeros((0, 4)), "n": np.arange(5, dtype=np.int8), "a": np.ones((2, 3))}
    kinds = {name: array.dtype.name for name, array in arrays.items()}
    names, header = file_header(kinds, {name: array.shape for name, array in arrays.items()})
    content = header + b"".join(arrays[name].tobytes() for name in names)
    save_file({name: np.asarray(array) for name, array in arrays.items()}, tmp_path / "f")
    theirs = (tmp_path / "f").read_bytes()
    assert len(header) % 8 == 0
    assert content[len(header) :] == theirs[len(theirs) - len(content) + len(header) :]
    assert {name: array.tolist() for name, array in load(content).items()} == {
        name: array.tolist() for name, array in arrays.items()
    }


def test_a_header_names_bfloat16_and_nothing_else(tmp_path):
    names, header = file_header({"half": "bfloat16", "float": "float32"}, {"half": (2,), "float": ()})
    (tmp_path / "f").write_bytes(header + bytes(8))
    assert names == ["float", "half"]
    assert TensorFile(tmp_path / "f").kinds == {"half": "bfloat16", "float": "float32"}
    assert b"types" not in file_header({"float": "float32"}, {"float": ()})[1]


@pytest.mark.parametrize("types", ["[]", "{", '"x"'])
def test_damaged_types_are_refused(tmp_path, types):
    save_file({"a": np.zeros(1)}, tmp_path / "f", metadata={"types": types})
    with pytest.raises(CheckpointError, match="not a readable safetensors file"):
        TensorFile(tmp_path / "f")


def read_after_a_cut(file):
    stored = TensorFile(file)
    with file.open("r+b") as stream:
        stream.truncate(200)
    return stored.array("a")


def test_a_file_that_is_cut_while_it_is_read_is_incomplete(tmp_path):
    save_file({"a": np.zeros(100)}, tmp_path / "f")
    with pytest.raises(CheckpointError, match="the tensor 'a' is incomplete"):
        read_after_a_cut(tmp_path / "f")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CheckpointError, match="none: there is no such file"):
        TensorFile(tmp_path / "none")


def test_metadata_may_be_null(tmp_path):
    header = b'{"__metadata__":null,"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'
    (tmp_path / "f").write_bytes(len(header).to_bytes(8, "little") + header + np.full(1, 7.0).tobytes())
    assert TensorFile(tmp_path / "f").array("a").tolist() == [7.0]
