"""Do merged checkpoints of a constant run reach what a real decay reaches?

python benchmarks/merge.py -O output/merge [digits text detection] [--seeds 5]

For each task and seed: a run with a constant rate and a checkpoint every few updates; the real decay, which continues
from its checkpoint at 80% with the same data and goes linearly to 0 (WSD); and `lrkit merge --emulate linear:20%` of
the constant run. All three have read the same samples. Every model is evaluated on the Test data, which no choice has
seen. The configs and the rates are those of benchmarks/schedules: 1 was tuned for WSD on the digits, the other rates
for a constant schedule; detection has half of that rate for half of the batch. What is there already is kept.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from paddle_lrkit.runs.merge.emulated_decay import parse_emulation
from paddle_lrkit.runs.merge.merge_run import merge_run

HERE = Path(__file__).resolve().parent
LAST, DECAY, MERGED = "constant, last checkpoint", "real decay", "merged"
FEWER, AGAIN = "merged, 1 of 4 checkpoints", ", BatchNorm measured again"


@dataclass(frozen=True)
class Task:
    """A training.

    Args:
        total: Updates.
        rate: The constant rate.
        warmup: Length of its warmup.
        every: Updates between checkpoints.
        metrics: The metrics to compare.
        recalibrate: Batches for the statistics of BatchNorm; 0 for a model without.
        overrides: Other changes to the config.
    """

    total: int
    rate: float
    warmup: str
    every: int
    metrics: tuple[str, ...]
    recalibrate: int = 0
    overrides: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Updates before the decay."""
        return self.total - self.total // 5


TASKS = {
    "digits": Task(340, 1.0, "5%", 4, ("accuracy", "loss"), 17),
    "text": Task(2000, 0.001, "10%", 20, ("accuracy", "loss")),
    "detection": Task(150, 0.02, "20%", 5, ("AP50", "AP"), 20, ("Train.loader.batch_size=4",)),
}


def measure(name: str, seed: int, folder: Path) -> dict[str, dict[str, float]]:
    """Arm -> metrics on the Test data."""
    found = folder / "results.json"
    if not found.is_file():
        constant, decay = train(name, seed, folder)
        found.write_text(json.dumps(evaluate(TASKS[name], constant, decay), indent=1))
    results: dict[str, dict[str, float]] = json.loads(found.read_text())
    return results


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


def evaluate(task: Task, constant: Path, decay: Path) -> dict[str, dict[str, float]]:
    """The metrics of the two runs and of the merges."""
    from paddle_lrkit.train.recalibrate import measure_statistics
    from paddle_lrkit.train.trained_model import load_trained_model

    folder = constant.parent
    for old in ("merged", "fewer"):
        shutil.rmtree(folder / old, ignore_errors=True)
    places = {LAST: constant, DECAY: decay, MERGED: merge(constant, folder / "merged")}
    thinned(task, constant, folder / "fewer")
    places[FEWER] = merge(folder / "fewer", folder / "fewer" / "merged")
    found = {}
    for arm, place in places.items():
        model = load_trained_model(str(place), device="cpu", section="Test")
        found[arm] = model.engine.evaluate(model.task)
        if task.recalibrate and arm in (DECAY, MERGED):
            measure_statistics(model, task.recalibrate)
            found[f"{arm}{AGAIN}"] = model.engine.evaluate(model.task)
    return found


def merge(run: Path, output: Path) -> Path:
    """`lrkit merge RUN --emulate linear:20% -O OUTPUT`"""
    return merge_run(run, parse_emulation("linear:20%"), output=output).place


def thinned(task: Task, run: Path, copy: Path) -> None:
    """The same run with every fourth checkpoint of the last fifth, and the last one."""
    (copy / "checkpoints").mkdir(parents=True)
    for update in {*range(task.start, task.total, 4 * task.every), task.total}:
        place = Path("checkpoints") / f"update_{update}"
        (copy / place).symlink_to((run / place).resolve())
    for file in ("log.jsonl", "config.yml"):
        shutil.copyfile(run / file, copy / file)


def lrkit(*arguments: str) -> None:
    """A training in a process of its own."""
    subprocess.run([sys.executable, "-m", "paddle_lrkit", *arguments], check=True, stdout=subprocess.DEVNULL)


def report(name: str, results: list[dict[str, dict[str, float]]]) -> str:
    """Means over the seeds, and the mean difference from the real decay with its 95% interval (Student, paired)."""
    rows = [f"| {name}, {len(results)} seeds | metric | mean | minus real decay [95%] |", "|---|---|---|---|"]
    for metric in TASKS[name].metrics:
        decayed = np.array([result[DECAY][metric] for result in results])
        for arm in results[0]:
            values = np.array([result[arm][metric] for result in results])
            gap = values - decayed
            reach = stats.t.ppf(0.975, len(gap) - 1) * gap.std(ddof=1) / np.sqrt(len(gap)) if len(gap) > 1 else np.nan
            mean = gap.mean()
            shown = "" if arm == DECAY else f"{mean:+.3f} [{mean - reach:+.3f}, {mean + reach:+.3f}]"
            rows.append(f"| {arm} | {metric} | {values.mean():.3f} | {shown} |")
    return "\n".join(rows)


def _overrides(keys: dict[str, object]) -> list[str]:
    return [part for key, value in keys.items() for part in ("-o", f"Global.{key}={value}")]


def main() -> None:
    """Measures and prints a table a task."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", nargs="*", default=list(TASKS))
    parser.add_argument("-O", "--output", type=Path, default=Path("output/merge"))
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    for name in given.tasks:
        folders = [given.output / name / str(seed) for seed in range(given.seeds)]
        print(report(name, [measure(name, seed, folder) for seed, folder in enumerate(folders)]), flush=True)


if __name__ == "__main__":
    main()
