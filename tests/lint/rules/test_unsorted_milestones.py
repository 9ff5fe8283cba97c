"""Milestones must ascend, except for a class that counts those that are passed."""

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.units import LengthOptions

OWN = {"name": "CustomWarmupAdjustDecay", "step_base_lr": 0.1, "warmup_epochs": 2, "lr_decay_rate": 0.1}


@pytest.mark.parametrize(
    ("lr", "found"),
    [
        ({**OWN, "boundaries": [20, 10], "num_iters": 1}, False),
        ({"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [20, 10]}, True),
    ],
)
def test_any_order_is_allowed_where_the_class_counts(lr, found):
    config = {"epochs": 30, "OPTIMIZER": {"learning_rate": lr}}
    rules = {each.rule for each in check_config(config, CheckOptions(suite="ppvideo", length=LengthOptions(10)))}
    assert ("unsorted-milestones" in rules) is found
