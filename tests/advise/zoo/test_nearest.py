"""The distance between a case and a published recipe."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.advise.case import KINDS, Case, resolve_case
from paddle_lrkit.advise.peak import find_peak
from paddle_lrkit.advise.zoo.known import OPTIMIZERS, recipes_for
from paddle_lrkit.advise.zoo.nearest import FAR, _neighbour, nearest
from paddle_lrkit.suites.zoo import sizes


def near(*arguments, **more):
    return nearest(resolve_case(Case(*arguments, **{"epochs": 30, **more})))


@pytest.mark.parametrize(
    ("arguments", "more", "path", "peak"),
    [
        (("detection", "picodet_s_320_coco_lcnet"), {"samples": 117_266, "batch_size": 64, "gpus": 4, "epochs": 300},
         "configs/picodet/picodet_s_320_coco_lcnet.yml", 0.32),
        (("classification", "ResNet50"), {"samples": 3000, "batch_size": 32, "pretrained": True},
         "ppcls/configs/quick_start/ResNet50_vd.yaml -o Arch.pretrained=True", 0.0125),
        (("detection", "PP-YOLOE+"), {"samples": 1500, "batch_size": 8, "epochs": 80},
         "configs/ppyoloe/application/ppyoloe_plus_crn_m_80e_coco_pretrained_pcb.yml", 0.001),
        (("ocr", "PP-OCRv4_mobile_rec"), {"samples": 10_000, "batch_size": 64, "pretrained": True},
         "docs/version2.x/ppocr/model_train/finetune.en.md", 5e-5),
        (("ocr", "ch_PP-OCRv4_det"), {"samples": 1000, "batch_size": 8, "pretrained": True},
         "docs/version2.x/ppocr/model_train/finetune.en.md", 1e-4),
        (("text-finetune", "uie-base"), {"samples": 500, "batch_size": 16, "epochs": 20},
         "legacy/applications/information_extraction/text/README.md", 1e-5),
        (("segmentation", "pp_liteseg"), {"samples": 300, "batch_size": 4, "epochs": None, "updates": 1000},
         "configs/quick_start/pp_liteseg_optic_disc_512x512_1k.yml", 0.01),
        (("segmentation", "segformer_b0"), {"samples": 2975, "batch_size": 2, "gpus": 4, "epochs": 430},
         "configs/segformer/segformer_b0_cityscapes_1024x1024_160k.yml", 6e-5),
        (("classification", "ConvNeXt_tiny"), {"optimizer": "AdamW", "samples": 1_281_167, "batch_size": 128},
         "ppcls/configs/ImageNet/ConvNeXt/ConvNeXt_tiny.yaml", 0.004),
    ],
)  # fmt: skip
def test_the_nearest_recipe(arguments, more, path, peak):
    found = near(*arguments, **more)[0]
    assert (found.recipe.path, found.recipe.peak) == (path, peak)


def own_case(recipe):
    """The case that a recipe is for."""
    size = sizes().get(recipe.data)
    run = {"epochs": int(float(recipe.run[:-2]))} if recipe.run.endswith("ep") else {"updates": int(recipe.run[:-2])}
    return Case(
        recipe.task,
        recipe.name,
        optimizer=OPTIMIZERS.get(recipe.optimizer, recipe.optimizer),
        samples=size.samples if size else None,
        batch_size=recipe.batch,
        gpus=recipe.gpus,
        accumulate=recipe.accumulation,
        pretrained=recipe.start == "model"
        or (recipe.start == "backbone" and recipe.task in ("detection", "segmentation")),
        **run,
    )


USABLE = [
    recipe
    for task in ("classification", "detection", "segmentation", "ocr", "text-finetune")
    for recipe in recipes_for(task)
    if recipe.run and OPTIMIZERS.get(recipe.optimizer, recipe.optimizer) in KINDS and recipe.data in sizes()
]


@settings(max_examples=40)
@given(recipe=st.sampled_from(USABLE))
def test_a_recipe_is_at_distance_zero_from_its_own_case(recipe):
    found = _neighbour(recipe, resolve_case(own_case(recipe)))
    assert found.distance % 1.5 == pytest.approx(0, abs=0.01)  # 1.5 for a special purpose; epochs are rounded
    assert found.words.en == "the same model"


@settings(max_examples=40)
@given(recipe=st.sampled_from(USABLE), times=st.integers(2, 64))
def test_more_of_everything_is_farther_and_is_said(recipe, times):
    case = resolve_case(own_case(recipe))
    own = _neighbour(recipe, case)
    larger = _neighbour(recipe, case._replace(given=_with(case.given, accumulate=case.given.accumulate * times)))
    assert own.distance < larger.distance < FAR
    assert f"{times} times the batch" in larger.words.en
    assert f"{times} 倍" in larger.words.zh


def _with(case, **changes):
    found = object.__new__(Case)
    found.__dict__.update(case.__dict__ | changes)
    return found


@pytest.mark.parametrize(
    ("model", "optimizer", "power"), [("picodet_s", "Momentum", 1), ("rtdetr_r50vd", "AdamW", 0.5)]
)
@settings(max_examples=10)
@given(batch=st.integers(1, 512))
def test_the_peak_follows_the_batch(model, optimizer, power, batch):
    case = resolve_case(Case("detection", model, optimizer=optimizer, epochs=72, batch_size=batch))
    found = nearest(case)
    first = found[0].recipe
    assert find_peak(case, found[:1]).rate == pytest.approx(first.peak * (batch / first.samples) ** power, rel=0.01)


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("classification", "ResNet50"), {"optimizer": "AdamW"}),
        (("classification", "DenseNet121"), {"pretrained": True}),
        (("classification", "EfficientNet"), {}),
        (("ocr", "PP-OCRv4_mobile_rec"), {"optimizer": "SGD"}),
        (("text-pretrain", "124M"), {"pretrained": True}),
        (("text-pretrain", "LLaMA"), {}),
        (("text-finetune", "ernie"), {"optimizer": "SGD"}),
    ],
)
def test_nothing_is_near(arguments, more):
    assert near(*arguments, **more) == []


def test_a_rate_for_random_weights_is_no_evidence_for_fine_tuning():
    found = near("ocr", "PP-OCRv4_mobile_rec", pretrained=True)
    assert {each.recipe.start for each in found} == {"model"}
    assert {each.recipe.start for each in near("ocr", "PP-OCRv4_mobile_rec")} <= {"scratch", "backbone"}


def test_a_detector_without_a_backbone_takes_the_rate_and_says_so():
    first = near("detection", "faster_rcnn", pretrained=False, samples=117_266, batch_size=1, gpus=8, epochs=12)[0]
    assert "it starts from trained weights, yours from random ones" in first.words.en
    assert first.distance >= 3


def test_the_distance_is_said_in_words():
    first = near("classification", "ResNet50", pretrained=True, samples=3000, batch_size=4)[0]
    assert first.words.en == (
        "the same model; 1/8 of the batch; other data: 3,000 samples against 1,020 (Flowers102); "
        "30 epochs against its 20"
    )
    assert math.isclose(first.distance, 0.05 + 0.25 * math.log2(3000 / 1020) + 0.25 * 3 + 0.15 * math.log2(1.5))


def test_ties_are_settled_by_the_middle_rate():
    found = near("text-finetune", "ernie-3.0-medium-zh", epochs=3, batch_size=32)
    equal = [each.recipe.peak for each in found if each.distance <= min(each.distance for each in found) + 0.1]
    assert min(equal) < found[0].recipe.peak < max(equal)
