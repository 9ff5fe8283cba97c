"""Sections of a training config: which are needed for what."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.read_settings import read_epoch_length, read_schedule_settings, read_settings
from paddle_lrkit.config.yaml_loader import parse_yaml
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import LengthOptions

TWO = "Global: {updates: 10}\nOptimizer: {name: SGD, lr: Constant}\n"
TRAIN = "Train: {dataset: Digits, num_samples: 640}\n"


def test_a_schedule_needs_only_two_sections():
    settings = read_schedule_settings(parse_yaml(TWO, "c.yml"))
    assert (settings.Global.updates, settings.Optimizer.lr.name, settings.Train) == (10, "Constant", None)
    with pytest.raises(ConfigError, match=r"c.yml:1: the key 'Architecture' is missing"):
        read_settings(parse_yaml(TWO, "c.yml"))


def test_a_schedule_does_not_look_at_other_sections():
    document = parse_yaml(f"{TWO}{TRAIN}Architecture: 3\nTracker: {{color: red}}\n", "c.yml")
    assert read_schedule_settings(document).Train.num_samples == 640
    with pytest.raises(ConfigError, match=r"c.yml:[45]: "):
        read_settings(document)


def test_an_epoch_is_known_beside_a_wrong_optimizer():
    document = parse_yaml(f"Global: {{epochs: 3}}\nOptimizer: 3\n{TRAIN}", "c.yml")
    assert read_epoch_length(document, LengthOptions()) == 10
