"""What is said about a config of another suite."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.suites.lrkit.other_program import own_config
from paddle_lrkit.suites.table import SUITES, detector_of

DETECTION = """\
epoch: 12
LearningRate:
  base_lr: 0.01
  schedulers:
  - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}
  - !LinearWarmup {start_factor: 0.1, steps: 1000}
OptimizerBuilder: {optimizer: {momentum: 0.9, type: Momentum}}
"""
SEGMENTATION = (
    "{iters: 100, lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01}, model: {type: A}, loss: {types: []}}"
)
TRAINER = {"output_dir": "o", "per_device_train_batch_size": 4, "learning_rate": 1e-5, "max_steps": 9, "do_train": True}


def read(path):
    with own_config(str(path)):
        read_settings(load_config(path))


def refused(path):
    with pytest.raises(UsageError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "title", "commands"),
    [
        (
            "a.yml",
            DETECTION,
            "PaddleDetection",
            ("exec --suite ppdet -- tools/train.py -c {}", "check {}", "convert {} --to lrkit --steps-per-epoch N"),
        ),
        (
            "b.yml",
            SEGMENTATION,
            "PaddleSeg",
            ("exec --suite ppseg -- tools/train.py --config {}", "check {}", "convert {} --to lrkit"),
        ),
        (
            "c d.json",
            json.dumps({**TRAINER, "model_name_or_path": "m", "lr_scheduler_type": "cosine"}),
            "PaddleNLP",
            ("exec --suite ppnlp -- llm/run_finetune.py '{}'", "check '{}'", "convert '{}' --to lrkit"),
        ),
    ],
)
def test_the_commands_that_work_are_filled_in(tmp_path, name, text, title, commands):
    path = tmp_path / name
    path.write_text(text)
    sentence = refused(path)
    assert sentence.startswith(f"{path}: a config of {title}, which lrkit does not train itself; to train: lrkit exec")
    assert all(f"lrkit {command.format(path)}" in sentence for command in commands)


def test_mistakes_in_our_own_configs_are_left_to_the_trainer(tmp_path):
    path = tmp_path / "own.yml"
    for text in ("Global: {epochs: 1}\nArchitektur: {name: A}", "- a list", "Global: {epochs: 1", ""):
        path.write_text(text)
        with pytest.raises(ConfigError, match=r"own\.yml"):
            read(path)
    with pytest.raises(ConfigError, match=r"missing\.yml: cannot be read"):
        read(tmp_path / "missing.yml")


def test_every_suite_with_a_plug_in_names_its_program():
    detectors = [detector_of(suite) for suite in SUITES]
    assert all(bool(one.plugins) == ("{}" in one.trains) for one in detectors)
