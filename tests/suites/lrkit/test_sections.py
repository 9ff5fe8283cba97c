"""The keys of our own config that `lrkit check` knows."""

import pytest

from paddle_lrkit.config.shipped import shipped_configs
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config


def unknown(file):
    return [finding for finding in check_config(str(file), CheckOptions()) if finding.rule == "unknown-key"]


@pytest.mark.parametrize("one", shipped_configs(), ids=lambda one: one.name)
def test_no_key_of_a_shipped_config_is_unknown(one):
    assert unknown(one.file) == []


@pytest.mark.parametrize("key", ["momentum", "trust_coefficient", "ns_steps", "d0"])
def test_arguments_of_an_optimizer_are_known_and_near_ones_are_not(tmp_path, key):
    text = (
        "Global: {{epochs: 2}}\nArchitecture: X\nTrain: {{dataset: X, num_samples: 640}}\n"
        "Optimizer: {{name: {}, lr: {{name: Constant, learning_rate: 0.1}}, {}: 0.9}}\n"
    )
    owner = {"momentum": "Momentum", "trust_coefficient": "LARS", "ns_steps": "Muon", "d0": "Prodigy"}[key]
    file = tmp_path / "c.yml"
    file.write_text(text.format(owner, key), encoding="utf-8")
    assert unknown(file) == []
    file.write_text(text.format(owner, f"{key}x"), encoding="utf-8")
    assert [finding.key for finding in unknown(file)] == [f"Optimizer.{key}x"]
