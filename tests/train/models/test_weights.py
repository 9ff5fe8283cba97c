"""Published weights: loaded by name, with a report of the other names."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
import paddle
import pytest
from safetensors.numpy import save_file

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.models.weights import load_weights, read_weights


class _Net(paddle.nn.Layer):
    def __init__(self, num_classes: int = 4, width: int = 3) -> None:
        super().__init__()
        self.conv = paddle.nn.Conv2D(3, width, 3)
        self.norm = paddle.nn.BatchNorm2D(width)
        self.hidden = paddle.nn.Linear(width, 5)
        self.head = paddle.nn.Linear(5, num_classes)


def _arrays(model: paddle.nn.Layer) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in model.state_dict().items()}


def _saved(path: Path, model: paddle.nn.Layer, suffix: str) -> Path:
    file = path / f"weights{suffix}"
    if suffix == ".pdparams":
        paddle.save(model.state_dict(), str(file))
    else:
        save_file(_arrays(model), str(file))
    return file


@pytest.mark.parametrize("suffix", [".pdparams", ".safetensors"])
def test_all_names_are_copied(tmp_path: Path, suffix: str) -> None:
    source, target = _Net(), _Net()
    source.norm._mean.set_value(np.array([1, 2, 3], dtype=np.float32))
    report = load_weights(target, _saved(tmp_path, source, suffix))
    for name, array in _arrays(source).items():
        np.testing.assert_array_equal(_arrays(target)[name], array)
    assert set(report.loaded) == set(_arrays(source))
    assert (report.skipped_head, report.unexpected) == ((), ())
    assert str(report) == f"{report.path}: 10 arrays loaded"


@pytest.mark.parametrize("suffix", [".pdparams", ".safetensors"])
def test_a_head_of_another_number_of_classes_keeps_its_values(tmp_path: Path, suffix: str) -> None:
    source, target = _Net(num_classes=7), _Net()
    before = target.head.weight.numpy()
    report = load_weights(target, _saved(tmp_path, source, suffix))
    assert report.skipped_head == ("head.bias", "head.weight")
    np.testing.assert_array_equal(target.head.weight.numpy(), before)
    np.testing.assert_array_equal(target.hidden.weight.numpy(), source.hidden.weight.numpy())
    assert "head.bias, head.weight keep their random values (missing, or for other classes)" in str(report)


def test_a_file_without_a_head_is_loaded_and_extra_names_are_reported(tmp_path: Path) -> None:
    arrays = {name: array for name, array in _arrays(_Net()).items() if not name.startswith("head")}
    paddle.save({**arrays, "ema.decay": np.zeros(1)}, str(tmp_path / "w.pdparams"))
    report = load_weights(_Net(), tmp_path / "w.pdparams")
    assert report.skipped_head == ("head.bias", "head.weight")
    assert report.unexpected == ("ema.decay",)
    assert "1 names that the model lacks were ignored: ema.decay" in str(report)


def test_missing_names_are_an_error_and_leave_the_model_alone(tmp_path: Path) -> None:
    arrays = {f"backbone.{name}": array for name, array in _arrays(_Net()).items()}
    paddle.save(arrays, str(tmp_path / "w.pdparams"))
    target = _Net()
    before = _arrays(target)
    with pytest.raises(DataError, match=r"8 of the model's 10 names are missing, such as .*backbone\.conv"):
        load_weights(target, tmp_path / "w.pdparams")
    for name, array in before.items():
        np.testing.assert_array_equal(_arrays(target)[name], array)


def test_another_shape_in_the_middle_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"conv\.bias has shape \[6\], but must have \[3\]"):
        load_weights(_Net(), _saved(tmp_path, _Net(width=6), ".pdparams"))


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_other_number_types_are_converted(tmp_path: Path, dtype: Any) -> None:
    source, target = _Net(), _Net()
    arrays = {name: array.astype(dtype) for name, array in _arrays(source).items()}
    save_file(arrays, str(tmp_path / "w.safetensors"))
    load_weights(target, tmp_path / "w.safetensors")
    assert target.conv.weight.dtype == paddle.float32
    np.testing.assert_array_equal(target.conv.weight.numpy(), arrays["conv.weight"].astype(np.float32))


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
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    with pytest.raises(DataError, match=r"paddle-lrkit\[train\]"):
        read_weights(tmp_path / "w.safetensors")
