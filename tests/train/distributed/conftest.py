"""One launch of two processes that trains all runs of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.train.distributed.launch import end_all, run_jobs
from tests.train.tasks.detection_run import CONFIG as DETECTION
from tests.train.tasks.text.text_run import TASKS, write_text_config
from tests.train.tiny import CONFIG

SOFTMAX = ("Architecture={name: SoftmaxRegression, in_features: 192}",)
ACCUMULATED = ("Global.accumulate_steps=2", "Global.ema_decay=0.9", "Optimizer.clip_norm=0.5")
GROUPS = ("Optimizer.groups=[{match: '*.bias', lr: {scale: 0.5}, freeze: [5it, 9it], weight_decay: 0}]",)
STATIC = ("Global.to_static=true",)
EVERYTHING = (*ACCUMULATED, "Optimizer.name=AdamW", "Train.batch_transforms=[{Mixup: {alpha: 0.2}}]")
ERNIE = (
    "Architecture.hidden_dropout_prob=0.0",
    "Architecture.attention_probs_dropout_prob=0.0",
    "Optimizer.layer_decay=0.8",
    "Global.eval_every=12it",
)


class Runs:
    """The runs and their results.

    Attributes:
        folder: Of the configs and the run directories.
        ends: Name of a run -> what each process had at its end.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ends: dict[str, Any] = {}
        self.jobs: list[dict[str, Any]] = []
        self.configs = {task: write_text_config(folder, task) for task in TASKS}
        for name, text in (("tiny", CONFIG), ("detection", DETECTION.replace("SCENES", str(folder / "scenes")))):
            (folder / f"{name}.yml").write_text(text)
            self.configs[name] = str(folder / f"{name}.yml")

    def add(self, name: str, config: str, batch_size: int, *overrides: str, run: str | None = None, **options: Any):
        """Adds a run for two processes of ``batch_size`` each."""
        output = f"Global.output_dir={self.folder / (run or name)}"
        given = [output, f"Train.loader.batch_size={batch_size}", *overrides]
        self.jobs.append({"name": name, "config": self.configs[config], "overrides": given, **options})

    def path(self, name: str) -> Path:
        """The run directory."""
        return self.folder / name


@pytest.fixture(autouse=True)
def no_process_is_left(tmp_path: Path) -> Iterator[None]:
    """Kills what a failed test left running."""
    yield
    end_all(tmp_path)


@pytest.fixture(scope="package")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    made = Runs(tmp_path_factory.mktemp("runs"))
    made.add("softmax", "tiny", 64, *SOFTMAX)
    made.add("accumulated", "tiny", 32, *SOFTMAX, *ACCUMULATED)
    made.add("overlapped", "tiny", 32, *SOFTMAX, *ACCUMULATED, overlapped=True)
    made.add("static", "tiny", 64, *SOFTMAX, *STATIC)
    made.add("stopped", "tiny", 64, *SOFTMAX, stop=7)
    made.add("grouped", "tiny", 64, *SOFTMAX, *GROUPS, overlapped=True)
    made.add("whole", "tiny", 32, *EVERYTHING)
    made.add("cut", "tiny", 32, *EVERYTHING, run="again", stop=5)
    made.add("resumed", "tiny", 32, *EVERYTHING, run="again", resume="auto")
    for task in TASKS:
        made.add(task, task, 4, *ERNIE)
    made.add("detection", "detection", 1)
    pretrained = f"Architecture.pretrained={made.path('accumulated')}"
    made.add("continued", "tiny", 64, *SOFTMAX, "Global.epochs=1", pretrained)
    made.ends = run_jobs(made.folder, made.jobs)
    return made
