"""Every shipped detection config is whole, and its rate is the one that its first lines promise."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

DETECTION = Path(__file__).resolve().parent.parent / "configs" / "detection"
CONFIGS = sorted(DETECTION.glob("*.yml"))


def rates(name):
    schedule = load_schedule(DETECTION / f"{name}.yml")
    return schedule, [schedule.curve(update) for update in range(schedule.total_updates)]


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_section_is_known_and_the_file_opens_with_what_it_is(path):
    read_settings(load_config(path))
    assert path.read_text().startswith("# ")


def test_digitscenes_multistep():
    schedule, found = rates("faster_rcnn_r18_digitscenes_multistep")
    epoch = schedule.steps_per_epoch
    decayed = [0.02 * 0.1 ** ((t >= 8 * epoch) + (t >= 11 * epoch)) for t in range(12 * epoch)]
    expected = [rate * min(t / 100, 1) for t, rate in enumerate(decayed)]
    assert found == pytest.approx(expected, rel=1e-12)


def test_digitscenes_cosine():
    schedule, found = rates("faster_rcnn_r18_digitscenes_cosine")
    length = schedule.total_updates - 100
    expected = [
        0.02 * t / 100 if t < 100 else 0.01 * (1 + math.cos(math.pi * (t - 100) / length)) for t in range(length + 100)
    ]
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("name", "epochs", "milestones"), [("1x", 12, [8, 11]), ("2x", 24, [16, 22])])
def test_coco_configs_have_the_rate_of_paddledetection_at_every_update(name, epochs, milestones):
    schedulers = [
        {"name": "PiecewiseDecay", "gamma": 0.1, "milestones": milestones},
        {"name": "LinearWarmup", "start_factor": 0.1, "steps": 1000},
    ]
    theirs = load_schedule(
        {"epoch": epochs, "LearningRate": {"base_lr": 0.01, "schedulers": schedulers}}, steps_per_epoch=117266 // 16
    )
    ours, found = rates(f"faster_rcnn_r50_fpn_{name}_coco")
    assert (ours.suite, theirs.suite) == ("lrkit", "ppdet")
    assert (ours.total_updates, ours.steps_per_epoch) == (theirs.total_updates, 7329)
    assert max(abs(rate - theirs.curve(update)) for update, rate in enumerate(found)) <= 1e-12 * 0.01


def build(*overrides):
    from paddle_lrkit.train.registry import MODELS

    settings = read_settings(load_config(DETECTION / "faster_rcnn_r18_digitscenes_multistep.yml", overrides))
    return settings.Architecture.build(MODELS, reserved={"num_classes": 10})


def test_the_keys_of_the_architecture_reach_their_parts():
    model = build("Architecture.rpn_head.anchor_generator.aspect_ratios=[1.0]")
    assert model.rpn.options.train_proposal.post_nms_top_n == 100
    assert model.rpn.options.train_proposal.topk_after_collect
    assert not model.rpn.options.test_proposal.topk_after_collect
    assert model.rpn.objectness.weight.shape == [1, 64, 1, 1]
    assert model.box_head.scores.weight.shape == [256, 11]
    assert model.post_process.score_threshold == 0.05


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("Architecture.rpn_head.train_proposal.nms_tresh=0.5", r"nms_tresh: unknown key; did you mean 'nms_thresh'"),
        ("Architecture.bbox_head.bbox_assigner.fg_fraction=2", r"bbox_assigner\.fg_fraction: must be >= 0 and <= 1"),
        ("Architecture.backbone.freeze_norm=true", r"backbone\.pretrained: must be given"),
        ("Architecture.num_classes=3", r"Architecture\.num_classes: unknown key"),
    ],
)
def test_a_mistake_in_a_part_names_its_key(override, sentence):
    with pytest.raises(ConfigError, match=sentence):
        build(override)
