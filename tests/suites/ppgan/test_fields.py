"""Which key of a PaddleGAN config holds which part of the schedule."""

import copy
import math

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.table import fields_of
from paddle_lrkit.units import LengthOptions

RESTARTS = {
    "total_iters": 90,
    "dataset": {"train": {"batch_size": 4}},
    "optimizer": {"optimG": {"name": "Adam"}},
    "lr_scheduler": {"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": [90], "eta_min": 0.001},
}
LINEAR = {
    "epochs": 9,
    "total_iters": 90,
    "lr_scheduler": {
        "name": "LinearDecay",
        "learning_rate": 0.1,
        "start_epoch": 5,
        "decay_epochs": 4,
        "iters_per_epoch": 1,
    },
}
MOTION = {
    "epochs": 9,
    "model": {"name": "FirstOrderModel"},
    "lr_scheduler": {
        "epoch_milestones": [60],
        "lr_kp_detector": 0.1,
        "lr_generator": 0.2,
        "lr_discriminator": 0.3,
    },
}
ALL = {"restarts": RESTARTS, "linear": LINEAR, "motion": MOTION}


def fields(config, **selection):
    return fields_of("ppgan").read(Document(config), Selection(**selection), None)


def kinds(config):
    return {part.item.path[-1]: part.kind for part in fields(config).quantities}


def test_the_parts_of_a_cosine():
    found = fields(RESTARTS)
    assert (found.shape, found.span.path, found.span.value) == ("cosine", ("lr_scheduler", "periods", 0), 90)
    assert (found.floor.value, found.batch.value, found.optimizer, found.run_unit) == (0.001, 4, "Adam", "it")
    assert kinds(RESTARTS) == {"learning_rate": "rate", "eta_min": "rate", "periods": "period"}
    several = copy.deepcopy(RESTARTS)
    several["lr_scheduler"] |= {"periods": [40, 50], "restart_weights": [1, 1]}
    assert (fields(several).shape, fields(several).span) == ("other", None)


def test_the_lengths_of_the_linear_decay_are_epochs():
    found = fields(LINEAR)
    assert (found.run.path, found.run_unit, found.unit) == (("epochs",), "ep", "ep")
    assert [unused.path[-1] for unused, _ in found.overridden] == ["total_iters"]
    assert kinds(LINEAR) == {"learning_rate": "rate"}


def test_each_network_has_its_rate():
    assert fields(MOTION, optimizer_index=1).rate.path[-1] == "lr_generator"
    assert fields(MOTION, entry="firstorder:dis").rate.value == 0.3
    assert kinds(MOTION)["epoch_milestones"] == "updates"
    assert fields({"epochs": 3, "lr_scheduler": 0.1}) is None


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, {1: 2}, math.nan, 10**30, "x", True], ids=str)
@pytest.mark.parametrize("name", ALL)
def test_any_value_is_checked(name, value):
    options = CheckOptions(suite="ppgan", length=LengthOptions(20))
    for key in ALL[name]:
        config = copy.deepcopy(ALL[name])
        config[key] = value
        assert isinstance(check_config(config, options), list)
        for inner in ALL[name][key] if isinstance(ALL[name][key], dict) else ():
            config[key] = {**ALL[name][key], inner: value}
            assert isinstance(check_config(config, options), list)
