"""A run whose optimizer averages the weights: training uses y, everything that is shown and saved uses x."""

from __future__ import annotations

import json

import numpy as np
import paddle
import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.eval import command as eval_command
from paddle_lrkit.curves import constant
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.runs.merge.emulated_decay import parse_emulation
from paddle_lrkit.runs.merge.merge_run import merge_run
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint
from paddle_lrkit.train.checkpoints.engine_snapshot import EngineSnapshot
from paddle_lrkit.train.checkpoints.model_state import restore_model
from paddle_lrkit.train.engine import STATISTICS_BATCHES
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted
from paddle_lrkit.train.trained_model import load_trained_model
from tests.train.engines import contents
from tests.train.test_resume import assert_same_run, stop_at

RUN = (
    "Global.epochs=2",
    "Optimizer={name: ScheduleFreeSGD, lr: {name: Constant, learning_rate: 1.0, warmup: 5it}, clip_norm: 1.0}",
)


@pytest.fixture
def trained(train_tiny):
    return train_tiny("run", *RUN)


def test_the_checkpoint_holds_the_averages_and_their_statistics(trained):
    session, _ = trained
    engine, tensors = session.engine, load_checkpoint(session.run.checkpoint("last"))[0]
    model, weight = tensors["model"], "head.weight"
    y, z = engine.model.head.weight.numpy(), engine.optimizer._accumulators["z"][engine.model.head.weight.name].numpy()
    np.testing.assert_array_equal(tensors["optimizer"][f"{weight}|y_0"].numpy(), y)
    np.testing.assert_allclose(model[weight].numpy(), y + (1 - 1 / 0.9) * (z - y), atol=1e-7)
    assert not np.array_equal(model[weight].numpy(), y)
    convolution = paddle.nn.Conv2D(3, 8, 3, stride=2, padding=1)
    convolution.set_state_dict({"weight": model["conv.weight"], "bias": model["conv.bias"]})
    batches = zip(range(STATISTICS_BATCHES), session.task.train_batches(0), strict=False)
    means = [convolution(batch.images).mean(axis=[0, 2, 3]).numpy() for _, batch in batches]
    np.testing.assert_allclose(model["norm._mean"].numpy(), np.mean(means, axis=0), atol=1e-5)


def test_eval_and_export_answer_as_the_training_did(trained, tmp_path):
    session, result = trained
    answer = CliRunner().invoke(eval_command, ["--checkpoint", str(session.run.path), "--json"], catch_exceptions=False)
    assert json.loads(answer.stdout)["accuracy"] == result.value > 0.5
    last = [row for row in read_log(session.run.path) if "eval/loss" in row][-1]
    assert json.loads(answer.stdout)["loss"] == last["eval/loss"]
    loaded = load_trained_model(str(session.run.path), device="cpu")
    exported = paddle.jit.load(str(loaded.export(tmp_path / "model")))
    batch = next(iter(session.task.eval_batches()))
    loaded.engine.model.eval()
    np.testing.assert_allclose(exported(batch.images).numpy(), loaded.engine.model(batch.images).numpy(), atol=1e-5)


def test_evaluations_change_nothing_of_the_training(trained, train_tiny):
    often, _ = train_tiny("often", *RUN, "Global.eval_every=3it")
    losses = [
        [row["train/loss"] for row in read_log(run.run.path) if "train/loss" in row] for run in (trained[0], often)
    ]
    assert losses[0] == losses[1]


def test_it_resumes_bit_for_bit_between_evaluations(trained, open_tiny, train_tiny, monkeypatch):
    with monkeypatch.context() as patch:
        stop_at(patch, 7)
        with pytest.raises(Interrupted):
            train(open_tiny("cut", *RUN), quiet=True)
    resumed, _ = train_tiny("cut", *RUN, resume="auto")
    assert_same_run(trained[0], resumed)


def test_the_weight_in_the_average_is_logged(trained):
    shares = [row["optimizer/averaging_weight"] for row in read_log(trained[0].run.path) if "train/loss" in row]
    assert shares[1] == 1.0
    assert shares[-1] == pytest.approx(1 / (len(shares) - 5 + sum((step / 5) ** 2 for step in range(5))))


def test_a_moving_average_besides_is_refused(open_tiny):
    with pytest.raises(
        ConfigError, match="ScheduleFreeSGD, which averages the weights itself; remove this key"
    ) as error:
        open_tiny("run", *RUN, "Global.ema_decay=0.9")
    assert error.value.key == "Global.ema_decay"


def test_a_merge_is_refused(trained):
    with pytest.raises(CheckpointError, match="ScheduleFreeSGD averages the weights itself, so its"):
        merge_run(trained[0].run.path, parse_emulation("linear:20%"))


@pytest.mark.parametrize("other", ["Momentum", "Prodigy"])
def test_a_resume_with_another_optimizer_is_refused(trained, open_tiny, other):
    with pytest.raises(CheckpointError, match=f"state is not one of {other}; resume with the optimizer of the run"):
        open_tiny("run", *RUN, f"Optimizer.name={other}", "Global.epochs=3", resume="auto", policy="keep")


def test_a_range_test_starts_from_the_weights_in_training(trained, open_tiny):
    session, _ = trained
    y = {name: one.numpy() for name, one in session.engine.model.named_parameters()}
    tensors = load_checkpoint(session.run.checkpoint("last"))[0]
    fresh = open_tiny("fresh", *RUN)
    restore_model(fresh.engine, tensors, session.run.checkpoint("last"))
    before = contents(fresh.engine)
    snapshot = EngineSnapshot(fresh.engine, tensors["optimizer"])
    snapshot.restore_with_scheduler(CurveLR(constant(1e-3)), fresh.settings)
    for name, one in fresh.engine.model.named_parameters():
        np.testing.assert_array_equal(one.numpy(), y[name])
    assert fresh.engine.optimizer.scalars == session.engine.optimizer.scalars
    snapshot.restore()
    assert contents(fresh.engine) == before
