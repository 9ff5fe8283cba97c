"""Checkpoints are restored bit for bit, and a kill at any moment leaves a complete one."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.checkpoint_state import verify_checkpoint
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from paddle_lrkit.train.checkpoints.safetensors_file import host_copies


def tensors(value: float) -> dict[str, dict[str, np.ndarray]]:
    return {
        "model": host_copies({"weight": paddle.full([2, 3], value), "scalar": paddle.to_tensor(value)}),
        "optimizer": {"weight|velocity_0": np.arange(6.0)},
    }


def state(update: int) -> dict[str, object]:
    """What a run writes after an update."""
    return {"update": update, "batch": update, "metrics": {}, "best": None, "scheduler": {}, "scaler": {}}


def test_round_trip_keeps_values_types_and_shapes(tmp_path):
    half = paddle.to_tensor([1.5, -2.25]).astype("bfloat16")
    whole = paddle.to_tensor([1, 2], dtype="int64")
    model = host_copies({"half": half, "whole": whole}) | tensors(0.1)["model"]
    save_checkpoint(tmp_path / "last", {"model": model}, state(3))
    loaded, read = load_checkpoint(tmp_path / "last")
    assert read == state(3)
    assert loaded["model"]["half"].dtype == paddle.bfloat16
    assert loaded["model"]["half"].astype("float32").tolist() == [1.5, -2.25]
    assert loaded["model"]["whole"].dtype == paddle.int64
    assert loaded["model"]["scalar"].shape == []
    np.testing.assert_array_equal(loaded["model"]["weight"].numpy(), np.full([2, 3], 0.1, "float32"))


def test_a_float_in_the_state_comes_back_bit_for_bit(tmp_path):
    rates = [0.1 + 0.2, 1e-300, 5e-324, 1 / 3]
    save_checkpoint(tmp_path / "last", tensors(1.0), {**state(1), "rates": rates})
    assert load_checkpoint(tmp_path / "last")[1]["rates"] == rates


def test_copies_are_complete_and_independent_of_later_checkpoints(tmp_path):
    save_checkpoint(tmp_path / "last", tensors(1.0), state(1), [tmp_path / "best"])
    save_checkpoint(tmp_path / "last", tensors(2.0), state(2))
    assert load_checkpoint(tmp_path / "best")[1] == state(1)
    assert load_checkpoint(tmp_path / "last")[1] == state(2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best", "last"]


class Killed(BaseException):
    """Stands for a SIGKILL: nothing after it runs."""


@pytest.mark.parametrize("call", range(1, 12))
def test_a_kill_at_any_system_call_leaves_the_old_or_the_new_one(tmp_path, monkeypatch, call):
    save_checkpoint(tmp_path / "last", tensors(1.0), state(1))
    seen = 0

    def dying(function):
        def wrapper(*args, **kwargs):
            nonlocal seen
            seen += 1
            if seen == call:
                raise Killed
            return function(*args, **kwargs)

        return wrapper

    for target, name in ((os, "fsync"), (Path, "rename"), (shutil, "rmtree")):
        monkeypatch.setattr(target, name, dying(getattr(target, name)))
    try:
        save_checkpoint(tmp_path / "last", tensors(2.0), state(2))
        survived = True
    except Killed:
        survived = False
    monkeypatch.undo()
    loaded, read = load_checkpoint(tmp_path / "last")
    value = float(loaded["model"]["weight"][0, 0])
    assert (read["update"], value) in ((1, 1.0), (2, 2.0))
    assert not survived or read["update"] == 2
    save_checkpoint(tmp_path / "last", tensors(3.0), state(3))
    assert load_checkpoint(tmp_path / "last")[1] == state(3)


@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
@pytest.mark.parametrize("name", ["model.safetensors", "state.json"])
def test_damage_is_found_and_the_file_is_named(tmp_path, name, damage):
    save_checkpoint(tmp_path / "last", tensors(1.0), state(1))
    file = tmp_path / "last" / name
    content = file.read_bytes()
    if damage == "remove":
        file.unlink()
    else:
        file.write_bytes(content[:-3] if damage == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(CheckpointError, match=name.replace(".", r"\.")):
        verify_checkpoint(tmp_path / "last")


def test_a_manifest_cannot_point_outside(tmp_path):
    save_checkpoint(tmp_path / "last", tensors(1.0), state(1))
    (tmp_path / "last" / "manifest.json").write_text(json.dumps({"../../secret": "0" * 64}))
    with pytest.raises(CheckpointError, match="is not the name of a file in the checkpoint"):
        verify_checkpoint(tmp_path / "last")


def test_a_manifest_without_the_state_is_incomplete(tmp_path):
    save_checkpoint(tmp_path / "last", tensors(1.0), state(1))
    (tmp_path / "last" / "manifest.json").write_text("{}")
    with pytest.raises(CheckpointError, match=r"manifest\.json: state\.json is not in the list"):
        verify_checkpoint(tmp_path / "last")


def test_a_missing_checkpoint_is_an_error(tmp_path):
    with pytest.raises(CheckpointError, match="there is no checkpoint here"):
        load_checkpoint(tmp_path / "nothing")


def test_a_file_that_the_manifest_does_not_list_is_not_read(tmp_path):
    save_checkpoint(tmp_path / "last", tensors(1.0), state(1))
    (tmp_path / "last" / "ema.safetensors").write_bytes(b"anything")
    assert sorted(load_checkpoint(tmp_path / "last")[0]) == ["model", "optimizer"]


@pytest.mark.parametrize("key", state(1))
def test_a_state_that_lacks_a_key_is_named(tmp_path, key):
    save_checkpoint(tmp_path / "last", tensors(1.0), {name: value for name, value in state(1).items() if name != key})
    with pytest.raises(CheckpointError, match=rf"state\.json: has no '{key}'"):
        load_checkpoint(tmp_path / "last")
