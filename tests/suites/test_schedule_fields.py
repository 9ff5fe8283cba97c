"""The parts of a schedule and their keys, for each suite."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.ppdet.classes import CLASSES as PPDET
from paddle_lrkit.suites.ppocr.classes import CLASSES as PPOCR
from paddle_lrkit.suites.schedule_fields import class_arguments
from paddle_lrkit.suites.table import fields_of
from paddle_lrkit.units import LengthOptions


def fields(suite, data, **selection):
    return fields_of(suite).read(Document(data), Selection(**selection), 100)


def rules(suite, data):
    findings = check_config(data, CheckOptions(suite=suite, length=LengthOptions(100)))
    return {finding.rule: finding for finding in findings}


def test_values_of_a_section_have_their_path():
    at = SectionValues(Document({"a": {"b": [1, 2], "c": None}}), ("a",))
    assert at("b") == ConfigValue([1, 2], ("a", "b"))
    assert at("b").first == ConfigValue(1, ("a", "b"))
    assert (at("c"), at("d"), at.default(3, "d")) == (None, None, ConfigValue(3, ("a",), default_key="d"))


@pytest.mark.parametrize(("classes", "name"), [(CLASSES, "StepDecay"), (PPDET, "CosineDecay"), (PPOCR, "Cosine")])
def test_the_keys_of_a_class_are_those_of_its_signature(classes, name):
    (found,) = class_arguments((), {}, name, classes, ("epochs",))
    assert found.takes == tuple(key for key in classes[name].parameters if key != "epochs")
    assert class_arguments((), {}, "NoSuchClass", classes) == class_arguments((), {}, ["list"], classes) == ()


def test_paddleocr_never_uses_end_lr_of_decay_learning_rate():
    lr = {"name": "DecayLearningRate", "learning_rate": 0.1, "factor": 0.9, "end_lr": 0.01}
    found = rules("ppocr", {"Global": {"epoch_num": 9}, "Optimizer": {"lr": lr}})
    assert found["ignored-key"].key == "Optimizer.lr.end_lr"


def test_positional_arguments_have_the_index_as_key():
    config = {"epoch": 9, "LearningRate": {"schedulers": [Tagged("CosineDecay", [12, False])]}}
    assert fields("ppdet", config).span == ConfigValue(12, ("LearningRate", "schedulers", 0, 0))


def test_a_default_names_the_key_that_changes_it():
    config = {"epoch": 9, "LearningRate": {"schedulers": [{"name": "CosineDecay"}, {"name": "LinearWarmup"}]}}
    found = fields("ppdet", config)
    assert [(part.value, part.default_key) for part in (found.rate, found.span, found.warmup)] == [
        (0.01, "base_lr"),
        (1000, "max_epochs"),
        (500, "steps"),
    ]
    finding = rules("ppdet", config)["cosine-longer-than-run"]
    assert "(max_epochs is not given and is 1,000)" in finding.message
    assert finding.fix == "max_epochs: 9"


def test_a_contrib_program_of_paddleseg_ends_a_polynomial_at_0():
    config = {"iters": 100, "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.01}}
    assert fields("ppseg", config).default_floor.value == 1e-4
    assert fields("ppseg", config, variant="medicalseg").default_floor is None


def test_lengths_of_a_borrowed_section_stay_in_epochs():
    schedulers = [{"name": "CosineDecay", "max_epochs": 12}, {"name": "LinearWarmup", "epochs": 1}]
    config = {
        "Global": {"epochs": 9},
        "Train": {"num_samples": 1600, "loader": {"batch_size": 16}},
        "LearningRate": {"base_lr": 0.1, "schedulers": schedulers},
        "OptimizerBuilder": {"optimizer": {"type": "Momentum"}},
    }
    assert rules("lrkit", config)["cosine-longer-than-run"].fix == "max_epochs: 9"
    schedulers[0]["use_warmup"] = False
    assert rules("lrkit", config)["warmup-ignored"].key == "LearningRate.schedulers.1"


@pytest.mark.parametrize(
    ("suite", "data", "count"),
    [
        ("ppcls", {"Global": {"epochs": 9, "update_freq": 4}, "Optimizer": {"lr": {"learning_rate": 0.1}}}, 4),
        ("ppnlp", {"max_steps": 9, "gradient_accumulation_steps": 3}, 3),
        ("lrkit", {"Global": {"epochs": 9, "accumulate_steps": 2}, "Optimizer": {"lr": {"name": "Constant"}}}, 2),
    ],
)
def test_batches_in_an_update(suite, data, count):
    assert fields(suite, data).accumulation.value == count
