"""Runs of all tasks, each a few updates long, that the tests of the dashboard look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paddle_lrkit.train.loop import train
from paddle_lrkit.train.registry import MODELS
from paddle_lrkit.train.session import open_session
from tests.dashboard.served import Board, board
from tests.train.tiny import write_config

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
TINY_DETECTION = (
    "Global={task: detection, updates: 3, seed: 0}",
    "Optimizer.lr={name: StepDecay, learning_rate: 0.01, step_size: 2it, warmup: 1it}",
    "Train.dataset.num_images=8",
    "Train.dataset.size=64",
    "Train.num_samples=null",
    "Train.loader.batch_size=2",
    "Eval.dataset.num_images=2",
    "Eval.dataset.size=64",
    "Eval.num_samples=null",
    "Eval.loader.batch_size=2",
)
TINY_TEXT = ("Global.epochs=null", "Global.updates=6", "Global.log_every=1it", "Eval.dataset.split=test")
STEPS = "Optimizer.lr={name: MultiStepDecay, learning_rate: 0.1, milestones: [15it, 27it], warmup: 5it}"


def train_run(config: str, output: Path, *overrides: str, resume: str | None = None, policy: str | None = None) -> None:
    """Trains a run with VisualDL records into a directory."""
    chosen = [*overrides, f"Global.output_dir={output}", "Tracker.visualdl=true"]
    train(open_session(config, chosen, device="cpu", resume=resume, policy=policy), quiet=True)


@pytest.fixture(scope="module")
def tiny_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A config of the tiny network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(MODELS.builtin, "TinyNet", "tests.train.tiny:TinyNet")
        yield write_config(tmp_path_factory.mktemp("config"))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, tiny_config: str) -> Path:
    """Two runs of classification, one of detection and one of text."""
    place = tmp_path_factory.mktemp("dashboard")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        train_run(tiny_config, place / "runs" / "cosine")
        train_run(tiny_config, place / "runs" / "steps", STEPS)
        detection = CONFIGS / "detection" / "faster_rcnn_r18_digitscenes_multistep.yml"
        train_run(str(detection), place / "runs" / "detection", *TINY_DETECTION)
        text = CONFIGS / "text" / "ernie_tiny_corpus_linear.yml"
        train_run(str(text), place / "runs" / "text", *TINY_TEXT)
    return place / "runs"


@pytest.fixture(scope="module")
def shown(runs: Path) -> Iterator[Board]:
    """A board of the runs."""
    with board(runs) as served:
        yield served
