"""What PaddleNLP's Trainer saves."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.suites.ppnlp.resume import RESUME
from tests.suites import suite_checkpoints as saved


def test_scheduler_and_global_step(tmp_path: Path) -> None:
    folder = saved.ppnlp(tmp_path / "checkpoint-8", saved.state(7, 0.1), 8)
    found = RESUME.progress(folder / "scheduler.pdparams")
    assert (found.updates, found.schedulers) == (8, ({"last_epoch": 7, "last_lr": 0.1},))
    (folder / "trainer_state.json").unlink()
    assert RESUME.progress(folder / "scheduler.pdparams").updates is None


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"global_step": -1}'])
def test_a_damaged_state_of_the_trainer(tmp_path: Path, text: str) -> None:
    folder = saved.ppnlp(tmp_path / "checkpoint-8", saved.state(7, 0.1), 8)
    (folder / "trainer_state.json").write_text(text)
    with pytest.raises(CheckpointError, match=r"trainer_state\.json: "):
        RESUME.progress(folder / "scheduler.pdparams")


def test_something_else_than_a_state(tmp_path: Path) -> None:
    (tmp_path / "scheduler.pdparams").write_bytes(pickle.dumps([1], 4))
    with pytest.raises(CheckpointError, match="must be the state of a scheduler, a dict, got a list"):
        RESUME.progress(tmp_path / "scheduler.pdparams")
