"""The table of cases."""

import re

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.data import rows
from paddle_lrkit.advise.fit import STAND_INS
from paddle_lrkit.advise.guide import GRADES
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.curves import catalog
from tests.advise.cases import CASES, advised

BY_KEY = {row.key: row for row in rows()}
ADVISED = {
    "open-length": ("WSD", 2000, 0.0),
    "pretrain-untuned": ("WSD", 2000, 0.0),
    "pretrain-encoder": ("LinearDecay", 10_000, 0.0),
    "pretrain": ("LinearDecay", 2000, 0.0),
    "finetune-small": ("LinearDecay", 312, 0.0),
    "finetune": ("LinearDecay", 500, 0.0),
    "decoder-finetune": ("LinearDecay", 30, 0.0),
    "decoder-lora": ("LinearDecay", 30, 0.0),
    "decoder-dpo": ("LinearDecay", 188, 0.0),
    "vit-finetune": ("CosineAnnealingDecay", 6255, 1e-6),
    "vit-scratch": ("CosineAnnealingDecay", 6255, 1e-5),
    "cnn-finetune": ("CosineAnnealingDecay", 1560, 0.0),
    "cnn-noisy-labels": ("MultiStepDecay", 195, 4e-4),
    "cnn-short": ("LinearDecay", 5004, 0.0),
    "cnn": ("LinearDecay", 5004, 0.0),
    "two-stage": ("MultiStepDecay", 1000, 2e-4),
    "two-stage-scratch": ("MultiStepDecay", 1000, 2e-4),
    "one-stage": ("CosineAnnealingDecay", 3000, 6.7e-4),
    "detr": ("ConstantLR", 2000, 1e-4),
    "segmentation": ("PolynomialDecay", 0, 0.0),
    "segformer": ("LinearDecay", 1500, 0.0),
    "ocr-finetune": ("CosineAnnealingDecay", 1560, 0.0),
    "ocr": ("CosineAnnealingDecay", 3905, 0.0),
}
"""Row -> schedule, updates of warmup and last rate in its case."""


def test_keys_are_told_apart_and_every_row_has_a_case():
    assert len(BY_KEY) == len(rows())
    assert set(BY_KEY) == set(CASES) == set(ADVISED)


@pytest.mark.parametrize("key", BY_KEY)
def test_the_row_fires_in_its_case(key):
    advice = advised(key)
    assert advice.row.key == key
    assert advice.not_known == ()
    schedule, warmup, floor = ADVISED[key]
    assert (advice.schedule, advice.warmup_updates) == (schedule, warmup)
    assert advice.min_lr == pytest.approx(floor, rel=1e-12, abs=1e-18)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.key)
def test_a_row_is_whole(row):
    assert row.decay.name in NAMES
    assert catalog.find(NAMES[row.decay.name]).name
    assert row.decay.name in STAND_INS
    for because in (row.decay_reason, row.warmup_reason, row.floor_reason, *row.alternatives):
        assert because.grade in GRADES
        assert because.sources
        assert because.text.en.endswith(".")
        assert because.text.zh.endswith("。")
    assert re.search("[一-鿿]", row.case.zh) or row.case.en != row.case.zh


def test_two_stage_drops_where_paddle_detection_does():
    curve = advised("two-stage").fitted.schedule.curve
    steps = 7329
    assert [curve(update) for update in (8 * steps - 1, 8 * steps, 11 * steps - 1, 11 * steps)] == pytest.approx(
        [0.02, 0.002, 0.002, 0.0002]
    )
    assert curve(0) == pytest.approx(0.002)


def test_the_cosine_of_ppyoloe_is_longer_than_the_run_in_paddle_detection():
    advice = advised("one-stage", "ppdet")
    decay = advice.fitted.data["LearningRate"]["schedulers"][0]
    assert (decay["name"], decay["max_epochs"]) == ("CosineDecay", 360)
    assert advice.min_lr / advice.peak.rate == pytest.approx(0.067, abs=0.001)
    assert advice.fitted.deviations == ()


def test_fine_tuning_clips_the_gradient_and_vits_decay_by_layer():
    assert advised("finetune").fitted.data["Optimizer"]["clip_norm"] == 1.0
    assert 0.65 <= advised("vit-finetune").fitted.data["Optimizer"]["layer_decay"] <= 0.75


@pytest.mark.parametrize(("batch", "epochs"), [(64, 1), (128, 5)])
def test_a_large_batch_warms_up_longer(batch, epochs):
    case = CASES["cnn"].__class__(
        "classification", "ResNet50", epochs=90, steps_per_epoch=100, batch_size=batch, gpus=8
    )
    assert advise(case).warmup == f"{epochs}ep"


def test_five_epochs_of_warmup_for_a_large_batch_hold_for_every_length_of_the_row():
    case = Case("classification", "ResNet50", epochs=30, samples=1_281_167, batch_size=1024, gpus=8)
    advice = advise(case)
    assert (advice.row.key, advice.warmup, advice.warmup_updates) == ("cnn", "5ep", 5 * 156)
