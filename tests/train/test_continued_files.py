"""A run that goes on from one of its checkpoints: its log, VisualDL records and checkpoints tell one story."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.run_lock import LOCK
from paddle_lrkit.train.session import open_session

CONFIG = """
Global: {epochs: 3, seed: 3, save_every: 10it}
Architecture: {name: SoftmaxRegression, in_features: 64}
Optimizer: {name: SGD, lr: {name: LinearDecay, learning_rate: 0.1}}
Train:
  dataset: {name: Digits, split: train, channels: 1}
  transforms: [{Normalize: {mean: [0.3], std: [0.38]}}]
  loader: {batch_size: 128}
Eval:
  dataset: {name: Digits, split: test, channels: 1}
  transforms: [{Normalize: {mean: [0.3], std: [0.38]}}]
  loader: {batch_size: 360}
"""
STEPS, TOTAL, SAVED = 11, 33, 20


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run of 33 updates with checkpoints after 10, 20, 30 and 33, evaluated after 11, 22 and 33."""
    pytest.importorskip("visualdl")
    directory = tmp_path_factory.mktemp("finished")
    (directory / "config.yml").write_text(CONFIG)
    go(directory)
    return directory


@pytest.fixture
def place(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "place")


def go(place: Path, *overrides: str, **options: str):
    output = [] if any("output_dir" in override for override in overrides) else [f"Global.output_dir={place / 'run'}"]
    session = open_session(str(place / "config.yml"), [*output, *overrides], device="cpu", **options)
    return session, train(session, quiet=True)


def logged(run: Path) -> tuple[list[int], list[int]]:
    """Updates of the training rows, and of the evaluations."""
    rows = read_log(run)
    training = [row["update"] for row in rows if "train/loss" in row]
    return training, [row["update"] for row in rows if "eval/accuracy" in row]


def charted(run: Path, tag: str) -> list[int]:
    from visualdl import LogReader

    reader = LogReader(file_path=str(run / "vdlrecords.run.log"))
    return [point.id for point in reader.get_data("scalar", tag)]


def contents(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != LOCK)
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def linear(update: int, total: int) -> float:
    return 0.1 * (1 - update / total)


@pytest.mark.parametrize(
    ("policy", "epochs", "goes_on", "factor"),
    [
        (None, 3, SAVED, 1.0),
        ("keep", 6, SAVED, 1.0),
        ("extend", 6, SAVED, linear(SAVED, TOTAL) / linear(SAVED, 66)),
        ("rescale", 6, 40, 1.0),
        ("rescale", 2, 13, 1.0),
    ],
)
def test_the_part_that_is_given_up_leaves_every_record(place, policy, epochs, goes_on, factor):
    """Of update 20 of 33, ``rescale`` makes 40 of 66 and 13 of 22; rows before a position that moved back stay."""
    run, total = place / "run", epochs * STEPS
    checkpoint = str(run / "checkpoints" / f"update_{SAVED}")
    session, result = go(place, f"Global.epochs={epochs}", resume=checkpoint, **({"policy": policy} if policy else {}))
    kept = min(SAVED, goes_on)
    training, evaluations = logged(run)
    assert training == [*range(kept), *range(goes_on, total)]
    assert evaluations == [STEPS, *(update for update in range(2 * STEPS, total + 1, STEPS) if update > goes_on)]
    assert result.updates == session.state.made == SAVED + total - goes_on
    planned = [row["rate/planned"] for row in read_log(run) if "train/loss" in row]
    assert planned[:kept] == pytest.approx([linear(update, TOTAL) for update in range(kept)])
    assert planned[kept:] == pytest.approx([factor * linear(update, total) for update in range(goes_on, total)])
    assert charted(run, "train/loss") == charted(run, "rate/schedule") == training
    assert charted(run, "eval/accuracy") == evaluations

    again, repeated = go(place, f"Global.epochs={epochs}", resume=str(run))
    assert again.finished
    assert (repeated.updates, repeated.value) == (result.updates, result.value)
    assert logged(run) == (training, evaluations)


def test_the_last_checkpoint_is_kept_when_no_other_one_is_of_its_update(place):
    run = place / "run"
    shutil.rmtree(run / "checkpoints" / "update_33")
    shutil.rmtree(run / "checkpoints" / "best")
    before = contents(run / "checkpoints" / "last")
    opened = open_session(str(place / "config.yml"), device="cpu", resume=str(run / "checkpoints" / f"update_{SAVED}"))
    assert sorted(opened.abandoned) == ["last", "update_30"]
    assert contents(run / "abandoned" / "last") == before


def test_later_checkpoints_are_set_aside_and_a_kill_does_not_bring_them_back(place):
    run = place / "run"
    checkpoint = run / "checkpoints" / f"update_{SAVED}"
    opened = open_session(str(place / "config.yml"), device="cpu", resume=str(checkpoint))
    assert sorted(opened.abandoned) == ["best", "update_30", "update_33"]
    assert sorted(folder.name for folder in (run / "abandoned").iterdir()) == sorted(opened.abandoned)
    assert opened.state.best is None, "the next evaluation is the best checkpoint that there is"
    session, result = go(place, resume=str(run))
    assert (session.saved_update, session.abandoned, result.updates) == (SAVED, [], TOTAL)
    assert logged(run)[0] == list(range(TOTAL))
    assert (run / "checkpoints" / "best" / "state.json").is_file()


def test_from_the_best_checkpoint(place):
    best = json.loads((place / "run" / "checkpoints" / "best" / "state.json").read_text())
    session, result = go(place, "Global.epochs=6", resume=str(place / "run" / "checkpoints" / "best"), policy="keep")
    assert session.saved_update == best["update"]
    assert logged(place / "run") == (list(range(66)), list(range(STEPS, 67, STEPS)))
    assert result.updates == 66


def test_another_output_directory_gets_a_copy_and_the_run_stays_as_it_is(place):
    before = contents(place / "run")
    other = place / "other"
    resume = str(place / "run" / "checkpoints" / f"update_{SAVED}")
    _, result = go(place, f"Global.output_dir={other}", resume=resume)
    assert (result.run, result.updates) == (str(other), TOTAL)
    assert contents(place / "run") == before
    assert logged(other) == logged(place / "run")
    assert charted(other, "train/loss") == list(range(TOTAL))
    assert not (other / "abandoned").exists()


def test_a_checkpoint_of_a_version_without_made_counts_its_position(place):
    state = json.loads((place / "run" / "checkpoints" / "update_20" / "state.json").read_text())
    assert state["made"] == state["update"] == SAVED
    from paddle_lrkit.train.continued_files import updates_made

    del state["made"]
    assert updates_made(state) == SAVED
