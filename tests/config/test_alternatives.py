"""Keys of which a config gives only one, in overrides, in children and in one file."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_schedule_settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

TEXT = """Global: {epochs: 3}
Optimizer:
  name: SGD
  lr: {name: Constant, learning_rate: 0.1, warmup: 2it, warmup_start_lr: 0.01}
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "c.yml"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize(
    ("override", "left", "replaced"),
    [
        ("Global.updates=6", {"updates": 6}, "Global.epochs of {}:1"),
        ("Global.samples=1000", {"samples": 1000}, "Global.epochs of {}:1"),
        ("Global.epochs=6", {"epochs": 6}, None),
    ],
)
def test_an_override_replaces_its_alternative_and_says_so(config, override, left, replaced):
    document = load_config(config, [override])
    assert document.data["Global"] == left
    assert document.replaced == (() if replaced is None else (f"-o {override} replaces {replaced.format(config)}",))
    read_schedule_settings(document)


def test_the_last_of_two_overrides_holds(config):
    document = load_config(config, ["Global.updates=6", "Global.samples=900", "Optimizer.lr.warmup_start_factor=0.5"])
    assert document.data["Global"] == {"samples": 900}
    assert document.data["Optimizer"]["lr"] == {
        "name": "Constant",
        "learning_rate": 0.1,
        "warmup": "2it",
        "warmup_start_factor": 0.5,
    }
    assert document.replaced[1] == "-o Global.samples=900 replaces Global.updates of -o Global.updates=6"


def test_a_whole_section_replaces_that_of_the_other_dialect(config):
    rate = "LearningRate={base_lr: 0.2, schedulers: []}"
    assert "Optimizer" not in load_config(config, [rate, "Global.updates=6"]).data


def test_null_replaces_nothing(config):
    assert load_config(config, ["Global.updates=null"]).data["Global"]["epochs"] == 3


def test_a_child_replaces_the_alternative_of_its_base(config, tmp_path):
    child = tmp_path / "child.yml"
    child.write_text("_BASE_: c.yml\nGlobal: {updates: 7}\nOptimizer: {lr: {warmup_start_factor: 0.25}}\n")
    schedule = load_schedule(child)
    assert (schedule.total_updates, schedule.curve(0)) == (7, 0.025)
    assert load_config(config).data["Global"] == {"epochs": 3}


def test_a_file_with_both_is_refused(tmp_path):
    path = tmp_path / "both.yml"
    path.write_text(TEXT.replace("epochs: 3", "epochs: 3, updates: 6"))
    with pytest.raises(ConfigError, match="give the length of the run as one of 'epochs', 'updates' and 'samples'"):
        read_schedule_settings(load_config(path))
