"""Rates that go with the samples in an update: what is drawn, what is refused."""

from __future__ import annotations

import pytest

from paddle_lrkit.cli.main import main
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source

LR = {"name": "Cosine", "learning_rate": 0.1, "eta_min": 0.01, "warmup": "10it", "warmup_start_lr": 0.02}


def config(**optimizer):
    return {
        "Global": {"updates": 100, "accumulate_steps": 2},
        "Optimizer": {"name": "SGD", "lr": LR, **optimizer},
        "Train": {"dataset": {"name": "Digits"}, "loader": {"batch_size": 16}},
    }


@pytest.mark.parametrize(("rule", "world", "factor"), [("linear", 1, 0.5), ("linear", 4, 2.0), ("sqrt", 8, 2.0)])
def test_every_rate_is_multiplied(rule, world, factor):
    written = load_schedule(config(), world_size=world)
    scaled = load_schedule(config(base_batch_size=64, batch_scaling=rule), world_size=world)
    assert scaled.rate_factor == factor
    assert (scaled.warmup_updates, scaled.total_updates) == (10, 100)
    for update in (0, 5, 10, 60, 99, 150):
        assert scaled.curve(update) == pytest.approx(factor * written.curve(update), rel=1e-12)


def test_the_base_alone_changes_nothing():
    assert load_schedule(config(base_batch_size=64)).curve == load_schedule(config()).curve


def test_at_the_base_itself_the_curve_is_the_same():
    scaled = load_schedule(config(base_batch_size=64, batch_scaling="linear"), world_size=2)
    assert scaled.curve == load_schedule(config()).curve
    assert scaled.rate_factor == 1


def test_a_plateau_rule_is_multiplied_too():
    rule = {"name": "ReduceOnPlateau", "learning_rate": 0.1, "min_lr": 0.001, "metric": "loss"}
    plateau = load_schedule(config(lr=rule, base_batch_size=16, batch_scaling="linear")).plateau
    assert plateau is not None
    assert (plateau.learning_rate, plateau.min_lr) == (0.2, 0.002)


@pytest.mark.parametrize(
    ("optimizer", "message"),
    [
        ({"batch_scaling": "linear"}, r"Optimizer\.batch_scaling: needs base_batch_size"),
        ({"batch_scaling": "cubic", "base_batch_size": 64}, r"Optimizer\.batch_scaling: .*linear.*sqrt"),
        ({"base_batch_size": 0}, r"Optimizer\.base_batch_size: must be >= 1"),
    ],
)
def test_wrong_keys_are_refused(optimizer, message):
    with pytest.raises(ConfigError, match=message):
        load_schedule(config(**optimizer))


def test_without_a_batch_size_there_is_nothing_to_scale_by():
    without = {key: value for key, value in config(base_batch_size=64, batch_scaling="sqrt").items() if key != "Train"}
    with pytest.raises(ConfigError, match=r"Optimizer\.batch_scaling: needs the samples in an update"):
        load_schedule(without)


TEXT = """
Global: {updates: 100}
Optimizer: {name: SGD, lr: {name: Cosine, learning_rate: 0.1}, base_batch_size: 64, batch_scaling: linear}
Train: {dataset: {name: Digits}, loader: {batch_size: 16}}
"""


def test_the_printed_curve_says_it(tmp_path, capsys):
    file = tmp_path / "a.yml"
    file.write_text(TEXT)
    with pytest.raises(SystemExit):
        main(["curve", str(file), "--gpus", "2", "--at", "0"])
    heading, *_, row = capsys.readouterr().out.splitlines()
    assert heading.endswith("rates times 0.5 for the batch size")
    assert row.split()[-1] == "0.05"


def test_rescale_refuses_what_is_scaled_when_it_is_read(tmp_path):
    file = tmp_path / "a.yml"
    file.write_text(TEXT)
    with pytest.raises(UsageError, match=r"Optimizer\.batch_scaling scales the rate"):
        rescaled(open_source(str(file), "lrkit"), str(file), BatchChange(Change(1, 2)))
