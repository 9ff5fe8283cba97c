"""Commands that take a FILE read the configs of every suite."""

import json

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.curve import command as curve
from paddle_lrkit.cli.plot import command as plot
from paddle_lrkit.errors import ConfigError

DETECTION = "epoch: 2\nLearningRate: {base_lr: 0.1}\nTrainReader: {batch_size: 2}\n"
UNCLEAR = "Global: {epochs: 2}\nOptimizer: {name: SGD, lr: {name: Cosine, learning_rate: 0.1}}\n"


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "config.yml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)


def test_the_updates_of_an_epoch_are_counted(write):
    path = write(DETECTION)
    counted = run(curve, path, "--images", 100, "--gpus", 5, "--at", "0", "--json")
    assert json.loads(counted.output)["steps_per_epoch"] == 10
    wider = run(curve, path, "--images", 100, "--batch-size", 20, "--at", "0", "--json")
    assert json.loads(wider.output)["total_updates"] == 10
    assert "--steps-per-epoch" in str(run(curve, path).exception)
    assert "--batch-size" in run(curve, path, "--images", 100, "--batch-size", 0).exception.format_message()


def test_a_suite_can_be_named(write):
    path = write(UNCLEAR)
    assert "lrkit and ppcls" in str(run(curve, path, "--steps-per-epoch", 10).exception)
    named = run(curve, path, "--steps-per-epoch", 10, "--suite", "ppcls", "--at", "0", "--json")
    assert json.loads(named.output)["suite"] == "ppcls"
    assert run(plot, path, "--steps-per-epoch", 10, "--suite", "ppcls").exit_code == 0


def test_variant_and_optimizer(write):
    path = write("{learning_rate: 1e-4, max_steps: 10, warmup_steps: 5}")
    ahead = run(curve, path, "--variant", "run_pretrain", "--at", "0", "--json")
    assert json.loads(ahead.output)["lr"] == [pytest.approx(2e-5)]
    several = write(
        "Global: {epochs: 2}\nOptimizer:\n"
        "- SGD: {scope: all, lr: {name: ConstLR, learning_rate: 0.1}}\n"
        "- SGD: {scope: all, lr: {name: ConstLR, learning_rate: 0.2}}\n"
    )
    second = run(curve, several, "--optimizer-index", 1, "--steps-per-epoch", 3, "--at", "0", "--json")
    assert json.loads(second.output)["lr"] == [0.2]
    assert isinstance(run(curve, several, "--optimizer-index", 2, "--steps-per-epoch", 3).exception, ConfigError)
