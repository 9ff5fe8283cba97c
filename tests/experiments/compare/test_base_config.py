"""Configs that a comparison accepts and refuses."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.compare.base_config import load_base_config
from tests.experiments.compare.configs import CONFIG, base_of, write


def test_the_properties_of_a_config(base):
    assert (base.name, base.seed, base.has_test) == ("softmax", 0, True)
    assert (base.schedule.total_updates, base.schedule.peak_lr) == (20, 0.3)
    assert base.warmup == {"warmup": "1ep"}


def test_without_test_data(tmp_path):
    assert not base_of(tmp_path, CONFIG.replace("Test:", "Tset:", 1).split("Tset:")[0]).has_test


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Eval:", "Tokenizer: null\nTest2:", "unknown section"),
        ("  num_samples: 1150\n", "", "num_samples"),
        ("lr: {name: CosineAnnealingDecay, learning_rate: 0.3, eta_min: 0.003, warmup: 1ep}", "lr: Constant", "rate"),
        ("learning_rate: 0.3, eta_min: 0.003", "learning_rate: 0", "peak of the rate is 0"),
        ("learning_rate: 0.3", "lerning_rate: 0.3", "did you mean 'learning_rate'"),
    ],
)
def test_a_config_without_a_needed_setting_is_refused(tmp_path, old, new, message):
    with pytest.raises(ConfigError, match=message):
        base_of(tmp_path, CONFIG.replace(old, new, 1))


def test_a_config_without_eval(tmp_path):
    with pytest.raises(ConfigError, match="'Eval' is missing"):
        load_base_config(write(tmp_path), ["Eval=null"])


def test_a_test_section_is_checked(tmp_path):
    with pytest.raises(ConfigError, match=r"Test\.dataset.*'name' is missing"):
        load_base_config(write(tmp_path), ["Test.dataset={split: test}"])
