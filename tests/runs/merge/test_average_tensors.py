"""Averages of safetensors files."""

from __future__ import annotations

import json
import tracemalloc

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from paddle_lrkit.errors import CheckpointError, LrkitError
from paddle_lrkit.runs.merge import average_tensors
from paddle_lrkit.runs.merge.average_tensors import average_files
from paddle_lrkit.runs.tensor_file import TensorFile

WEIGHTS = [0.1, 0.25, 0.65]


def files_of(tmp_path, tensors, kinds=None):
    """A file for each dict of tensors."""
    files = []
    for number, named in enumerate(tensors):
        files.append(tmp_path / f"{number}.safetensors")
        types = {name: str(array.dtype) for name, array in named.items()} | (kinds or {})
        save_file(named, files[-1], metadata={"types": json.dumps(types)})
    return files


def bfloat16(values):
    """The nearest bfloat16 bits, found among the two neighbours, a half to even."""
    near = np.asarray(values, np.float32)
    low = np.where(np.abs(near) > np.abs(values), np.nextafter(near, np.float32(0)), near).view(np.uint32) >> 16
    both = np.stack([low, low + 1]).astype(np.uint32)
    distance = np.abs((both << 16).view(np.float32).astype(np.float64) - np.asarray(values, np.float64))
    up = (distance[1] < distance[0]) | ((distance[1] == distance[0]) & (low % 2 == 1))
    return np.where(up, both[1], both[0]).astype(np.uint16)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("shape", [(), (0,), (7,), (3, 4), (2, 3, 4, 5)])
def test_an_average_is_that_of_float64_rounded_once(tmp_path, dtype, shape):
    generator = np.random.default_rng(0)
    arrays = [generator.normal(size=shape).astype(dtype) for _ in WEIGHTS]
    target = tmp_path / "model.safetensors"
    names = average_files(files_of(tmp_path, [{"a": array} for array in arrays]), WEIGHTS, target)
    exact = sum(weight * array.astype(np.float64) for weight, array in zip(WEIGHTS, arrays, strict=True))
    loaded = load_file(target)
    assert names == ["a"]
    assert (loaded["a"].dtype, loaded["a"].shape) == (np.dtype(dtype), shape)
    np.testing.assert_array_equal(loaded["a"], np.asarray(exact).astype(dtype))


def test_bfloat16_is_averaged_as_a_number_and_other_16_bits_are_not(tmp_path):
    generator = np.random.default_rng(1)
    arrays = [bfloat16(generator.normal(size=500)) for _ in WEIGHTS]
    tensors = [{"half": array, "count": np.full(2, number, np.uint16)} for number, array in enumerate(arrays)]
    target = tmp_path / "model.safetensors"
    average_files(files_of(tmp_path, tensors, {"half": "bfloat16"}), WEIGHTS, target)
    floats = [(array.astype(np.uint32) << 16).view(np.float32).astype(np.float64) for array in arrays]
    loaded = load_file(target)
    exact = sum(weight * array for weight, array in zip(WEIGHTS, floats, strict=True))
    np.testing.assert_array_equal(loaded["half"], bfloat16(exact))
    assert loaded["count"].tolist() == [2, 2]
    assert TensorFile(target).kinds == {"half": "bfloat16", "count": "uint16"}


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "int16", "int32", "int64"])
def test_whole_numbers_are_those_of_the_last_file(tmp_path, dtype):
    tensors = [{"n": np.array([number, 1], dtype)} for number in (0, 1, 1)]
    average_files(files_of(tmp_path, tensors), WEIGHTS, tmp_path / "out.safetensors")
    assert load_file(tmp_path / "out.safetensors")["n"].tolist() == [1, 1]


def test_equal_files_give_the_same_file_bit_for_bit(tmp_path):
    named = {"b": np.random.default_rng(2).normal(size=(5, 3)).astype("float32"), "n": np.arange(3), "é": np.ones(2)}
    files = files_of(tmp_path, [named] * 3)
    average_files(files, WEIGHTS, tmp_path / "out.safetensors")
    with safe_open(tmp_path / "out.safetensors", "numpy") as stream:
        assert stream.metadata() is None
        for name, array in named.items():
            np.testing.assert_array_equal(stream.get_tensor(name), array)


def test_a_tensor_is_averaged_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(average_tensors, "_MOST_VALUES", 2**12)
    arrays = [np.random.default_rng(number).normal(size=(1000, 257)).astype("float32") for number in range(3)]
    files = files_of(tmp_path, [{"a": array, "b": array} for array in arrays])
    expected = sum(weight * array.astype(np.float64) for weight, array in zip(WEIGHTS, arrays, strict=True))
    del arrays
    tracemalloc.start()
    average_files(files, WEIGHTS, tmp_path / "out.safetensors")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_array_equal(load_file(tmp_path / "out.safetensors")["a"], expected.astype("float32"))
    assert peak < 400_000  # A tensor has 1,028,000 bytes.


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"a": np.ones(3)}, "'a' is float64 [3], and float64 [2] in"),
        ({"a": np.ones(2, "float32")}, "'a' is float32 [2], and float64 [2] in"),
        ({"b": np.ones(2)}, "lacks the tensor 'a' of"),
        ({"a": np.array([np.inf, 1])}, "the average of 'a' is not finite"),
    ],
)
def test_files_that_do_not_fit_together_are_refused(tmp_path, other, words):
    files = files_of(tmp_path, [{"a": np.ones(2)}, {"a": np.ones(2)}, other])
    with pytest.raises(CheckpointError) as error:
        average_files(files, WEIGHTS, tmp_path / "out.safetensors")
    assert words in str(error.value)


def test_a_weight_of_0_leaves_a_file_out(tmp_path):
    files = files_of(tmp_path, [{"a": np.array([np.nan])}, {"a": np.array([2.0])}])
    average_files(files, [0.0, 1.0], tmp_path / "out.safetensors")
    assert load_file(tmp_path / "out.safetensors")["a"].tolist() == [2.0]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(LrkitError, match=r"none/out\.safetensors: cannot be written: No such file"):
        average_files(files_of(tmp_path, [{"a": np.ones(1)}]), [1.0], tmp_path / "none" / "out.safetensors")
