"""Peak rates and how they follow the batch."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.advise.case import Case, resolve_case
from paddle_lrkit.advise.data import recipes
from paddle_lrkit.advise.guide import GRADES
from paddle_lrkit.advise.peak import find_peak
from tests.advise.cases import CASES


def peak(*arguments, **more):
    return find_peak(resolve_case(Case(*arguments, **{"epochs": 10, **more})))


@pytest.mark.parametrize(
    ("arguments", "more", "rate"),
    [
        (("classification", "ResNet50"), {"batch_size": 64, "gpus": 4}, 0.1),
        (("classification", "ResNet50"), {"batch_size": 128, "gpus": 8}, 0.4),
        (("classification", "ResNet50"), {"batch_size": 32}, 0.0125),
        (("classification", "ResNet50"), {"batch_size": 32, "accumulate": 8}, 0.1),
        (("detection", "faster_rcnn"), {"batch_size": 2, "gpus": 8}, 0.02),
        (("detection", "faster_rcnn"), {"batch_size": 1, "gpus": 8}, 0.01),
        (("detection", "mask_rcnn"), {"batch_size": 2}, 0.0025),
        (("detection", "ppyoloe"), {"batch_size": 8, "gpus": 8}, 0.01),
        (("detection", "ppyoloe+"), {"batch_size": 8, "gpus": 8}, 0.001),
        (("detection", "rtdetr"), {"batch_size": 4, "gpus": 4}, 1e-4),
        (("detection", "rtdetr"), {"batch_size": 4, "gpus": 16}, 2e-4),
        (("text-finetune", "ernie"), {"batch_size": 16}, 3e-5),
        (("text-finetune", "ernie"), {"batch_size": 64}, 3e-5),
        (("text-finetune", "ernie"), {"batch_size": 64, "gpus": 4}, 6e-5),
        (("text-finetune", "ernie"), {"batch_size": 4}, 1.5e-5),
        (("text-pretrain", "bert"), {"batch_size": 256}, 1e-4),
        (("text-pretrain", "350M"), {"batch_size": 8}, 3e-4),
        (("text-pretrain", "7B"), {}, 1.2e-4),
        (("segmentation", "segformer"), {"batch_size": 2, "gpus": 8}, 6e-5),
        (("ocr", "DB"), {"batch_size": 8, "gpus": 8}, 1e-3),  # PaddleOCR's doc/doc_en/finetune_en.md: 8 * 8 = 64
        (("ocr", "DB"), {"batch_size": 16, "gpus": 8}, 1.41e-3),
        (("ocr", "SVTR"), {"batch_size": 128, "gpus": 8}, 1e-3),  # 8 * 128 = 1024
        (("ocr", "SVTR"), {"batch_size": 128}, 3.54e-4),
    ],
)
def test_known_rates(arguments, more, rate):
    assert peak(*arguments, **more).rate == pytest.approx(rate, rel=1e-12)


@pytest.mark.parametrize(
    ("task", "model"),
    [
        ("classification", "EfficientNet"),
        ("text-pretrain", "LLaMA"),
    ],
)
def test_what_no_recipe_covers_is_not_known(task, model):
    assert peak(task, model).rate is None


def test_an_optimizer_that_the_recipe_does_not_use_has_no_rate():
    assert peak("classification", "ResNet50", optimizer="AdamW").rate is None


def test_the_linear_rule_ends_at_8192():
    assert peak("classification", "ResNet50", batch_size=1024, gpus=8).rate == pytest.approx(3.2)
    beyond = peak("classification", "ResNet50", batch_size=1024, gpus=32)
    assert (beyond.rate, beyond.capped) == (pytest.approx(3.2), True)


def test_the_users_rate_wins_and_is_compared():
    own = peak("text-pretrain", "124M", lr=1e-4)
    assert (own.rate, own.expected, own.own, own.small) == (1e-4, 6e-4, True, True)
    assert not peak("text-pretrain", "124M", lr=2e-4).small
    assert not peak("classification", "VGG16", lr=1e-9).small


@given(batch=st.integers(1, 10**6), key=st.sampled_from(sorted(CASES)))
def test_the_rate_grows_with_the_batch_by_the_rule_of_the_optimizer(batch, key):
    case = CASES[key]
    small, large = (
        find_peak(resolve_case(replace(case, samples=None, batch_size=size, gpus=1, lr=None)))
        for size in (batch, 4 * batch)
    )
    most = 4 if large.rule == "linear" or small.rule == "linear" else 2
    assert 0 < small.rate <= large.rate <= small.rate * most * 1.01
    assert math.isfinite(large.rate)


@pytest.mark.parametrize("recipe", [recipe.filled() for recipe in recipes()], ids=lambda recipe: recipe.key)
def test_a_recipe_is_whole(recipe):
    assert recipe.rate > 0
    assert recipe.grade in GRADES
    assert recipe.sources
    assert recipe.batch is None or recipe.batch[0] <= recipe.batch[1]
    assert recipe.name.en != recipe.name.zh


def test_the_grid_of_clue():
    assert peak("text-finetune", "ernie").recipe.grid == (1e-5, 2e-5, 3e-5, 5e-5)
