"""A merged checkpoint: its weights, its state and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import load_file

from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError, UsageError
from paddle_lrkit.runs.checkpoint_state import checkpoint_names, read_checkpoint_state, verify_checkpoint
from paddle_lrkit.runs.merge.emulated_decay import parse_emulation
from paddle_lrkit.runs.merge.merge_run import merge_run
from tests.runs.merge.written_run import write_checkpoint, write_run


@pytest.fixture
def run(tmp_path):
    """Weights that are the update, a checkpoint every 10 updates."""
    return write_run(tmp_path / "run", {update: [update, -update] for update in range(0, 101, 10)})


def test_the_average_has_made_the_steps_of_the_decay(run):
    """Each update adds 1 at the constant rate, so after the decay the weight is the sum of the factors."""
    merged = merge_run(run, parse_emulation("cosine:50it"))
    factors = [(1 + np.cos(np.pi * update / 50)) / 2 for update in range(50)]
    loaded = load_file(merged.checkpoint / "model.safetensors")
    assert loaded["weight"].tolist() == pytest.approx([50 + sum(factors), -50 - sum(factors)])
    assert merged.weights == pytest.approx([*-np.diff([1.0, *np.mean(np.reshape(factors, (5, 10)), axis=1), 0.0])])
    assert merged.largest_gap == pytest.approx(max(np.ptp(np.reshape(factors, (5, 10)), axis=1)), rel=0.7)


def test_the_checkpoint_is_whole_and_says_what_it_is(run):
    merged = merge_run(run, parse_emulation("linear:20%:end_lr=0.1"))
    assert merged.checkpoint == merged.place == run / "checkpoints" / "merged_linear_80-100_end_lr=0.1"
    assert verify_checkpoint(merged.checkpoint) == merged.checkpoint
    assert sorted(file.name for file in merged.checkpoint.iterdir()) == [
        "manifest.json",
        "model.safetensors",
        "state.json",
    ]
    state = json.loads((merged.checkpoint / "state.json").read_text())
    assert (state["update"], state["made"], state["merged"]["emulate"]) == (100, 100, "linear:20%:end_lr=0.1")
    assert [(used["name"], used["weight"]) for used in state["merged"]["checkpoints"]] == [
        (point.path.name, weight) for point, weight in zip(merged.stretch.points, merged.weights, strict=True)
    ]


def test_no_run_continues_from_it(run):
    merged = merge_run(run, parse_emulation("linear:20%"))
    assert checkpoint_names(run)[0] == "update_100"
    assert "merged_linear_80-100" not in checkpoint_names(run)
    assert "merged_linear_80-100" in checkpoint_names(run, merged=True)
    with pytest.raises(CheckpointError, match="merged from other checkpoints, for eval and export"):
        read_checkpoint_state(merged.checkpoint)


def test_merging_again_gives_the_same_file(run):
    first = merge_run(run, parse_emulation("linear:20%"))
    content = (first.checkpoint / "model.safetensors").read_bytes()
    assert (merge_run(run, parse_emulation("linear:20%")).checkpoint / "model.safetensors").read_bytes() == content


def test_a_new_run_directory(run, tmp_path):
    merged = merge_run(run, parse_emulation("linear:20%"), output=tmp_path / "a" / "out")
    assert merged.checkpoint == merged.place / "checkpoints" / "last"
    assert (merged.place / "config.yml").read_text() == (run / "config.yml").read_text()
    with pytest.raises(UsageError, match=r"-O .*out: exists already"):
        merge_run(run, parse_emulation("linear:20%"), output=tmp_path / "a" / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"-O .*file/out: cannot be written: Not a directory"):
        merge_run(run, parse_emulation("linear:20%"), output=tmp_path / "file" / "out")
    (run / "config.yml").unlink()
    with pytest.raises(CheckpointError, match=r"has no config\.yml"):
        merge_run(run, parse_emulation("linear:20%"), output=tmp_path / "b")


def test_a_moving_average_is_averaged_too_and_statistics_are_counted(tmp_path):
    for update in (0, 50, 100):
        tensors = {"norm._mean": np.full(2, update, "float32"), "norm._variance": np.ones(2, "float32")}
        write_checkpoint(tmp_path, update, tensors, files=("ema",))
    merged = merge_run(tmp_path, parse_emulation("linear:100%"))
    assert merged.batch_norms == 1
    assert load_file(merged.checkpoint / "ema.safetensors")["norm._mean"].tolist() == pytest.approx([50.5, 50.5])


@pytest.mark.parametrize("missing", ["ema.safetensors", "model.safetensors"])
def test_a_file_in_some_checkpoints_only_is_refused(tmp_path, missing):
    for update in (0, 50, 100):
        folder = write_checkpoint(tmp_path, update, {"weight": np.ones(1)}, files=("ema",))
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest[missing]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CheckpointError, match=f"{missing} is in some|has no {missing}"):
        merge_run(tmp_path, parse_emulation("linear:100%"))


def test_damage_and_other_models_leave_nothing_behind(run):
    write_checkpoint(run, 110, {"weight": np.ones(3)})
    for words in (r"'weight' is float64 \[3\], and float64 \[2\] in", "the file is damaged"):
        with pytest.raises(CheckpointError, match=words):
            merge_run(run, parse_emulation("linear:20it"))
        (run / "checkpoints" / "update_100" / "model.safetensors").write_bytes(b"")
    assert not [path for path in (run / "checkpoints").iterdir() if "merged" in path.name]


def test_a_shape_that_rises_is_refused(run):
    with pytest.raises(ConfigError, match="negative weight"):
        merge_run(run, parse_emulation("linear:20%:end_lr=2"))


def test_a_full_disk_is_named(run, monkeypatch):
    monkeypatch.setattr("paddle_lrkit.runs.merge.merge_run.seal", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(LrkitError, match=r"merged_linear_80-100: cannot be written: full"):
        merge_run(run, parse_emulation("linear:20%"))
