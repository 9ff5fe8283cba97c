"""PaddleDetection's sections LearningRate and OptimizerBuilder in a training config."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

HEAD = """
Global: {task: detection, epochs: 12}
Architecture: {name: FasterRCNN}
Train: {dataset: {name: Coco, anno_path: a.json}, num_samples: 160, loader: {batch_size: 16}}
"""
RATE = """
LearningRate:
  base_lr: 0.01
  schedulers:
  - !PiecewiseDecay
    gamma: 0.1
    milestones: [8, 11]
  - !LinearWarmup
    start_factor: 0.1
    steps: 20
"""
BUILDER = """
OptimizerBuilder:
  clip_grad_by_norm: 35.0
  optimizer: {momentum: 0.8, type: Momentum}
  regularizer: {factor: 0.0005, type: L2}
"""


def write(folder, text):
    file = folder / "c.yml"
    file.write_text(text)
    return file


def optimizer(folder, text):
    return read_settings(load_config(write(folder, HEAD + text))).Optimizer


def test_the_sections_are_taken_as_they_are(tmp_path):
    found = optimizer(tmp_path, RATE + BUILDER)
    assert (found.name, found.arguments.momentum, found.weight_decay, found.clip_norm) == (
        "Momentum",
        0.8,
        0.0005,
        35.0,
    )
    schedule = load_schedule(tmp_path / "c.yml")
    assert (schedule.suite, schedule.name, schedule.total_updates, schedule.warmup_updates) == (
        *("lrkit", "PiecewiseDecay"),
        *(120, 20),
    )
    assert [schedule.curve(update) for update in (0, 10, 20, 79, 80, 110)] == pytest.approx(
        [0.001, 0.0055, 0.01, 0.01, 0.001, 0.0001]
    )


def test_without_a_builder_its_defaults_hold(tmp_path):
    found = optimizer(tmp_path, RATE)
    assert (found.name, found.arguments.momentum, found.weight_decay, found.clip_norm) == ("Momentum", 0.9, 1e-4, None)


@pytest.mark.parametrize("regularizer", ["null", "false"])
def test_no_regularizer_is_no_decay(tmp_path, regularizer):
    assert optimizer(tmp_path, RATE + f"OptimizerBuilder: {{regularizer: {regularizer}}}").weight_decay == 0


def test_adamw_has_its_own_decay(tmp_path):
    found = optimizer(tmp_path, RATE + "OptimizerBuilder: {optimizer: {type: AdamW, weight_decay: 0.05}}")
    assert (found.name, found.weight_decay) == ("AdamW", 0.05)


def test_a_dumped_config_has_the_same_rate(tmp_path):
    document = load_config(write(tmp_path, HEAD + RATE + BUILDER))
    before = load_schedule(tmp_path / "c.yml")
    after = load_schedule(write(tmp_path, dump_yaml(document.data)))
    assert [after.curve(t) for t in range(120)] == [before.curve(t) for t in range(120)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            RATE + "Optimizer: {name: SGD, lr: {name: ConstantLR}}\n",
            r"Optimizer: conflicts with 'LearningRate'; keep only one",
        ),
        (BUILDER, r"OptimizerBuilder: needs the section 'LearningRate', which is missing"),
        (RATE + "OptimizerBuilder: {regularizer: {type: L1}}\n", r"OptimizerBuilder\.regularizer.*L2"),
        (RATE + "OptimizerBuilder: {optimizer: {type: Lion}}\n", r"OptimizerBuilder\.optimizer\.type: must be one of"),
        (RATE + "OptimizerBuilder: {clip_grad_by_value: 1}\n", r"clip_grad_by_value: unknown key"),
        (RATE + "OptimizerBuilder: {clip_grad_by_norm: -1}\n", r"OptimizerBuilder.*clip_norm: must be > 0"),
        ("LearningRate: 3\n", r"LearningRate: must be a section"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_key(tmp_path, text, sentence):
    with pytest.raises(ConfigError, match=sentence) as caught:
        optimizer(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "c.yml"))


def test_a_mistake_in_the_schedule_has_its_line(tmp_path):
    file = write(tmp_path, HEAD + RATE.replace("gamma: 0.1", "gama: 0.1"))
    with pytest.raises(ConfigError, match=r"c\.yml:10: LearningRate\.schedulers\.0\.gama"):
        load_schedule(file)


def test_a_tag_elsewhere_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="the tag '!Coco' is not allowed here"):
        load_config(write(tmp_path, "Train: {dataset: !Coco {anno_path: a}}"))


def test_milestones_in_epochs_need_the_length_of_an_epoch(tmp_path):
    file = write(tmp_path, HEAD.replace("num_samples: 160, ", "").replace("epochs: 12", "updates: 120") + RATE)
    with pytest.raises(ConfigError, match="the number of updates in an epoch is not known"):
        load_schedule(file)
    assert load_schedule(file, steps_per_epoch=10).curve(80) == pytest.approx(0.001)


def test_a_learned_rate_is_not_scaled(tmp_path):
    own = "Optimizer: {name: Prodigy, lr: {name: Constant}, base_batch_size: 16, batch_scaling: linear}"
    with pytest.raises(ConfigError, match="batch_scaling: is not for Prodigy, which learns its rate; remove this key"):
        optimizer(tmp_path, own)
