"""Which checkpoint a path names."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.extension.find_checkpoint import checkpoints_beside, find_checkpoint
from tests.suites import suite_checkpoints as saved


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Three checkpoints of PaddleDetection."""
    for epoch, name in ((4, "3"), (8, "7"), (12, "model_final")):
        saved.ppdet(tmp_path / "output" / name, saved.state(epoch * 50, 0.01 / epoch), epoch)
        (tmp_path / "output" / f"{name}.pdparams").write_bytes(b"weights")
    return tmp_path / "output"


@pytest.mark.parametrize(
    ("given", "name"),
    [("7", "7"), ("7.pdopt", "7"), ("7.pdparams", "7"), ("", "model_final"), ("model_final", "model_final")],
)
def test_a_prefix_a_file_or_the_newest_of_a_directory(output: Path, given: str, name: str) -> None:
    found = find_checkpoint(output / given, "ppdet")
    assert found.path == output / name
    assert found.progress.epochs == {"7": 8, "model_final": 12}[name]


def test_the_others_are_sorted_by_position(output: Path) -> None:
    (output / "torn.pdopt").write_bytes(b"\x80\x04")
    names = [one.path.name for one in checkpoints_beside(find_checkpoint(output / "7", "ppdet"), "ppdet")]
    assert names == ["3", "7", "model_final"]


def test_a_directory_with_the_name_of_its_checkpoint(tmp_path: Path) -> None:
    """PaddleX and ``uniform_output_enabled`` write ``epoch_3/epoch_3.pdopt``."""
    for epoch in (2, 3):
        saved.ppcls(tmp_path / f"epoch_{epoch}" / f"epoch_{epoch}", saved.state(epoch * 5, 0.1), epoch)
    for given in ("epoch_2", "epoch_2/epoch_2", "epoch_2/epoch_2.pdstates"):
        found = find_checkpoint(tmp_path / given, "ppcls")
        assert found.path == tmp_path / "epoch_2" / "epoch_2"
    assert find_checkpoint(tmp_path, "ppcls").path.name == "epoch_3"
    assert len(checkpoints_beside(found, "ppcls")) == 2


def test_checkpoints_that_are_directories(tmp_path: Path) -> None:
    for update in (500, 1000):
        saved.ppseg(tmp_path / "seg" / f"iter_{update}", saved.state(update, 0.01))
        saved.ppnlp(tmp_path / "nlp" / f"checkpoint-{update}", saved.state(update - 3, 1e-5), update)
    for given in ("seg", "seg/iter_1000", "seg/iter_1000/model.pdopt"):
        found = find_checkpoint(tmp_path / given, "ppseg")
        assert (found.path.name, found.progress.updates) == ("iter_1000", 1000)
    for given in ("nlp", "nlp/checkpoint-1000", "nlp/checkpoint-1000/trainer_state.json"):
        found = find_checkpoint(tmp_path / given, "ppnlp")
        assert (found.path.name, found.progress.updates) == ("checkpoint-1000", 1000)
        assert found.scheduler() == {"last_epoch": 997, "last_lr": 1e-5}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("model_finale", r"no checkpoint is there \(no model_finale\.pdopt\); did you mean 'model_final'\?"),
        ("zzz", r"no checkpoint is there \(no zzz\.pdopt\); there are 3, 7 and model_final"),
        ("none/zzz", r"no checkpoint is there \(no zzz\.pdopt\)$"),
    ],
)
def test_a_path_without_a_checkpoint(output: Path, given: str, said: str) -> None:
    with pytest.raises(CheckpointError, match=said):
        find_checkpoint(output / given, "ppdet")


def test_a_directory_without_a_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"no checkpoint is in this directory \(no scheduler\.pdparams\)"):
        find_checkpoint(tmp_path, "ppnlp")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([1, 2], "must be the state of an optimizer, a dict, got a list"),
        ({"LR_Scheduler": {"last_epoch": -1, "last_lr": 0.1}}, "needs 'last_epoch', a whole number >= 0, got -1"),
        ({"LR_Scheduler": {"last_epoch": 5, "last_lr": "x"}}, "the rate in it is not a number"),
        ({"LR_Scheduler": {"last_epoch": 5, "last_lr": float("nan")}}, "update 5 with rate nan is not a state"),
        ({"LR_Scheduler": {"last_epoch": 10**30, "last_lr": 0.1}}, "with rate 0.1 is not a state to resume"),
        ({"LR_Scheduler": {"last_epoch": 5}, "last_epoch": "x"}, "last_epoch must be a whole number >= 0, got 'x'"),
    ],
)
def test_a_file_with_something_else(tmp_path: Path, content: Any, said: str) -> None:
    (tmp_path / "a.pdopt").write_bytes(pickle.dumps(content, 4))
    with pytest.raises(CheckpointError, match=said):
        find_checkpoint(tmp_path / "a", "ppdet").scheduler()


def test_an_optimizer_that_is_not_there(tmp_path: Path) -> None:
    found = find_checkpoint(saved.ppcls(tmp_path / "latest", saved.state(5, 0.1), 1), "ppcls")
    assert found.scheduler(0) == {"last_epoch": 5, "last_lr": 0.1}
    with pytest.raises(CheckpointError, match="has the state of 1 optimizer, not of number 1"):
        found.scheduler(1)
