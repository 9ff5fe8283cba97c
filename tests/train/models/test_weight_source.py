"""The places that weights come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import CheckpointError, DataError
from paddle_lrkit.runs.manifest import MANIFEST
from paddle_lrkit.train.checkpoints.checkpoint import save_checkpoint
from paddle_lrkit.train.models.weight_source import open_weights


def saved(checkpoint: Path, value: float, update: int, average: float | None = None) -> Path:
    tensors = {"model": {"w": np.full(3, value, "f4"), "count": np.full(1, 7, "i8")}, "optimizer": {}}
    if average is not None:
        tensors["ema"] = {"w": np.full(3, average, "f4")}
    save_checkpoint(checkpoint, tensors, {"update": update})
    return checkpoint


def value(path: Path) -> float:
    (first,) = set(open_weights(path).arrays["w"].tolist())
    return first


def test_a_run_means_its_best_checkpoint_and_else_its_last(tmp_path: Path) -> None:
    last = saved(tmp_path / "run/checkpoints/last", 1.0, 9)
    assert value(tmp_path / "run") == 1.0
    best = saved(tmp_path / "run/checkpoints/best", 2.0, 4)
    assert open_weights(tmp_path / "run").place == f"{best} (update 4)"
    assert (value(tmp_path / "run"), value(last), value(best)) == (2.0, 1.0, 2.0)


def test_averaged_weights_are_those_of_an_export(tmp_path: Path) -> None:
    place = saved(tmp_path / "run/checkpoints/last", 1.0, 9, average=5.0)
    source = open_weights(place)
    assert source.place == f"{place} (update 9, averaged weights)"
    assert (source.arrays["w"].tolist(), source.arrays["count"].tolist()) == ([5.0] * 3, [7])


def test_a_checkpoint_without_a_model_and_a_run_without_checkpoints(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "run/checkpoints/last", {"optimizer": {}}, {"update": 3})
    with pytest.raises(CheckpointError, match=r"last: the checkpoint has no model\.safetensors"):
        open_weights(tmp_path / "run")
    (tmp_path / "run/checkpoints/last" / MANIFEST).unlink()
    with pytest.raises(CheckpointError, match="neither a run directory with checkpoints nor a checkpoint"):
        open_weights(tmp_path / "run")


def test_a_suite_leaves_the_suffix_out(tmp_path: Path) -> None:
    paddle.save({"w": paddle.full([3], 4.0)}, str(tmp_path / "best_model.pdparams"))
    assert value(tmp_path / "best_model") == value(tmp_path / "best_model.pdparams") == 4.0


def test_places_without_weights(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none: there are no weights; it must be a local run, checkpoint, export,"):
        open_weights(tmp_path / "none")
    with pytest.raises(DataError, match=r"neither a run nor a checkpoint, and has none of model_state\.pdparams"):
        open_weights(tmp_path)
    (tmp_path / "model.pdiparams").write_bytes(b"")
    with pytest.raises(DataError, match=r"has no names of its weights \(weight_names\.json\); export it again"):
        open_weights(tmp_path)


def test_a_missing_run_of_a_shipped_config_names_the_command_that_trains_it() -> None:
    with pytest.raises(DataError, match=r"file; lrkit train -c resnet18_digits_cosine trains them$"):
        open_weights("output/resnet18_digits_cosine")
