"""The run that the faults hit, and what it leaves when nothing happens."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.program import Ended, lrkit, on_operation

UPDATES = 6
CONFIG = """\
Global: {task: classification, updates: 6, seed: 0, eval_every: 2it, save_every: 3it}
Architecture: {name: SoftmaxRegression, in_features: 192, num_classes: 10}
Optimizer:
  name: Momentum
  lr: {name: CosineAnnealingDecay, learning_rate: 0.05, warmup: 2it}
Train:
  dataset: {name: Digits, split: train}
  transforms: [{Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}]
  loader: {batch_size: 32}
Eval:
  dataset: {name: Digits, split: test}
  transforms: [{Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}]
  loader: {batch_size: 180}
"""
"""Six updates with three evaluations, the second of them better than the third, and two kept checkpoints."""


@dataclass(frozen=True)
class Scene:
    """A directory of trials.

    Args:
        folder: An empty directory.
    """

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "scene.yml"

    def arguments(self, run: Path, *more: object) -> list[object]:
        """The command line that trains in ``run``."""
        if not self.config.exists():
            self.config.write_text(CONFIG)
        return ["train", "-c", self.config, "-q", "--json", "-o", f"Global.output_dir={run}", *more]

    def train(
        self, run: Path, *more: object, output: Path | None = None, prepare: Callable[[], None] = lambda: None
    ) -> Ended:
        """Trains in ``run`` to the end.

        Args:
            run: The run directory.
            more: Further arguments, such as ``--resume auto``.
            output: File for what the command prints.
            prepare: Called in the process before the command.
        """
        return lrkit(self.arguments(run, *more), output or run.with_name(f"{run.name}.txt"), prepare)

    def whole(self) -> Path:
        """The directory of a run without a fault; it is made once."""
        run = self.folder / "whole"
        if not run.exists():
            ended = self.train(run)
            if ended.code != 0:
                raise RuntimeError(f"the run without a fault failed: {ended.text}")
        return run

    def stopped(self) -> Path:
        """A run that was killed while it wrote its last checkpoints; ``last`` and ``best`` are of update 4."""
        run = self.folder / "stopped"
        if not run.exists():
            self.train(run, prepare=lambda: on_operation(run, _KillAtManifest(saves=4)))
        return run

    def copy_stopped(self, name: str) -> Path:
        """A copy of the stopped run."""
        return Path(shutil.copytree(self.stopped(), self.folder / name))


class _KillAtManifest:
    """Kills the process when it writes a manifest for the given time."""

    def __init__(self, saves: int) -> None:
        self._left = saves

    def __call__(self, number: int, operation: str) -> None:
        self._left -= operation.startswith("open ") and operation.endswith("manifest.json")
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def run_of(ended: Ended) -> Path | None:
    """The run directory that `lrkit train --json` printed."""
    for line in reversed(ended.text.splitlines()):
        try:
            return Path(json.loads(line)["run"])
        except (ValueError, KeyError, TypeError):
            continue
    return None
