"""A published recipe as a rate, a schedule and a citation in an advice."""

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.data import cite
from paddle_lrkit.advise.zoo.evidence import citation_of, is_published, row_of, source_key
from paddle_lrkit.advise.zoo.nearest import Neighbour
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.table import writer_of
from paddle_lrkit.suites.zoo import ZOOS, recipe_at, zoo_of

COCO = {"samples": 117_266}


def row(suite, path, **more):
    return row_of(Neighbour(recipe_at(suite, path), 0.0, 0.0, ()), **more)


def test_steps_with_their_own_factor():
    (page,) = (recipe for recipe in zoo_of("ppocr") if recipe.name == "ch_PP-OCRv3_rec")
    found = row_of(Neighbour(page, 0.0, 0.0, ()))
    assert (found.decay.drops, found.decay.gamma, found.warmup.length) == ((0.875,), 0.2, "5ep")
    found = row("ppdet", "configs/faster_rcnn/faster_rcnn_r50_fpn_1x_coco.yml")
    assert (found.decay.name, found.decay.drops, found.decay.gamma) == ("multistep", (0.667, 0.917), 0.1)
    assert (found.warmup.length, found.warmup.start, found.optimizer) == ("1000it", 0.1, {"weight_decay": 0.0001})


def test_a_stretched_cosine_is_stretched_where_the_suite_does():
    found = row("ppdet", "configs/ppyoloe/ppyoloe_plus_crn_l_80e_coco.yml")
    assert (found.decay.stretch, found.stretched_decay.stretch) == (1, 1.2)
    assert found.floor == pytest.approx(0.0744)


def test_a_cosine_that_was_cut_far_above_0_is_no_floor():
    found = row("ppdet", "configs/picodet/picodet_l_640_coco_lcnet.yml")
    assert (found.decay.stretch, found.stretched_decay, found.floor) == (1, None, 0.0)
    assert "ends at 25% of the peak, because it was cut" in found.floor_reason.text.en


def test_a_recipe_takes_clip_and_average_of_its_suites_program():
    assert row("ppnlp", "llm/config/qwen/sft_argument.json").optimizer["clip_norm"] == 1.0
    assert row("ppdet", "configs/picodet/picodet_s_320_coco_lcnet.yml").ema == 0.9998
    assert {suite: writer_of(suite).usual_ema for suite in sorted(set(ZOOS.values()))} == {
        "ppcls": 0.9999, "ppdet": 0.9998, "ppnlp": None, "ppocr": None, "ppseg": None,
    }  # fmt: skip


def test_a_warmup_in_updates_is_a_share_where_the_updates_are_not_known():
    found = row("ppdet", "configs/picodet/picodet_s_320_coco_lcnet.yml", in_updates=False)
    assert found.warmup.length == "0.22%"  # 300 of 300 epochs of 117266 / 256
    assert row("ppdet", "configs/picodet/picodet_s_320_coco_lcnet.yml").warmup.length == "300it"


def test_an_own_decay_has_no_row():
    others = [recipe for suite in ZOOS.values() for recipe in zoo_of(suite) if recipe.schedule == "exponential"]
    assert others
    assert all(row_of(Neighbour(recipe, 0.0, 0.0, ())) is None for recipe in others)


@pytest.mark.parametrize("suite", sorted(set(ZOOS.values())))
def test_every_recipe_has_a_citation_and_a_row_that_reads(suite):
    for recipe in zoo_of(suite):
        key = source_key(recipe)
        assert is_published(key)
        found = citation_of(key)
        assert recipe.path in found.label.en
        assert found.url.startswith("https://github.com/PaddlePaddle/Paddle")
        described = row_of(Neighbour(recipe, 0.0, 0.0, ()))
        assert described is None or described.decay_reason.text.en.endswith(".")
    assert cite([key]).split()[-1] == found.url.split("/")[6][:10]


def test_the_models_own_schedule_comes_with_its_rate():
    case = Case("detection", "picodet_s_320_coco_lcnet", epochs=300, batch_size=64, gpus=4, **COCO)
    advice = advise(case, "ppdet")
    assert is_published(advice.row.key)
    assert (advice.schedule, advice.warmup_updates, advice.peak.rate) == ("CosineAnnealingDecay", 300, 0.32)
    assert advice.min_lr == pytest.approx(0, abs=1e-9)
    written = load_schedule(advice.fitted.data, suite="ppdet", steps_per_epoch=458)
    assert written.peak_lr == pytest.approx(0.32)
    assert advice.alternatives == ()


def test_the_guide_keeps_its_row_where_it_compared_schedules():
    advice = advise(Case("classification", "VGG16", epochs=90, samples=1_281_167, batch_size=64, gpus=4))
    assert (advice.row.key, advice.schedule, advice.peak.rate) == ("cnn", "LinearDecay", 0.01)
    assert "PaddleClas trains VGG16 with a cosine over 90 epochs" in advice.alternatives[-1].text.en


@pytest.mark.parametrize(
    ("case", "schedule", "rate"),
    [
        (Case("classification", "ResNet50", epochs=30, samples=3000, batch_size=32, pretrained=True),
         "CosineAnnealingDecay", 0.0125),
        (Case("detection", "ppyoloe+", epochs=40, samples=1500, batch_size=8), "CosineAnnealingDecay", 1.25e-4),
        (Case("classification", "ConvNeXt_tiny", epochs=300, steps_per_epoch=1251), "CosineAnnealingDecay", 0.004),
    ],
)  # fmt: skip
def test_cases_without_a_rate_or_a_row_of_the_guide(case, schedule, rate):
    advice = advise(case)
    assert (advice.schedule, advice.peak.rate, advice.not_known) == (schedule, rate, ())
    said = next(reason.statement for reason in advice.reasons if reason.topic == "peak_lr")
    assert is_published(said.sources[0])
    assert "same" in said.text.en  # the same model, or a model of the same line
