"""A resumed run equals an uninterrupted one bit for bit."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np
import pytest

from paddle_lrkit.errors import CheckpointError, UsageError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train import loop
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted, SignalHandler
from paddle_lrkit.train.session import open_session

EVERYTHING = (
    "Global.accumulate_steps=2",
    "Global.ema_decay=0.9",
    "Optimizer.name=AdamW",
    "Optimizer.clip_norm=1.0",
    "Train.batch_transforms=[{Mixup: {alpha: 0.2}}]",
)


def stop_at(monkeypatch: pytest.MonkeyPatch, update: int, signal_number: int = 2) -> None:
    """Makes the next run behave as if a signal came during an update."""

    class StopAt(SignalHandler):
        asked = 0

        @property
        def signal_number(self) -> int | None:
            self.asked += 1
            return signal_number if self.asked > update else None

        @signal_number.setter
        def signal_number(self, value: object) -> None: ...

    monkeypatch.setattr(loop, "SignalHandler", StopAt)


def rows(session: Any) -> list[dict[str, float]]:
    found = read_log(session.run.path)
    return [{key: value for key, value in row.items() if not key.startswith("speed/")} for row in found]


def weights(session: Any) -> dict[str, np.ndarray]:
    state = {name: tensor.numpy() for name, tensor in session.engine.model.state_dict().items()}
    if session.engine.ema:
        state.update({f"ema/{name}": tensor.numpy() for name, tensor in session.engine.ema.averages.items()})
    return state


def assert_same_run(left: Any, right: Any) -> None:
    assert rows(left) == rows(right)
    expected, actual = weights(left), weights(right)
    assert expected.keys() == actual.keys()
    for name, value in expected.items():
        np.testing.assert_array_equal(actual[name], value, err_msg=name)


@pytest.mark.parametrize("overrides", [(), EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("cut", [1, 7, 12], ids=lambda cut: f"after_{cut}")
def test_resumed_equals_uninterrupted(open_tiny, train_tiny, monkeypatch, cut, overrides):
    whole, result = train_tiny("whole", *overrides)
    with monkeypatch.context() as patch:
        stop_at(patch, cut - 1)
        with pytest.raises(Interrupted, match=f"stopped after update {cut} of"):
            train(open_tiny("cut", *overrides), quiet=True)
    resumed, again = train_tiny("cut", *overrides, resume="auto")
    assert resumed.resumed
    assert (again.updates, again.value) == (result.updates, result.value)
    assert_same_run(whole, resumed)


RAMPS = {
    "batch size": ("Train.loader.batch_size={name: BatchSizeRamp, start: 16, end: 128, increment: 16, samples: 2000}",),
    "accumulation": (
        "Global.accumulate_steps={name: Steps, boundaries: [200sa, 1.5ep], values: [1, 3, 2]}",
        "Train.loader.drop_last=false",
    ),
}


@pytest.mark.parametrize("ramp", RAMPS)
@pytest.mark.parametrize("workers", [0, 2])
def test_resumed_inside_a_ramp(open_tiny, train_tiny, monkeypatch, ramp, workers):
    """Also where the epoch changes its size in the middle, and beside a rate that follows the batch size."""
    scaled = ("Optimizer.base_batch_size=64", "Optimizer.batch_scaling=linear", "Global.samples=4000")
    overrides = (*RAMPS[ramp], *scaled, "Global.epochs=null", f"Train.loader.num_workers={workers}")
    whole, result = train_tiny("whole", *overrides)
    sizes = [row["train/batch_size"] for row in rows(whole) if "train/batch_size" in row]
    changes = [update for update in range(1, len(sizes)) if sizes[update] != sizes[update - 1]]
    assert len(changes) >= 2
    assert rows(whole)[-2]["train/samples"] <= 4000 < rows(whole)[-2]["train/samples"] + sizes[-1]
    for cut in (changes[0], changes[1] - 1) if workers == 0 else changes[:1]:
        with monkeypatch.context() as patch:
            stop_at(patch, cut - 1)
            with pytest.raises(Interrupted, match=f"stopped after update {cut} of"):
                train(open_tiny(f"cut {cut}", *overrides), quiet=True)
        resumed, again = train_tiny(f"cut {cut}", *overrides, resume="auto")
        assert (again.updates, again.value) == (result.updates, result.value)
        assert_same_run(whole, resumed)


def test_another_ramp_would_change_the_order(train_tiny, open_tiny):
    first, _ = train_tiny("run", *RAMPS["batch size"], "Global.updates=9")
    assert "-o Global.updates=9 replaces Global.epochs of" in (first.run.path / "notes.log").read_text()
    with pytest.raises(CheckpointError, match=r"Train\.loader\.batch_size was {name: BatchSizeRamp, .* is 128 now"):
        open_tiny("run", "Global.updates=9", resume="auto")
    half = "Train.loader.batch_size={name: Steps, boundaries: [50%], values: [32, 64]}"
    train_tiny("half", half, "Global.updates=8")
    with pytest.raises(CheckpointError, match=r"the batch size changes at other updates than when the checkpoint was"):
        open_tiny("half", half, "Global.updates=12", resume="auto")
    kept = open_tiny("half", half, "Global.updates=12", resume="auto", policy="keep")
    assert (kept.state.update, kept.state.batch) == (8, 8)


def test_the_printed_command_resumes_the_run(open_tiny, monkeypatch, tmp_path):
    """It repeats the ``-o`` options, without which the schedule would differ, quoted for a shell."""
    overrides = ("Optimizer.lr.warmup=2ep", "Tracker={visualdl: false}")
    stop_at(monkeypatch, 4)
    with pytest.raises(Interrupted) as stopped:
        train(open_tiny("a run", *overrides), quiet=True)
    advice = shlex.split(str(stopped.value).partition("continue with: ")[2])
    given = [value for option in (f"Global.output_dir={tmp_path}/a run", *overrides) for value in ("-o", option)]
    run = f"{tmp_path}/a run"
    assert advice == ["lrkit", "train", "-c", f"{tmp_path}/tiny.yml", *given, "--resume", run]
    resumed = open_session(advice[3], advice[5:-2:2], device="cpu", resume=advice[-1])
    assert resumed.state.update == 5


def test_resume_from_a_kept_checkpoint_drops_what_came_after(train_tiny, tmp_path):
    overrides = ("Global.save_every=5it",)
    whole, _ = train_tiny("run", *overrides)
    before = rows(whole)
    kept = tmp_path / "run" / "checkpoints" / "update_20"
    assert kept.is_dir()
    resumed, _ = train_tiny("run", *overrides, resume=str(kept))
    assert rows(resumed) == before
    assert_same_run(whole, resumed)


def test_two_runs_from_one_seed_are_equal_and_another_seed_is_not(train_tiny):
    first, _ = train_tiny("first")
    second, _ = train_tiny("second")
    other, _ = train_tiny("other", "Global.seed=4")
    assert_same_run(first, second)
    assert rows(first) != rows(other)


def test_resuming_a_finished_run_changes_nothing(train_tiny):
    whole, result = train_tiny("run")
    before = rows(whole)
    again, repeated = train_tiny("run", resume="auto")
    assert rows(again) == before
    assert (repeated.value, repeated.updates) == (result.value, result.updates)


def test_resume_auto_without_a_run_starts_one(train_tiny):
    session, result = train_tiny("fresh", resume="auto")
    assert not session.resumed
    assert result.updates == 33


def test_a_new_run_never_touches_an_old_one(train_tiny, tmp_path):
    train_tiny("run", "Global.epochs=1")
    second, _ = train_tiny("run", "Global.epochs=1")
    assert second.run.path == tmp_path / "run-2"


def test_a_changed_schedule_is_refused_without_a_policy(train_tiny):
    train_tiny("run", "Global.epochs=1")
    with pytest.raises(CheckpointError, match="policy"):
        train_tiny("run", "Global.epochs=2", resume="auto")


def test_keep_continues_on_the_new_curve(train_tiny):
    train_tiny("run", "Global.epochs=2")
    longer, result = train_tiny("run", "Global.epochs=3", resume="auto", policy="keep")
    assert result.updates == 33
    planned = [row["rate/planned"] for row in rows(longer) if "rate/planned" in row]
    assert planned[22:] == [longer.schedule.curve(update) for update in range(22, 33)]


@pytest.mark.parametrize("override", ["Train.loader.batch_size=64", "Global.seed=9"])
def test_a_changed_data_order_is_refused(train_tiny, override):
    train_tiny("run", "Global.updates=5", "Global.epochs=null")
    with pytest.raises(CheckpointError, match=r"(batch_size|seed) was"):
        train_tiny("run", "Global.updates=5", "Global.epochs=null", override, resume="auto")


def test_a_damaged_checkpoint_is_named(train_tiny, tmp_path):
    train_tiny("run", "Global.epochs=1")
    file = tmp_path / "run" / "checkpoints" / "last" / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1] + b"\x00")
    with pytest.raises(CheckpointError, match=r"model\.safetensors: the file is damaged"):
        train_tiny("run", "Global.epochs=1", resume="auto")


def test_a_checkpoint_of_another_model_is_refused(train_tiny):
    train_tiny("run", "Global.epochs=1")
    with pytest.raises(CheckpointError, match="another model"):
        train_tiny("run", "Global.epochs=1", "Architecture={name: MobileNetV3_small_x0_35}", resume="auto")


def test_a_missing_run_to_resume_is_wrong_usage(open_tiny):
    with pytest.raises(UsageError, match="--resume nowhere: there is no such directory"):
        open_tiny("run", resume="nowhere")
