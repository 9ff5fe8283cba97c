"""Merged checkpoints of trained runs: evaluation, export, and statistics that are measured again."""

from __future__ import annotations

import json

import numpy as np
import paddle
import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.eval import command as eval_command
from paddle_lrkit.cli.merge import command as merge_command
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint
from paddle_lrkit.train.recalibrate import recalibrate_checkpoint
from paddle_lrkit.train.trained_model import load_trained_model
from paddle_lrkit.units import parse_duration

CONSTANT = ("Global.epochs=2", "Global.save_every=2it", "Optimizer.lr={name: Constant, learning_rate: 0.05}")


def invoke(command, *arguments):
    return json.loads(CliRunner().invoke(command, [*map(str, arguments), "--json"], catch_exceptions=False).stdout)


@pytest.fixture
def constant(train_tiny):
    """A run of 22 updates with one rate."""
    return train_tiny("run", *CONSTANT)[0]


def average(report, run, name):
    """The weighted average of a tensor over the checkpoints of a report."""
    arrays = [load_checkpoint(run / "checkpoints" / used["name"])[0]["model"][name] for used in report["checkpoints"]]
    weights = [used["weight"] for used in report["checkpoints"]]
    return sum(weight * array.numpy().astype(np.float64) for weight, array in zip(weights, arrays, strict=True))


def test_eval_takes_the_average_and_a_resume_refuses_it(constant, open_tiny):
    report = invoke(merge_command, constant.run.path, "--emulate", "linear:16it")
    assert (report["batch_norms"], len(report["checkpoints"])) == (1, 9)
    metrics = invoke(eval_command, "--checkpoint", report["checkpoint"])
    assert metrics["updates"] == 22
    merged = load_trained_model(report["checkpoint"], device="cpu")
    for name in ("head.weight", "norm._mean"):
        expected = average(report, constant.run.path, name).astype("float32")
        np.testing.assert_array_equal(merged.engine.model.state_dict()[name].numpy(), expected)
    with pytest.raises(CheckpointError, match="merged from other checkpoints, for eval and export"):
        open_tiny("run", *CONSTANT, resume=report["checkpoint"])
    assert open_tiny("run", *CONSTANT, resume=str(constant.run.path)).state.update == 22


def test_statistics_are_the_means_over_the_batches(constant, tmp_path):
    options = ["--emulate", "linear:16it", "--recalibrate", "3it", "-O", tmp_path / "merged"]
    report = invoke(merge_command, constant.run.path, *options)
    assert (report["recalibrated"], report["checkpoint"]) == (3, str(tmp_path / "merged"))
    trained = load_trained_model(report["checkpoint"], device="cpu")
    model, batches = trained.engine.model, iter(trained.task.train_batches(0))
    hidden = [model.conv(next(batches).images) for _ in range(3)]
    means, variances = (
        [function(values, axis=[0, 2, 3]) for values in hidden] for function in (paddle.mean, paddle.var)
    )
    np.testing.assert_allclose(model.norm._mean.numpy(), np.mean([mean.numpy() for mean in means], axis=0), atol=1e-5)
    np.testing.assert_allclose(
        model.norm._variance.numpy(), np.mean([variance.numpy() for variance in variances], axis=0), rtol=2e-3
    )
    np.testing.assert_array_equal(
        model.head.weight.numpy(), average(report, constant.run.path, "head.weight").astype("float32")
    )
    assert model.norm._momentum == 0.9


def test_an_average_of_averages_is_evaluated(train_tiny):
    session, _ = train_tiny("run", *CONSTANT, "Global.ema_decay=0.5")
    report = invoke(merge_command, session.run.path, "--emulate", "linear:16it", "--recalibrate", "1it")
    saved = load_checkpoint(session.run.checkpoint(report["checkpoints"][-1]["name"]))[0]
    merged = load_checkpoint(session.run.path / "checkpoints" / "merged_linear_6-22", needed=())[0]
    assert merged.keys() == {"model", "ema"}
    assert merged["ema"].keys() == saved["ema"].keys()
    assert 0 < invoke(eval_command, "--checkpoint", report["checkpoint"])["accuracy"] <= 1


def test_no_batch_and_another_checkpoint_are_refused(constant):
    with pytest.raises(CheckpointError, match="not a merged checkpoint; its optimizer state would be lost"):
        recalibrate_checkpoint(constant.run.path, parse_duration("1it"), "cpu")
    report = invoke(merge_command, constant.run.path, "--emulate", "linear:16it")
    with pytest.raises(ConfigError, match="--recalibrate: 0it has no batch"):
        recalibrate_checkpoint(report["checkpoint"], parse_duration("0it"), "cpu")
