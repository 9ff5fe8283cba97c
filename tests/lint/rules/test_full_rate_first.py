"""A first rate that is high before a warmup, and one that falls for good."""

import pytest
import yaml

from paddle_lrkit.lint.engine import check_file

TIMM = {"name": "TimmCosine", "learning_rate": 0.1, "warmup_epoch": 5, "warmup_start_lr": 1e-6}
HOOK = {"name": "LRSchedulerHook", "unit": "epoch"}


@pytest.mark.parametrize(
    ("config", "fires"),
    [
        ({"epochs": 90, "lr_scheduler": {**TIMM, "T_max": 90}, "lr_config": HOOK}, True),
        ({"epochs": 90, "lr_scheduler": {**TIMM, "warmup_epoch": 0, "T_max": 90}, "lr_config": HOOK}, False),
        ({"Global": {"epochs": 90}, "LRScheduler": {**TIMM, "decay_unit": "epoch"}}, False),
        ({"Global": {"epochs": 90}, "LRScheduler": {**TIMM, "decay_unit": "epoch", "last_epoch": 5}}, True),
        (
            {"epochs": 90, "lr_scheduler": {"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [1, 60]}},
            False,
        ),
    ],
)
def test_it_needs_a_fall_and_a_rise(config, fires, tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(yaml.safe_dump(config))
    found = [one for one in check_file(str(file)) if one.rule == "full-rate-first"]
    assert bool(found) is fires
