"""The sections of a training config."""

from __future__ import annotations

from dataclasses import fields

import pytest

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.config.settings import (
    Global,
    Loader,
    Settings,
)
from paddle_lrkit.config.yaml_loader import parse_yaml
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import parse_duration

CONFIG = """\
Global: {epochs: 20}
Architecture: {name: ResNet18}
Optimizer:
  name: Momentum
  lr: {name: Constant, learning_rate: 0.1}
Train:
  dataset: {name: Digits}
  num_samples: 1437
  transforms:
    - Resize: {size: 32}
    - Normalize
  loader: {batch_size: 128}
"""


def read(text=CONFIG):
    return read_settings(parse_yaml(text, "c.yml"))


def refused(text):
    with pytest.raises(ConfigError) as caught:
        read(text)
    return str(caught.value)


def changed(old, new):
    assert CONFIG.count(old) == 1
    return CONFIG.replace(old, new)


def test_what_is_not_written_has_its_default():
    settings = read()
    assert settings.Global == Global(epochs=20)
    assert settings.Global.eval_every == parse_duration("1ep")
    assert settings.Train.loader == Loader(batch_size=128, shuffle=True, drop_last=True, num_workers=0)
    assert [part.name for part in settings.Train.transforms] == ["Resize", "Normalize"]
    assert settings.Optimizer.lr == Component("Constant", {"learning_rate": 0.1}, path=("Optimizer", "lr"))
    assert (settings.Eval, settings.Loss, settings.Tracker.visualdl) == (None, None, True)


def test_every_duration_keeps_its_unit():
    settings = read(changed("{epochs: 20}", "{epochs: 20, eval_every: 500it, save_every: 10%, log_every: 1000sa}"))
    run = settings.Global
    assert [str(value) for value in (run.eval_every, run.save_every, run.log_every)] == ["500it", "10%", "1000sa"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Global: {epochs: 20}", "Globl: {epochs: 20}", "c.yml:1: Globl: unknown section; did you mean 'Global'?"),
        ("Global: {epochs: 20}", "", "c.yml:2: the section 'Global' is missing"),
        ("Architecture: {name: ResNet18}", "", "c.yml:1: the key 'Architecture' is missing"),
        (
            "Architecture: {name: ResNet18}",
            "Architecture:",
            "c.yml:2: Architecture: must be a section with a 'name', got None",
        ),
        ("{epochs: 20}", "[20]", "c.yml:1: Global: must be a section with keys, got [20]"),
        (
            "{epochs: 20}",
            "",
            "c.yml:1: Global: give the length of the run as one of 'epochs', 'updates' and 'samples'",
        ),
        (
            "20",
            "20, updates: 5",
            "c.yml:1: Global: give the length of the run as one of 'epochs', 'updates' and 'samples'",
        ),
        ("20", "0", "c.yml:1: Global.epochs: must be >= 1, got 0"),
        ("epochs: 20", "updates: -5", "c.yml:1: Global.updates: must be >= 1, got -5"),
        ("20", "20.5", "c.yml:1: Global.epochs: must be a whole number, got 20.5"),
        ("20", "20ep", "c.yml:1: Global.epochs: must be a whole number, got '20ep'"),
        ("20", "20, seed: -1", "c.yml:1: Global.seed: must be >= 0 and <= 2147483647, got -1"),
        ("20", "20, accumulate_steps: 0", "c.yml:1: Global.accumulate_steps: must be >= 1, got 0"),
        ("20", "20, ema_decay: 1", "c.yml:1: Global.ema_decay: must be > 0 and < 1, got 1.0"),
        (
            "20",
            "20, data_format: NHW",
            "c.yml:1: Global.data_format: must be one of NCHW, NHWC, got 'NHW'; did you mean 'NHWC'?",
        ),
        ("20", "20, amp: true", "c.yml:1: Global.amp: must be a section with keys, got True"),
        ("20", "20, amp: {level: O3}", "c.yml:1: Global.amp.level: must be one of O1, O2, got 'O3'"),
        ("20", "20, amp: {init_loss_scaling: 0}", "c.yml:1: Global.amp.init_loss_scaling: must be >= 1, got 0.0"),
        ("20", "20, epoch: 3", "c.yml:1: Global.epoch: unknown key; did you mean 'epochs'?"),
        (
            "Momentum",
            "Momentun",
            "c.yml:4: Optimizer.name: unknown optimizer 'Momentun'; did you mean 'Momentum'?",
        ),
        ("Momentum", "Momentum\n  momentum: 1", "c.yml:5: Optimizer.momentum: must be >= 0 and < 1, got 1.0"),
        ("Momentum", "Adam\n  beta1: -1", "c.yml:5: Optimizer.beta1: must be >= 0 and < 1, got -1.0"),
        ("Momentum", "Adam\n  epsilon: 0", "c.yml:5: Optimizer.epsilon: must be > 0, got 0.0"),
        ("Momentum", "SGD\n  weight_decay: -1e-4", "c.yml:5: Optimizer.weight_decay: must be >= 0, got -0.0001"),
        ("Momentum", "SGD\n  clip_norm: 0", "c.yml:5: Optimizer.clip_norm: must be > 0, got 0.0"),
        (
            "Momentum",
            "SGD\n  momentum: 0.5",
            "c.yml:5: Optimizer.momentum: belongs to Momentum, RMSProp, LARS, ..., not to SGD",
        ),
        (
            "Momentum",
            "AdamW\n  use_nesterov: true",
            "c.yml:5: Optimizer.use_nesterov: belongs to Momentum, LARS, Muon, ..., not to AdamW",
        ),
        (
            "Momentum",
            "Momentum\n  beta2: 0.9",
            "c.yml:5: Optimizer.beta2: belongs to Adam, AdamW, Adamax, ..., not to Momentum",
        ),
        ("lr: {name: Constant, learning_rate: 0.1}", "", "c.yml:3: Optimizer: the key 'lr' is missing"),
        (
            "lr: {name: Constant, learning_rate: 0.1}",
            "lr: 0.1",
            "c.yml:5: Optimizer.lr: must be a section with a 'name', got 0.1",
        ),
        ("1437", "0", "c.yml:8: Train.num_samples: must be >= 1, got 0"),
        ("128", "0", "c.yml:12: Train.loader.batch_size: must be >= 1, got 0"),
        ("128", "128, num_workers: -1", "c.yml:12: Train.loader.num_workers: must be >= 0, got -1"),
        (
            "{size: 32}",
            "32",
            "c.yml:10: Train.transforms.0: must be X, {name: X, argument: value} or X: {argument: value}, "
            "got {'Resize': 32}",
        ),
        (
            "  num_samples: 1437\n",
            "  num_sample: 1437\n",
            "c.yml:8: Train.num_sample: unknown key; did you mean 'num_samples'?",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_and_key(old, new, sentence):
    assert refused(changed(old, new)) == sentence


def test_a_section_that_resembles_none_gets_all_names():
    known = ", ".join([*(section.name for section in fields(Settings)), "LearningRate", "OptimizerBuilder"])
    assert refused(CONFIG + "PostProcess: {}\n") == f"c.yml:13: PostProcess: unknown section; known: {known}"


def test_the_other_optimizers_arguments_may_stay_at_their_defaults():
    assert read(changed("Momentum", "AdamW\n  momentum: 0.9")).Optimizer.name == "AdamW"
