"""Which suite a config belongs to."""

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.detect import detect

COSINE = {"name": "Cosine", "learning_rate": 0.1}
KNOWN = [
    ("ppdet", {"epoch": 12, "LearningRate": {}}),
    ("ppdet", {"LearningRate": {"base_lr": 0.01}, "TrainReader": {"batch_size": 2}}),
    ("ppcls", {"Global": {"epochs": 9}, "Arch": {}, "Optimizer": {"name": "Momentum", "lr": COSINE}}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": {"lr": COSINE}}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {**COSINE, "warmup_epoch": 1}}}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": [{"SGD": {"scope": "all", "lr": COSINE}}]}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {"name": "ConstLR", "learning_rate": 1.0}}}),
    ("ppocr", {"Global": {"epoch_num": 9}, "Architecture": {}, "Optimizer": {"name": "Adam", "lr": COSINE}}),
    ("ppseg", {"iters": 9, "lr_scheduler": {"type": "StepDecay"}}),
    ("ppseg", {"iters": 9, "learning_rate": {"value": 0.1, "decay": {"type": "poly"}}}),
    ("ppnlp", {"learning_rate": 1e-4, "num_train_epochs": 3}),
    ("ppnlp", {"d_model": 512, "warmup_steps": 4000, "learning_rate": 2.0}),
    ("ppnlp", {"Optimizer": {"lr": {"name": "CosineAnnealingWithWarmupDecay", "max_lr": 1e-4}}}),
    ("lrkit", {"Global": {"epochs": 9}, "Architecture": {}, "Optimizer": {"name": "SGD", "lr": COSINE}}),
    (
        "lrkit",
        {
            "Global": {"epochs": 9},
            "Architecture": {},
            "Optimizer": {"name": "SGD", "lr": {"name": "OneCycleLR", "max_learning_rate": 0.1}},
        },
    ),
    ("lrkit", {"Global": {"updates": 9}, "Optimizer": {"name": "SGD", "lr": COSINE}}),
    ("lrkit", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {**COSINE, "warmup": "1ep"}}}),
    ("lrkit", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {**COSINE, "T_max": "10%"}}}),
    ("lrkit", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {"name": "WSD", "learning_rate": 0.1}}}),
]


@pytest.mark.parametrize(("suite", "data"), KNOWN)
def test_by_its_keys(suite, data):
    assert detect(data) == suite


@pytest.mark.parametrize("data", [{}, {"a": 1}, {"Global": {"epochs": 3}}, {"Optimizer": {"name": "SGD"}}])
def test_no_suite(data):
    with pytest.raises(ConfigError, match="no suite has these keys"):
        detect(data)


def test_an_empty_config_is_called_empty():
    with pytest.raises(ConfigError, match=r"a\.yml: is empty"):
        detect({}, "a.yml")


def test_two_suites_are_both_named():
    data = {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": COSINE}}
    with pytest.raises(ConfigError, match=r"lrkit and ppcls; say which one with --suite lrkit or ppcls"):
        detect(data)
    assert load_schedule(data, suite="ppcls", steps_per_epoch=10).suite == "ppcls"
    assert load_schedule(data, suite="lrkit", steps_per_epoch=10).suite == "lrkit"
    with pytest.raises(ConfigError, match="ppdet and ppseg"):
        detect({"LearningRate": {}, "lr_scheduler": {}})


def test_a_suite_and_a_variant_must_be_known():
    with pytest.raises(ConfigError, match="did you mean 'ppcls'"):
        load_schedule(KNOWN[2][1], suite="ppclas")
    with pytest.raises(ConfigError, match="no variants"):
        load_schedule(KNOWN[2][1], variant="trainer", steps_per_epoch=3)
    with pytest.raises(ConfigError, match="must be one of"):
        load_schedule({"learning_rate": 0.1, "max_steps": 3}, variant="medicalseg")
