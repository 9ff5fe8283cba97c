"""Do merged checkpoints of a constant run reach what a real decay reaches?

python benchmarks/merge.py -O output/merge [digits text detection] [--seeds 5]

For each task and seed: a run with a constant rate and a checkpoint every few updates; the real decay, which continues
from its checkpoint at 80% with the same data and goes linearly to 0 (WSD); and `lrkit merge --emulate linear:20%` of
the constant run. All three have read the same samples. Every model is evaluated on the Test data, which no choice has
seen. The configs and the rates are those of benchmarks/schedules: 1 was tuned for WSD on the digits, the other rates
for a constant schedule. What is there already is not trained again.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Task:
    """A training.

    Args:
        total: Updates.
        rate: The constant rate.
        warmup: Length of its warmup.
        every: Updates between checkpoints.
        metric: The metric of the table beside the loss.
    """

    total: int
    rate: float
    warmup: str
    every: int
    overrides: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Updates before the decay."""
        return self.total - self.total // 5


TASKS = {
    "digits": Task(340, 1.0, "5%", 4),
    "text": Task(2000, 0.001, "10%", 20),
    "detection": Task(150, 0.02, "20%", 5, ("Train.loader.batch_size=4",)),
}


def lrkit(*arguments: str) -> None:
    """One command."""
    subprocess.run([sys.executable, "-m", "paddle_lrkit", *arguments], check=True, stdout=subprocess.DEVNULL)


def train(name: str, seed: int, folder: Path) -> tuple[Path, Path]:
    """The run with a constant rate and the one that decays."""
    task = TASKS[name]
    constant, decay = folder / "constant", folder / "decay"
    keys = {"epochs": "null", "updates": task.total, "seed": seed, "eval_every": "100%"}
    common = ["-c", str(HERE / "schedules" / f"{name}.yml"), "-q", *_overrides(keys)]
    common += [part for override in task.overrides for part in ("-o", override)]
    rate = f"learning_rate: {task.rate}, warmup: {task.warmup}"
    if not (constant / "checkpoints" / f"update_{task.total}").is_dir():
        shutil.rmtree(constant, ignore_errors=True)
        saved = _overrides({"save_every": f"{task.every}it", "output_dir": constant})
        lrkit("train", *common, *saved, "-o", f"Optimizer.lr={{name: Constant, {rate}}}")
    if not (decay / "checkpoints" / "last").is_dir():
        shutil.rmtree(decay, ignore_errors=True)
        branch = ["--resume", str(constant / "checkpoints" / f"update_{task.start}"), "--policy", "keep"]
        shape = f"name: WSD, shape: linear, decay_steps: {task.total - task.start}it"
        lrkit("train", *common, *branch, *_overrides({"output_dir": decay}), "-o", f"Optimizer.lr={{{shape}, {rate}}}")
    return constant, decay


def _overrides(keys: dict[str, object]) -> list[str]:
    return [part for key, value in keys.items() for part in ("-o", f"Global.{key}={value}")]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", nargs="*", default=list(TASKS), choices=[*TASKS, []])
    parser.add_argument("-O", "--output", type=Path, default=Path("output/merge"))
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    for name in given.tasks:
        for seed in range(given.seeds):
            train(name, seed, given.output / name / str(seed))


if __name__ == "__main__":
    main()
