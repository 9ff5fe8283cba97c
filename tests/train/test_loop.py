"""The loop: rates, logs, evaluation, skipped updates, divergence."""

from __future__ import annotations

import math

import pytest
from click.testing import CliRunner

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train import loop
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.meter import Diverged, RateMismatch


def training_rows(session):
    return [row for row in read_log(session.run.path) if "rate/planned" in row]


@pytest.mark.parametrize("name", ["Momentum", "SGD", "Adam", "AdamW", "Lamb"])
def test_every_applied_rate_is_the_planned_one(train_tiny, name):
    session, result = train_tiny("run", f"Optimizer.name={name}", "Optimizer.no_decay_norm_bias=true")
    logged = training_rows(session)
    assert [row["update"] for row in logged] == list(range(33))
    assert result.updates == 33
    for row in logged:
        assert row["rate/planned"] == session.schedule.curve(row["update"])
        assert math.isclose(row["rate/applied"], row["rate/planned"], rel_tol=1e-6, abs_tol=1e-30)


def test_accumulation_counts_updates_not_batches(train_tiny):
    session, result = train_tiny("run", "Global.accumulate_steps=3")
    assert session.schedule.steps_per_epoch == 3
    assert result.updates == 9
    assert session.state.batch == 27


def test_a_skipped_update_advances_nothing(open_tiny, monkeypatch):
    """As when mixed precision finds an overflow: the fourth call changes no weights and is not an update."""
    session = open_tiny("run", "Global.updates=6", "Global.epochs=null")
    applied = []

    def apply(engine):
        skip = len(applied) == 3
        applied.append(engine.optimizer.get_lr())
        if not skip:
            engine.optimizer.step()
        return not skip

    monkeypatch.setattr(Engine, "_apply", apply)
    result = train(session, quiet=True)
    curve = session.schedule.curve
    assert result.updates == 6
    assert applied == [curve(update) for update in (0, 1, 2, 3, 3, 4, 5)]
    assert session.state.batch == 7


def test_an_optimizer_with_another_rate_stops_the_run(open_tiny, monkeypatch):
    session = open_tiny("run")
    optimizer = session.engine.optimizer
    right = optimizer._global_learning_rate

    def wrong():
        rate = right()
        return rate * 2 if session.state.update == 4 else rate

    monkeypatch.setattr(optimizer, "_global_learning_rate", wrong)
    with pytest.raises(RateMismatch, match=r"update 4: the optimizer used the rate .* the schedule says"):
        train(session, quiet=True)


def test_a_diverging_loss_stops_the_run_and_is_logged(open_tiny):
    session = open_tiny("run", "Optimizer.lr={name: Constant, learning_rate: 1e38}")
    with pytest.raises(Diverged, match=r"update \d+: the loss is (nan|inf)"):
        train(session, quiet=True)
    assert not math.isfinite(training_rows(session)[-1]["train/loss"])


def test_gradients_that_are_not_finite_stop_the_run_even_if_the_loss_is_finite(open_tiny, monkeypatch):
    """As when a ReLU turns NaN into 0 before it reaches the loss."""
    import paddle

    from paddle_lrkit.train import engine

    session = open_tiny("run")
    monkeypatch.setattr(engine, "grad_norm", lambda model: paddle.to_tensor(math.nan))
    with pytest.raises(Diverged, match=r"update 0: the gradient norm is nan at the rate .*Optimizer\.clip_norm"):
        train(session, quiet=True)


def test_the_gradient_norm_is_computed_for_logged_rows_only(train_tiny, monkeypatch):
    from paddle_lrkit.train import engine

    norms, original = [], engine.grad_norm
    monkeypatch.setattr(engine, "grad_norm", lambda model: norms.append(original(model)) or norms[-1])
    session, _ = train_tiny("run", "Global.log_every=10it")
    rows = training_rows(session)
    assert [row["update"] for row in rows] == [0, 10, 20, 30, 32]
    assert [row["train/grad_norm"] for row in rows] == [norm.item() for norm in norms]


def test_rows_are_logged_every_log_every_updates(train_tiny):
    session, _ = train_tiny("run", "Global.log_every=10it")
    assert [row["update"] for row in training_rows(session)] == [0, 10, 20, 30, 32]


def test_evaluations_and_checkpoints_are_where_the_config_says(train_tiny):
    session, _ = train_tiny("run", "Global.eval_every=2ep", "Global.save_every=10it")
    evaluated = [row["update"] for row in read_log(session.run.path) if "eval/accuracy" in row]
    kept = sorted(path.name for path in session.run.path.joinpath("checkpoints").iterdir())
    assert evaluated == [22, 33]
    assert kept == ["best", "last", "update_10", "update_20", "update_30", "update_33"]


def test_it_learns(train_tiny):
    _, result = train_tiny("run", "Global.epochs=8", "Optimizer.name=AdamW", "Optimizer.lr.learning_rate=0.02")
    assert result.metric == "accuracy"
    assert result.value > 0.85


def test_without_eval_data_there_is_no_metric(train_tiny):
    _, result = train_tiny("run", "Eval=null", "Global.epochs=1")
    assert (result.metric, result.value) == (None, None)


def test_all_processes_have_their_trackers_before_the_first_exchange(open_tiny, monkeypatch):
    """Only rank 0 opens any; the other processes would wait at most 30 seconds in an exchange."""
    session = open_tiny("run", "Global.updates=1", "Global.epochs=null", "Eval=null")
    order = []
    open_trackers, step = loop.open_trackers, Engine.step
    monkeypatch.setattr(loop, "open_trackers", lambda given: order.append("trackers") or open_trackers(given))
    monkeypatch.setattr(loop, "barrier", lambda: order.append("barrier"))
    monkeypatch.setattr(Engine, "step", lambda *given, **options: order.append("step") or step(*given, **options))
    train(session, quiet=True)
    assert order == ["trackers", "barrier", "step"]


def test_a_policy_without_a_resume_is_refused():
    from paddle_lrkit.cli.train import command

    with pytest.raises(UsageError, match="--policy needs --resume"):
        CliRunner().invoke(command, ["-c", "x.yml", "--policy", "keep"], catch_exceptions=False)


def test_the_closing_lines_can_be_pasted_into_a_shell():
    result = loop.TrainResult("runs/my run", "classification", None, None, 44, 3.0)
    assert loop.summary(result).splitlines() == [
        "44 updates, 0:03; the run is in runs/my run",
        "view it with: lrkit board 'runs/my run'",
    ]
