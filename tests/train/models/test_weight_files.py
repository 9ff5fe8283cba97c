"""Weight files: arrays by name, and no code that runs."""

from __future__ import annotations

import json
import os
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.runs.tensor_file import BFLOAT16
from paddle_lrkit.train.checkpoints.safetensors_file import save_tensors
from paddle_lrkit.train.models.weight_files import read_weights


def test_bfloat16_in_a_checkpoint_becomes_float32(tmp_path: Path) -> None:
    bits = (np.float32([1.0, -2.5, 3.0]).view(np.uint32) >> 16).astype(np.uint16)
    save_tensors(tmp_path / "model.safetensors", {"w": bits})
    assert BFLOAT16.encode() in (tmp_path / "model.safetensors").read_bytes()
    np.testing.assert_array_equal(read_weights(tmp_path / "model.safetensors")["w"], np.float32([1.0, -2.5, 3.0]))


def test_bfloat16_of_another_program_becomes_float32(tmp_path: Path) -> None:
    header = json.dumps({"w": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}).encode()
    bits = (np.float32([1.5, -8.0]).view(np.uint32) >> 16).astype("<u2")
    file = tmp_path / "w.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header + bits.tobytes())
    np.testing.assert_array_equal(read_weights(file)["w"], np.float32([1.5, -8.0]))


def test_bfloat16_in_pdparams_becomes_float32(tmp_path: Path) -> None:
    weight = paddle.to_tensor([1.0, -2.5, 3.0]).astype("bfloat16")
    paddle.save({"w": weight}, str(tmp_path / "w.pdparams"))
    np.testing.assert_array_equal(read_weights(tmp_path / "w.pdparams")["w"], np.float32([1.0, -2.5, 3.0]))


def test_arrays_that_paddle_saved_with_their_names(tmp_path: Path) -> None:
    layer = paddle.nn.Linear(2, 2)
    paddle.save({"w": layer.weight, "b": layer.bias, "step": np.zeros(1)}, str(tmp_path / "w.pdparams"))
    np.testing.assert_array_equal(read_weights(tmp_path / "w.pdparams")["w"], layer.weight.numpy())


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1, 2], "must contain a dict of arrays, got a list"),
        ({"lr": 0.1}, "lr must be an array, got a float"),
        ({"a": np.zeros(2), "UnpackBigParamInfor@@": {}}, "stored in slices; save it again with protocol=4"),
    ],
)
def test_pickles_of_another_form_are_refused(tmp_path: Path, value: Any, message: str) -> None:
    (tmp_path / "w.pdparams").write_bytes(pickle.dumps(value, 4))
    with pytest.raises(DataError, match=rf"w\.pdparams: .*{message}"):
        read_weights(tmp_path / "w.pdparams")


def test_an_array_of_strings_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "weights.pdparams"
    path.write_bytes(pickle.dumps({"head.bias": np.array(["a", "b"])}, 4))
    with pytest.raises(DataError, match=r"head\.bias must be an array of numbers, got one of type <U1"):
        read_weights(path)


def test_a_pickle_that_would_run_code_is_refused(tmp_path: Path) -> None:
    class Malicious:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return os.system, (f"touch {tmp_path / 'marker'}",)

    (tmp_path / "w.pdparams").write_bytes(pickle.dumps({"w": Malicious()}))
    with pytest.raises(DataError, match=r"w\.pdparams: .*posix\.system"):
        read_weights(tmp_path / "w.pdparams")
    assert not (tmp_path / "marker").exists()


def test_files_that_are_missing_damaged_or_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.pdparams: no such weight file"):
        read_weights(tmp_path / "none.pdparams")
    (tmp_path / "w.pth").write_bytes(b"x")
    with pytest.raises(DataError, match=r"w\.pth: the weight file must be a \.pdparams or \.safetensors file"):
        read_weights(tmp_path / "w.pth")
    (tmp_path / "w.safetensors").write_bytes(b"x" * 100)
    with pytest.raises(DataError, match=r"w\.safetensors: not a readable safetensors file"):
        read_weights(tmp_path / "w.safetensors")


def test_a_missing_safetensors_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "paddle_lrkit.runs.tensor_file", None)
    with pytest.raises(DataError, match=r"paddle-lrkit\[train\]"):
        read_weights(tmp_path / "w.safetensors")
