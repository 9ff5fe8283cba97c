"""One reading of a config: a command opens each of its files once and binds each of its sections once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

PROGRAM = """\
import json, os, sys

opened, bound = [], []

def hear(event, arguments):
    if event == "open" and not isinstance(arguments[0], int):
        opened.append(os.path.basename(os.fsdecode(arguments[0])))

sys.addaudithook(hear)
from paddle_lrkit.config import bind as module

real = module.bind

def recording(factory, document, path=(), **options):
    bound.append(".".join(map(str, (getattr(factory, "__name__", "?"), *path))))
    return real(factory, document, path, **options)

module.bind = recording
from paddle_lrkit.cli.main import main

report, *command = sys.argv[1:]
try:
    main(command)
except SystemExit as end:
    code = end.code or 0
with open(report, "w") as stream:
    json.dump({"code": code, "opened": opened, "bound": bound}, stream)
"""
OWN = {
    "base.yml": """\
Global: {epochs: 2, accumulate_steps: 1}
Architecture: {name: SoftmaxRegression, in_features: 64}
Optimizer:
  name: SGD
  lr: {name: CosineAnnealingDecay, learning_rate: 0.05, warmup: 1ep}
Train:
  dataset: {name: Digits, split: train, channels: 1}
  num_samples: 1437
  transforms: [Normalize: {mean: [0.5], std: [0.5]}]
  loader: {batch_size: 512}
Eval:
  dataset: {name: Digits, split: test, channels: 1}
  transforms: [Normalize: {mean: [0.5], std: [0.5]}]
Tracker: {visualdl: false}
""",
    "own.yml": "_BASE_: base.yml\nOptimizer: {lr: {learning_rate: 0.1}}\nGlobal: {seed: 3}\n",
    "other.yml": "_BASE_: [base.yml]\nOptimizer: {lr: {learning_rate: 40}}  # lrkit: ignore=LR104\n",
}
DETECTOR = {
    "optimizer.yml": """\
epoch: 12
LearningRate:
  base_lr: 0.01
  schedulers:
  - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}
  - !LinearWarmup {start_factor: 0.1, steps: 500}
OptimizerBuilder: {optimizer: {type: Momentum, momentum: 0.9}}
""",
    "reader.yml": "TrainReader: {batch_size: 2}\n",
    "detector.yml": "_BASE_: [optimizer.yml, reader.yml]\nLearningRate: {base_lr: 0.02}\n",
}
FILES = {**OWN, **DETECTOR}
OWN_SECTIONS = {"Global.Global": 1, "Optimizer.Optimizer": 1, "Data.Train": 1}


@pytest.fixture
def read(tmp_path):
    """How often a command opened each config, and bound each section of our own dialect."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run(*command):
        report = tmp_path / "report.json"
        arguments = [sys.executable, "-c", PROGRAM, str(report), *command]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=250)
        assert done.returncode == 0, done.stderr
        found = json.loads(report.read_text())
        assert found["code"] in (0, 1), done.stderr
        opened = Counter(name for name in found["opened"] if name in FILES)
        return opened, Counter(name for name in found["bound"] if name in OWN_SECTIONS)

    return run


OWN_FILES, DETECTOR_FILES = {"own.yml": 1, "base.yml": 1}, dict.fromkeys(DETECTOR, 1)
STEPS = ("--steps-per-epoch", "100")


@pytest.mark.parametrize(
    ("command", "files"),
    [
        (["curve", "own.yml"], OWN_FILES),
        (["plot", "own.yml", "-O", "a.svg"], OWN_FILES),
        (["check", "own.yml"], OWN_FILES),
        (["check", "own.yml", "--fix", "--dry-run", "--format", "sarif"], OWN_FILES),
        (["rescale", "own.yml", "--gpus", "1:2"], OWN_FILES),
        (["curve", "detector.yml", *STEPS], DETECTOR_FILES),
        (["plot", "detector.yml", *STEPS, "-O", "a.html"], DETECTOR_FILES),
        (["check", "detector.yml"], DETECTOR_FILES),
        (["rescale", "detector.yml", "--gpus", "8:1"], DETECTOR_FILES),
        (["convert", "detector.yml", "--to", "ppcls", *STEPS], DETECTOR_FILES),
    ],
    ids=" ".join,
)
def test_a_light_command_reads_once(read, command, files):
    opened, bound = read(*command)
    assert opened == files
    # rescale reads the schedule before and after: two configs, in one pass each.
    times = 2 if command[0] == "rescale" else 1
    assert bound == (dict.fromkeys(OWN_SECTIONS, times) if "own.yml" in files else {})


def test_configs_share_what_they_inherit(read):
    opened, _ = read("plot", "own.yml", "other.yml", "detector.yml", *STEPS, "-O", "a.svg")
    assert opened == dict.fromkeys(FILES, 1)


def test_a_comparison_shares_the_files_of_its_arms(read):
    opened, _ = read("compare", "-c", "own.yml", "--schedule", "other.yml", "--schedule", "own.yml", "--dry-run")
    assert opened == dict.fromkeys(OWN, 1)


def test_a_directory_is_checked_in_one_pass(read):
    opened, _ = read("check", ".", "--fix", "--dry-run")
    assert opened == dict.fromkeys(FILES, 1)


def test_the_trainer_reads_once(read):
    opened, bound = read("train", "-c", "own.yml", "--quiet", "--device", "cpu", "-o", "Global.output_dir=run")
    assert opened == OWN_FILES
    assert bound == OWN_SECTIONS


def test_a_range_test_reads_once(read):
    command = ["find", "-c", "own.yml", "--quiet", "--device", "cpu", "--ramps", "2", "--updates", "20"]
    assert read(*command) == (OWN_FILES, OWN_SECTIONS)
    opened, _ = read(*command, "--write")
    # Between the two, models were trained: the rate goes into the files as they are then.
    assert opened == dict.fromkeys(OWN_FILES, 2)
