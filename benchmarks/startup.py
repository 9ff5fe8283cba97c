"""How long each command that only reads files takes, as a whole process, next to ``import yaml``, ruff and Paddle.

Every arm is a new process of this Python, on a config of PaddleDetection (Faster R-CNN, 12 epochs of 7,329 updates) and
one of our own dialect (90 epochs of 5,004). Warm: the bytecode of all arms, that of the standard library too, was
written before the first round. Cold: no arm finds any bytecode or writes it. Goals are for warm bytecode, for CPU time
and for wall time; ``import yaml`` is the least that a program which reads a config does.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import cpu_ratio, median_of, wall, wall_ratio
from benchmarks.measuring.process import process
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing

BARE, YAML, IMPORT, RUFF, PADDLE = (
    "python -c pass",
    "import yaml",
    "import paddle_lrkit",
    "ruff --version",
    "import paddle",
)
LIGHT, READING = 3.5, 5.0
"""At most so many times the time of ``import yaml``."""
IMPORT_MS = 8.0
DETECTION = """\
architecture: FasterRCNN
metric: COCO
num_classes: 80
epoch: 12
pretrain_weights: ResNet50_cos_pretrained.pdparams
TrainReader:
  batch_size: 2
  shuffle: true
LearningRate:
  base_lr: 0.02
  schedulers:
  - name: PiecewiseDecay
    gamma: 0.1
    milestones: [8, 11]
  - name: LinearWarmup
    start_factor: 0.1
    steps: 1000
OptimizerBuilder:
  optimizer: {type: Momentum, momentum: 0.9}
  regularizer: {type: L2, factor: 0.0001}
"""
OWN = """\
Global: {task: classification, epochs: 90, output_dir: output}
Architecture: {name: ResNet50, num_classes: 1000}
Optimizer:
  name: Momentum
  momentum: 0.9
  weight_decay: 0.0001
  lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 5ep}
Train:
  dataset: {name: ImageFolder, root: imagenet/train}
  num_samples: 1281167
  loader: {batch_size: 256}
"""


def commands(folder: Path) -> dict[str, tuple[float | None, list[str]]]:
    """Name of each command -> its goal and its arguments; the files are written to a folder."""
    detection, own, log = (str(folder / name) for name in ("faster_rcnn.yml", "resnet50.yml", "log.jsonl"))
    Path(detection).write_text(DETECTION, encoding="utf-8")
    Path(own).write_text(OWN, encoding="utf-8")
    rows = [{"update": update, "rate/applied": 0.02 * (0.1 + 0.9 * update / 1000)} for update in range(0, 1000, 20)]
    Path(log).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    steps = ["--steps-per-epoch", "7329"]
    case = ["--epochs", "12", "--dataset-size", "117266", "--batch-size", "2", "--gpus", "8"]
    return {
        "curve": (LIGHT, ["curve", detection, *steps]),
        "curve, our dialect": (LIGHT, ["curve", own]),
        "plot": (LIGHT, ["plot", detection, *steps]),
        "plot, our dialect": (LIGHT, ["plot", own]),
        "rule": (LIGHT, ["rule"]),
        "rule NAME": (LIGHT, ["rule", "never-decays"]),
        "check": (READING, ["check", detection, *steps]),
        "check, our dialect": (READING, ["check", own]),
        "advise": (READING, ["advise", "--task", "detection", *case]),
        "advise --suite ppdet": (READING, ["advise", "--task", "detection", *case, "--suite", "ppdet"]),
        "rank": (READING, ["rank", detection, own, *steps]),
        "convert": (None, ["convert", detection, "--to", "ppseg", *steps]),
        "rescale": (None, ["rescale", detection, "--gpus", "8:4", *steps]),
        "audit": (None, ["audit", log, "-c", detection, *steps]),
    }


def answer(run: Run) -> None:
    """Times all processes with warm and with cold bytecode, and Paddle's import."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = commands(folder)
        if run.smoke:
            asked = {name: asked[name] for name in ("curve", "rank")}
        warm = _environment(folder / "warm")
        cold = {**_environment(folder / "cold"), "PYTHONDONTWRITEBYTECODE": "1"}
        goals = {name: goal for name, (goal, _) in asked.items()}
        run.measure("warm", _arms(run, asked, warm), lambda timings: _warm(timings, goals))
        figures = list(run.figures)
        for title, goal in (("curve, plot, rule / import yaml", LIGHT), ("check, advise, rank / import yaml", READING)):
            rows = [figure for figure in figures if figure.at_most == goal]
            run.figures.append(worst(f"{title}, CPU and wall", rows))
        run.measure("cold", _arms(run, asked, cold), lambda timings: _cold(timings, goals))
        if not run.smoke:
            run.measure("paddle", {PADDLE: _python("import paddle", warm)}, _paddle)


def _environment(bytecode: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(bytecode)}


def _arms(
    run: Run, asked: Mapping[str, tuple[float | None, list[str]]], env: Mapping[str, str]
) -> dict[str, Callable[[], Timing]]:
    arms = {
        BARE: _python("pass", env),
        YAML: _python(YAML, env),
        IMPORT: _python(IMPORT, env),
        **{name: _process(["-m", "paddle_lrkit", *arguments], env) for name, (_, arguments) in asked.items()},
    }
    ruff = Path(sys.executable).with_name("ruff")
    if ruff.exists():
        arms[RUFF] = lambda: process([str(ruff), "--version"], env)
    elif not any(RUFF in absent for absent in run.absent):
        run.without(RUFF, "it is not installed beside this Python")
    return arms


def _python(code: str, env: Mapping[str, str]) -> Callable[[], Timing]:
    return _process(["-c", code], env)


def _process(arguments: list[str], env: Mapping[str, str]) -> Callable[[], Timing]:
    return lambda: process([sys.executable, *arguments], env)


def _warm(timings: Timings, goals: Mapping[str, float | None]) -> list[Figure]:
    yaml, bare = timings[YAML], timings[BARE]
    added = median_of(1e3 * (one.cpu - other.cpu) for one, other in zip(timings[IMPORT], bare, strict=True))
    found = [Figure(f"{IMPORT}, beyond {BARE}, CPU", added, "ms", at_most=IMPORT_MS, headline=True)]
    for name, goal in goals.items():
        found.append(Figure(f"{name} / {YAML}, CPU", cpu_ratio(timings[name], yaml), "x", at_most=goal))
        found.append(Figure(f"{name} / {YAML}, wall", wall_ratio(timings[name], yaml), "x", at_most=goal))
    return found + _milliseconds(timings, "warm")


def _cold(timings: Timings, goals: Mapping[str, float | None]) -> list[Figure]:
    ratios = (Figure(f"{name} / {YAML}, cold, CPU", cpu_ratio(timings[name], timings[YAML]), "x") for name in goals)
    return [*ratios, *_milliseconds(timings, "cold")]


def _paddle(timings: Timings) -> list[Figure]:
    return _milliseconds(timings, "warm")


def _milliseconds(timings: Timings, bytecode: str) -> list[Figure]:
    """The wall time of each arm."""
    shown = {name: wall([Timing(1e3 * one.cpu, 1e3 * one.wall) for one in times]) for name, times in timings.items()}
    return [Figure(f"{name}, {bytecode}, wall", interval, "ms") for name, interval in shown.items()]


main = command("How long does a light command take to start?", answer)

if __name__ == "__main__":
    main()
