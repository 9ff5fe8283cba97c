"""Rates beside the suites' recipes: the numbers of the finding, and that its advice and `lrkit rescale` silence it."""

import copy
import math
import re

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import find_rule
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.recipes import recipes_of
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions
from tests.bounds import write

RULE = find_rule("rate-off-recipe")
FORMS = {
    "ppdet": (
        ("LearningRate", "base_lr"),
        ("TrainReader", "batch_size"),
        ("OptimizerBuilder", "optimizer", "type"),
        {"epoch": 12, "LearningRate": {"schedulers": [{"name": "CosineDecay", "max_epochs": 12, "use_warmup": False}]}},
    ),
    "ppcls": (
        ("Optimizer", "lr", "learning_rate"),
        ("DataLoader", "Train", "sampler", "batch_size"),
        ("Optimizer", "name"),
        {"Global": {"epochs": 120}, "Optimizer": {"lr": {"name": "Cosine"}}},
    ),
    "ppseg": (
        ("lr_scheduler", "learning_rate"),
        ("batch_size",),
        ("optimizer", "type"),
        {"iters": 80000, "lr_scheduler": {"type": "PolynomialDecay", "end_lr": 0, "power": 0.9}},
    ),
    "ppocr": (
        ("Optimizer", "lr", "learning_rate"),
        ("Train", "loader", "batch_size_per_card"),
        ("Optimizer", "name"),
        {"Global": {"epoch_num": 500}, "Optimizer": {"lr": {"name": "Cosine"}}},
    ),
}
RECIPES = [(suite, recipe) for suite in FORMS for recipe in recipes_of(suite)]
FASTER = next(recipe for suite, recipe in RECIPES if recipe.key == "faster-rcnn")
DB = next(recipe for suite, recipe in RECIPES if recipe.key == "db")


def put(config, path, value):
    for key in path[:-1]:
        config = config.setdefault(key, {})
    config[path[-1]] = value


def config_of(suite, recipe, rate=None, batch=None, **more):
    """A config of the recipe's model."""
    rate_key, batch_key, optimizer_key, base = FORMS[suite]
    config = copy.deepcopy(base)
    for key, (value, *_) in recipe.when.items():
        put(config, key.replace("*.", "Model.").split("."), value.replace("*", ""))
    put(config, optimizer_key, recipe.optimizer)
    put(config, rate_key, rate or recipe.rate)
    put(config, batch_key, batch or recipe.batch)
    if recipe.accumulation > 1:
        put(config, ("Global", "update_freq"), recipe.accumulation)
    return config | more


def findings(suite, config, gpus=None):
    return check_config(config, CheckOptions((RULE,), suite, length=LengthOptions(50, world_size=gpus)))


def rate_in(text):
    return float(re.search(r": ([\d.e-]+)", text)[1])


@pytest.mark.parametrize(
    ("rate", "batch", "gpus", "severity", "right"),
    [
        (0.01, 1, 1, "warning", 0.00125),  # the config of the suite on one GPU: an eighth
        (0.02, 2, 1, "warning", 0.0025),
        (0.01, 1, 2, "warning", 0.0025),
        (0.1, 2, 8, "warning", 0.02),
        (0.0025, 2, 8, "info", 0.02),  # rescaled for one GPU, run on eight
        (0.1, 2, None, "info", 0.02),
    ],
)
def test_the_rate_that_is_right(rate, batch, gpus, severity, right):
    (found,) = findings("ppdet", config_of("ppdet", FASTER, rate, batch), gpus)
    assert found.severity == severity
    assert rate_in(found.fix) == pytest.approx(right)
    assert "PaddleDetection's recipe for Faster R-CNN: 0.01 for 8 GPUs x 1 = 8 samples (configs/" in found.message
    assert found.key == "LearningRate.base_lr"


@pytest.mark.parametrize(
    ("rate", "batch", "gpus"),
    [
        (0.0025, 2, 1),
        (0.00125, 1, 1),
        (0.005, 1, 4),
        (0.02, 2, 8),
        (0.01, 1, 4),  # twice the recipe's is within the tolerance
        (0.0001, 2, 1),  # a small rate is right for fine-tuning
        (0.0001, 2, None),
        (0.0001, 2, 8),
    ],
)
def test_rates_that_are_right_or_meant(rate, batch, gpus):
    assert findings("ppdet", config_of("ppdet", FASTER, rate, batch), gpus) == []


def test_the_way_to_a_whole_config_is_named_where_the_rate_is_the_recipes():
    (found,) = findings("ppdet", config_of("ppdet", FASTER), 1)
    assert "lrkit rescale FILE --gpus 8:1" in found.fix
    (other,) = findings("ppdet", config_of("ppdet", FASTER, 0.013), 1)
    assert "rescale" not in other.fix


def test_adam_goes_with_the_square_root():
    (found,) = findings("ppocr", config_of("ppocr", DB), 1)
    assert rate_in(found.fix) == pytest.approx(0.001 / math.sqrt(8), rel=0.005)
    assert "scaled by the square root" in found.message
    assert findings("ppocr", config_of("ppocr", DB, 0.001 / 8), 1) == []  # as PaddleOCR's documents have it


def test_without_the_number_of_gpus_own_data_is_told_for_how_many_the_rate_is():
    (found,) = findings("ppdet", config_of("ppdet", FASTER, 0.02, 2, TrainDataset={"dataset_dir": "dataset/roads"}))
    assert found.severity == "info"
    assert found.message.startswith("0.02 for 8 GPUs x 2 = 16 samples is the rate of PaddleDetection's recipe")
    assert found.fix == "base_lr: 0.0025  # on one GPU; on 8 give --gpus 8"
    assert findings("ppdet", config_of("ppdet", FASTER, TrainDataset={"dataset_dir": "dataset/coco"})) == []


def test_a_comment_with_the_number_of_gpus(tmp_path):
    from paddle_lrkit.lint.engine import check_file

    file = tmp_path / "config.yml"
    text = "architecture: FasterRCNN\nepoch: 12\nTrainReader: {batch_size: 1}\nLearningRate: {base_lr: 0.01}"
    for comment, number in (("", 1), ("  # for 8 GPUs", 0)):
        file.write_text(text + comment + "\n", encoding="utf-8")
        assert len(check_file(str(file), CheckOptions((RULE,), "ppdet"))) == number


@pytest.mark.parametrize(
    "change",
    [
        {"architecture": "MyNet"},
        {"OptimizerBuilder": {"optimizer": {"type": "AdamW"}}},
        {"TrainReader": {}},
        {"TrainReader": {"batch_size": -1}},
        {"TrainReader": {"batch_size": "two"}},
    ],
)
def test_what_is_not_known_is_not_judged(change):
    assert findings("ppdet", config_of("ppdet", FASTER) | change, 1) == []


def test_beyond_8192_samples_the_linear_rule_is_not_known():
    assert findings("ppdet", config_of("ppdet", FASTER, 100.0, 2048), 8) == []


def test_a_list_of_rates_is_changed_as_a_whole():
    resnet = next(recipe for suite, recipe in RECIPES if recipe.key == "resnet")
    config = config_of("ppcls", resnet)
    config["Optimizer"]["lr"] = {"name": "Piecewise", "decay_epochs": [30, 60], "values": [0.1, 0.01, 0.001]}
    (found,) = findings("ppcls", config, 1)
    assert found.fix.startswith("values: [0.025, 0.0025, 0.00025]  # ")


@pytest.mark.parametrize(("suite", "recipe"), RECIPES, ids=lambda value: getattr(value, "key", value))
def test_a_recipe_is_right_on_its_gpus_and_its_advice_on_one(suite, recipe):
    config = config_of(suite, recipe)
    assert findings(suite, config, recipe.gpus) == []
    adam = recipe.optimizer not in ("SGD", "Momentum")
    right = recipe.rate / (math.sqrt(recipe.gpus) if adam else recipe.gpus)
    found = findings(suite, config, 1)
    assert [finding.severity for finding in found] == ["warning"] * (recipe.rate > 2.001 * right)
    for finding in found:
        assert rate_in(finding.fix) == pytest.approx(right, rel=0.005)
        assert findings(suite, config_of(suite, recipe, rate_in(finding.fix)), 1) == []


@pytest.mark.parametrize("gpus", [1, 16])
@pytest.mark.parametrize(("suite", "recipe"), RECIPES, ids=lambda value: getattr(value, "key", value))
def test_what_rescale_writes_is_right(suite, recipe, gpus, tmp_path):
    file = write(tmp_path, config_of(suite, recipe))
    change = BatchChange(Change(recipe.gpus, gpus))
    written = rescaled(open_source(file, suite), file, change, LengthOptions(images=512_000)).config
    assert findings(suite, written.source.document.data, gpus) == []
