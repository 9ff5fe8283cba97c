"""A few updates of warmup are a warmup where they are a part of a short run."""

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.units import LengthOptions


@pytest.mark.parametrize(("steps", "found"), [(None, True), (1000, True), (10, False)])
def test_few_updates_look_like_epochs_only_in_a_long_run(steps, found):
    train = {"epochs_iters": 40, "batch_size": 1, "learning_rate": 0.01, "warmup_steps": 8}
    config = {"Global": {"model": "FasterRCNN-ResNet50-FPN"}, "Train": train}
    rules = {each.rule for each in check_config(config, CheckOptions(length=LengthOptions(steps)))}
    assert ("unit-of-module" in rules) is found
