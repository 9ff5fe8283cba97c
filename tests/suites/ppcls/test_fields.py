"""The keys of PaddleClas' classes as the linter knows them."""

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.ppcls.classes import CLASSES
from paddle_lrkit.units import LengthOptions

GIVEN = {
    "ConstLR": {"learning_rate": 0.1},
    "Constant": {"learning_rate": 0.1},
    "Cosine": {"learning_rate": 0.1},
    "CosineFixmatch": {"learning_rate": 0.1, "num_warmup_steps": 10},
    "Cyclic": {
        "base_learning_rate": 0.01,
        "max_learning_rate": 0.1,
        "warmup_epoch": 1,
        "warmup_start_lr": 0.001,
        "step_size_up": 20,
    },
    "Linear": {"learning_rate": 0.1},
    "MultiStepDecay": {"learning_rate": 0.1, "milestones": [10, 20]},
    "OneCycleLR": {"max_learning_rate": 0.1},
    "Piecewise": {"decay_epochs": [10, 20], "values": [0.1, 0.01, 0.001]},
    "ReduceOnPlateau": {"learning_rate": 0.1, "by_epoch": True},
    "Step": {"learning_rate": 0.1, "step_size": 10, "gamma": 0.1},
}
REFUSING = ("CosineFixmatch", "Cyclic", "OneCycleLR")


def keys_found(name, **lr):
    config = {"Global": {"epochs": 30}, "Optimizer": {"lr": {"name": name, **GIVEN[name], **lr}}}
    findings = check_config(config, CheckOptions(suite="ppcls", length=LengthOptions(100)))
    rules = ("ignored-key", "unknown-key", "overwritten-key")
    return [(finding.rule, finding.key.rpartition(".")[2]) for finding in findings if finding.rule in rules]


def test_every_class_is_tried():
    assert GIVEN.keys() == CLASSES.keys()


@pytest.mark.parametrize("name", CLASSES)
def test_a_key_that_the_class_does_not_have_is_found(name):
    assert keys_found(name) == []
    assert keys_found(name, momentum=0.9) == [("unknown-key" if name in REFUSING else "ignored-key", "momentum")]


@pytest.mark.parametrize("name", CLASSES)
def test_keys_that_paddleclas_computes_are_found(name):
    assert sorted(keys_found(name, epochs=9, step_each_epoch=5)) == [
        ("overwritten-key", "epochs"),
        ("overwritten-key", "step_each_epoch"),
    ]


@pytest.mark.parametrize("name", CLASSES)
def test_verbose_is_ignored_by_all_but_two(name):
    taken = name in ("Cyclic", "OneCycleLR")
    refused = "unknown-key" if name == "CosineFixmatch" else "ignored-key"
    assert keys_found(name, verbose=True) == ([] if taken else [(refused, "verbose")])
