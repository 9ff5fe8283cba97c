"""The row that applies is whole: with the optimizer of the model's own recipe, or of the case with a fixed length."""

import pytest

from paddle_lrkit.advise.case import Case, resolve_case
from paddle_lrkit.advise.consider import consider
from paddle_lrkit.advise.data import rows
from paddle_lrkit.advise.guide import WarmupRule
from paddle_lrkit.advise.zoo.nearest import nearest

BY_KEY = {row.key: row for row in rows()}


def first(*arguments, published=True, **more):
    case = resolve_case(Case(*arguments, **more))
    return consider(case, nearest(case) if published else [])[0].row


@pytest.mark.parametrize(
    ("task", "fixed"), [("detection", "two-stage"), ("text-pretrain", "pretrain"), ("classification", "cnn-short")]
)
def test_an_open_length_takes_warmup_and_optimizer_of_the_fixed_one(task, fixed):
    row = first(task, epochs=12, fixed=False, published=False)
    assert row.key == "open-length"
    assert (row.warmup, row.optimizer) == (BY_KEY[fixed].warmup, BY_KEY[fixed].optimizer)


def test_an_open_length_that_no_other_row_covers_has_a_short_warmup():
    row = first("classification", optimizer="Lamb", epochs=12, fixed=False, published=False)
    assert row.warmup == WarmupRule("5%", most="5%")


@pytest.mark.parametrize(
    ("model", "weight_decay"), [("ResNet50", 1e-4), ("ResNet50_vd", 7e-5), ("PPLCNet_x1_0", 3e-5), ("VGG16", 4e-4)]
)
def test_the_weight_decay_is_that_of_the_models_own_recipe(model, weight_decay):
    """The coefficients of PaddleClas' configs for ImageNet."""
    row = first("classification", model, epochs=200, samples=1281167, batch_size=64, gpus=4)
    assert row.key == "cnn"
    assert row.optimizer["weight_decay"] == weight_decay
