"""Weights that are copied into a model by name, with a report of what did not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import paddle
import pytest
from safetensors.numpy import save_file

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.models.weight_names import paddleclas_names
from paddle_lrkit.train.models.weights import load_weights


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
    assert (report.other_shape, report.missing, report.unused, report.suite) == ((), (), (), None)
    assert str(report) == f"initial weights from {report.place}: 10 of 10 arrays of the model loaded"


@pytest.mark.parametrize("suffix", [".pdparams", ".safetensors"])
def test_a_head_of_another_number_of_classes_keeps_its_values(tmp_path: Path, suffix: str) -> None:
    source, target = _Net(num_classes=7), _Net()
    before = target.head.weight.numpy()
    report = load_weights(target, _saved(tmp_path, source, suffix))
    np.testing.assert_array_equal(target.head.weight.numpy(), before)
    np.testing.assert_array_equal(target.hidden.weight.numpy(), source.hidden.weight.numpy())
    assert str(report).endswith(
        "8 of 10 arrays of the model loaded; of another shape and left at initial values: "
        "head.weight ([5, 7] there, [5, 4] here) and head.bias ([7] there, [4] here)"
    )


def test_what_is_missing_and_what_is_unused_is_reported(tmp_path: Path) -> None:
    arrays = {name: array for name, array in _arrays(_Net()).items() if not name.startswith("head")}
    paddle.save({**arrays, "ema.decay": np.zeros(1)}, str(tmp_path / "w.pdparams"))
    report = load_weights(_Net(), tmp_path / "w.pdparams")
    assert report.missing == ("head.weight", "head.bias")
    assert report.unused == ("ema.decay",)
    assert "not there and left at initial values: head.weight and head.bias; unknown to the" in str(report)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (
            lambda: {f"backbone.{name}": array for name, array in _arrays(_Net()).items()},
            r"names are such as backbone\.",
        ),
        (
            lambda: {name: array[None] for name, array in _arrays(_Net()).items()},
            r"other shapes, such as conv\.weight",
        ),
        (lambda: {"step": np.zeros(1)}, r"its names are such as step, those of the model such as conv\.weight"),
    ],
)
def test_nothing_that_fits_is_an_error_and_leaves_the_model_alone(tmp_path: Path, made: Any, reason: str) -> None:
    save_file(made(), str(tmp_path / "w.safetensors"))
    target = _Net()
    before = _arrays(target)
    with pytest.raises(DataError, match=rf"w\.safetensors: none of its weights fits the model: .*{reason}"):
        load_weights(target, tmp_path / "w.safetensors")
    for name, array in before.items():
        np.testing.assert_array_equal(_arrays(target)[name], array)


def test_a_frozen_layer_must_get_its_weights(tmp_path: Path) -> None:
    arrays = {name: array for name, array in _arrays(_Net()).items() if not name.startswith("hidden")}
    save_file(arrays, str(tmp_path / "w.safetensors"))
    target = _Net()
    target.hidden.weight.stop_gradient = True
    with pytest.raises(DataError, match=r"hidden\.weight is not there or has another shape, but is frozen"):
        load_weights(target, tmp_path / "w.safetensors")


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_other_number_types_are_converted(tmp_path: Path, dtype: Any) -> None:
    source, target = _Net(), _Net()
    arrays = {name: array.astype(dtype) for name, array in _arrays(source).items()}
    save_file(arrays, str(tmp_path / "w.safetensors"))
    load_weights(target, tmp_path / "w.safetensors")
    assert target.conv.weight.dtype == paddle.float32
    np.testing.assert_array_equal(target.conv.weight.numpy(), arrays["conv.weight"].astype(np.float32))


def test_the_first_shortcut_of_paddleclas_is_refused(tmp_path: Path) -> None:
    """PaddleClas' ResNet-18 has a convolution there unless ``use_first_short_conv`` is false."""
    model = paddle.vision.models.resnet18(num_classes=3)
    named = {name: np.array(array) for name, array in _arrays(model).items()}
    given = {theirs: named[own] for own, theirs in paddleclas_names(named).items()}
    save_file(given, str(tmp_path / "plain.safetensors"))
    report = load_weights(paddle.vision.models.resnet18(num_classes=3), tmp_path / "plain.safetensors")
    assert (report.suite, len(report.loaded)) == ("PaddleClas", len(named))
    save_file({**given, "blocks.0.short.conv.weight": np.zeros((64, 64, 1, 1), "f4")}, str(tmp_path / "w.safetensors"))
    with pytest.raises(DataError, match=r"PaddleClas has the convolution blocks\.0\.short\.conv\.weight, which the"):
        load_weights(model, tmp_path / "w.safetensors")
