from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from paddle_lrkit.curves import cosine
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.checkpoint_state import MissingCheckpoint, read_checkpoint_state
from tests.runs.checkpoints import scheduler_state, write_checkpoint

STATE = scheduler_state(cosine(0.1, 0.0, 100), 50)


@pytest.fixture
def run(tmp_path):
    write_checkpoint(tmp_path / "run" / "checkpoints" / "last", STATE)
    return tmp_path / "run"


def test_a_run_and_a_checkpoint_of_it(run):
    write_checkpoint(run / "checkpoints" / "update_20", {**STATE, "last_epoch": 20})
    found = read_checkpoint_state(run)
    assert (found.checkpoint, found.run) == (run / "checkpoints" / "last", run)
    assert found.scheduler == STATE
    kept = read_checkpoint_state(f"{run}/checkpoints/update_20/")
    assert (kept.run, kept.scheduler["last_epoch"]) == (run, 20)


def test_the_directory_may_be_the_working_one(run, monkeypatch):
    monkeypatch.chdir(run / "checkpoints" / "last")
    assert read_checkpoint_state(".").run == run
    monkeypatch.chdir(run)
    assert read_checkpoint_state(".").run == run


def test_what_a_kill_left_set_aside(run):
    last = run / "checkpoints" / "last"
    last.rename(run / "checkpoints" / ".last.old")
    assert read_checkpoint_state(run).scheduler == read_checkpoint_state(last).scheduler == STATE


def test_what_is_no_checkpoint(run, tmp_path):
    alone = write_checkpoint(tmp_path / "elsewhere", STATE)
    (tmp_path / "empty" / "checkpoints").mkdir(parents=True)
    for path in (tmp_path, tmp_path / "empty", tmp_path / "nothing", alone):
        with pytest.raises(CheckpointError, match=f"{path}: neither a run directory with checkpoints nor a checkpoint"):
            read_checkpoint_state(path)


@pytest.mark.parametrize(
    ("path", "problem", "instead"),
    [
        ("", "the run has no checkpoint 'last'", "checkpoints/update_100"),
        ("checkpoints", "the folder of a run's checkpoints, not one of them", "checkpoints/update_100"),
        ("checkpoints/update_99", "there is no such checkpoint", "checkpoints/update_100"),
        ("checkpoints/torn", "the checkpoint is not complete", "checkpoints/update_100"),
        ("update_20", "there is no such checkpoint", "checkpoints/update_20"),
        ("checkpoints/last", "the checkpoint is not complete", "checkpoints/update_100"),
    ],
)
@pytest.mark.parametrize("relative", [False, True])
def test_what_is_there_instead(run, monkeypatch, path, problem, instead, relative):
    """By update and not by name: 100 is after 20; a folder without a manifest is none."""
    for name, update in (("update_20", 20), ("update_100", 100), ("best", 20)):
        write_checkpoint(run / "checkpoints" / name, {**STATE, "last_epoch": update})
    (run / "checkpoints" / "torn").mkdir()
    (run / "checkpoints" / "last" / "manifest.json").unlink()
    if relative:
        monkeypatch.chdir(run.parent)
    base = "run" if relative else str(run)
    given = f"{base}/{path}" if path else base
    with pytest.raises(MissingCheckpoint) as caught:
        read_checkpoint_state(given)
    assert (
        str(caught.value) == f"{given}: {problem}; complete ones: update_100, update_20 and best; use {base}/{instead}"
    )
    assert read_checkpoint_state(caught.value.instead).run == (run if not relative else Path("run"))


def test_a_run_with_its_last_checkpoint_is_used_as_a_run(run):
    with pytest.raises(MissingCheckpoint, match=f"complete ones: last; use {run}$"):
        read_checkpoint_state(run / "checkpoints" / "update_5")


def test_the_error_of_one_process_reaches_the_others():
    """Rank 0 sends it pickled."""
    error = pickle.loads(pickle.dumps(MissingCheckpoint("a: gone", "b")))
    assert (str(error), error.instead) == ("a: gone; use b", "b")


def damage(checkpoint, kind):
    state, manifest = checkpoint / "state.json", checkpoint / "manifest.json"
    if kind == "gone":
        state.unlink()
    elif kind == "changed":
        state.write_text(state.read_text().replace("50", "51"))
    elif kind == "torn":
        state.write_text(state.read_text()[:40])
    elif kind == "manifest":
        manifest.write_text("[")
    elif kind == "list":
        manifest.write_text("[]")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("gone", "state.json: the file is missing"),
        ("changed", "state.json: the file is damaged"),
        ("torn", "state.json: the file is damaged"),
        ("manifest", "manifest.json: not readable"),
        ("list", "manifest.json: must have a SHA-256 for each file name"),
    ],
)
def test_damage_is_one_sentence(run, kind, sentence):
    damage(run / "checkpoints" / "last", kind)
    with pytest.raises(CheckpointError, match=sentence) as caught:
        read_checkpoint_state(run)
    assert "\n" not in str(caught.value)


def test_a_state_without_a_scheduler(tmp_path):
    import hashlib

    last = write_checkpoint(tmp_path / "checkpoints" / "last", STATE)
    (last / "state.json").write_text("{}")
    (last / "manifest.json").write_text(json.dumps({"state.json": hashlib.sha256(b"{}").hexdigest()}))
    with pytest.raises(CheckpointError, match=r"state\.json: has no 'scheduler'"):
        read_checkpoint_state(tmp_path)
