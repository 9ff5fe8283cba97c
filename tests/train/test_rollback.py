"""A divergence goes back to the last checkpoint and a lower rate, and an error says what is safe."""

from __future__ import annotations

import errno
import math
import shutil

import paddle
import pytest

from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.meter import Diverged
from paddle_lrkit.train.rollback import train_with_rollbacks
from paddle_lrkit.train.session import open_session
from paddle_lrkit.train.way_back import RunFilesError
from tests.train.tiny import write_config

LINEAR = "Optimizer.lr={name: LinearDecay, learning_rate: 0.1}"
ROLLBACK = "Global.on_nan={factor: 0.25, times: 2}"


@pytest.fixture
def opened(tmp_path, open_tiny):
    """Opens a tiny run of 33 updates whose loss becomes NaN at given updates, each once a start."""

    def start(*overrides, at=(), **options):
        config, given = write_config(tmp_path), (f"Global.output_dir={tmp_path / 'run'}", LINEAR, *overrides)
        session = open_session(config, given, device="cpu", **options)
        left, losses = list(at), session.task.losses

        def diverging(network, batch):
            terms = losses(network, batch)
            if session.state.update in left:
                left.remove(session.state.update)
                terms = {**terms, "loss": terms["loss"] * math.nan}
            return terms

        session.task.losses = diverging
        return session

    return start


def rates(run):
    return [row["rate/applied"] for row in read_log(run) if "rate/applied" in row]


def linear(update):
    return 0.1 * (1 - update / 33)


def test_the_rates_after_the_checkpoint_are_multiplied(opened, tmp_path):
    starts = iter([[25], []])

    def reopen(run, factor, policy):
        return opened(ROLLBACK, resume=run, rate_factor=factor, at=next(starts))

    result = train_with_rollbacks(opened(ROLLBACK, at=[15]), reopen, quiet=True)
    assert result.updates == 33
    expected = [linear(u) * (1 if u < 11 else 0.25 if u < 22 else 0.0625) for u in range(33)]
    assert rates(tmp_path / "run") == pytest.approx(expected, rel=1e-6)
    notes = (tmp_path / "run" / "notes.log").read_text()
    assert "update 15: the loss is nan at the rate 0.0545455" in notes
    assert "back at update 11, rates times 0.25 from here on" in notes


def test_a_later_resume_keeps_the_factor(opened, tmp_path):
    def reopen(run, factor, policy):
        session = opened(ROLLBACK, resume=run, rate_factor=factor, at=[25])
        session.settings = session.settings.__class__(**{**vars(session.settings), "Global": opened_global})
        return session

    first = opened(ROLLBACK, at=[15])
    opened_global = first.settings.Global.__class__(**{**vars(first.settings.Global), "on_nan": None})
    with pytest.raises(Diverged):
        train_with_rollbacks(first, reopen, quiet=True)
    train(opened(resume="auto"), quiet=True)
    expected = [linear(u) * (1 if u < 11 else 0.25) for u in range(33)]
    assert rates(tmp_path / "run") == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("warmup", "expected"),
    [
        # 0.2 u / 20 in the warmup; from the checkpoint at update 11 times 1/4, from the one at 22 times 1/16.
        ("20it", [0.01 * u * (1 if u < 11 else 0.25) if u < 20 else 0.05 if u < 22 else 0.0125 for u in range(33)]),
        (0, [0.2 if u < 11 else 0.05 if u < 22 else 0.0125 for u in range(33)]),
    ],
)
def test_the_rates_of_a_plateau_rule_and_of_its_warmup_are_multiplied(opened, tmp_path, warmup, expected):
    rule = f"Optimizer.lr={{name: ReduceOnPlateau, learning_rate: 0.2, metric: loss, patience: 99, warmup: {warmup}}}"
    starts = iter([[25], []])

    def reopen(run, factor, policy):
        return opened(ROLLBACK, rule, resume=run, rate_factor=factor, at=next(starts))

    train_with_rollbacks(opened(ROLLBACK, rule, at=[15]), reopen, quiet=True)
    assert rates(tmp_path / "run") == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("policy", [None, "keep", "extend", "rescale"])
def test_two_divergences_from_one_checkpoint_multiply_twice(opened, tmp_path, policy):
    """Also where that checkpoint is of another schedule, which needs the policy each time."""
    run, options = tmp_path / "run", (ROLLBACK, "Global.epochs=6") if policy else (ROLLBACK,)
    train(opened("Global.save_every=11it"), quiet=True)
    start, total = 22 if policy == "rescale" else 11, 66 if policy else 33
    starts = iter([[start + 5], []])

    def reopen(directory, factor, again):
        return opened(*options, resume=directory, rate_factor=factor, policy=again, at=next(starts))

    begun = opened(*options, resume=str(run / "checkpoints" / "update_11"), policy=policy, at=[start + 5])
    train_with_rollbacks(begun, reopen, quiet=True)
    extended = linear(11) / (0.1 * (1 - 11 / 66)) if policy == "extend" else 1
    expected = [0.0625 * extended * 0.1 * (1 - u / total) for u in range(start, total)]
    assert rates(run) == pytest.approx([linear(u) for u in range(11)] + expected, rel=1e-6)


def test_it_stops_when_the_times_are_used_up(opened):
    with pytest.raises(Diverged, match="update 30: the loss is nan"):
        train_with_rollbacks(
            opened(ROLLBACK, at=[30]),
            lambda run, factor, policy: opened(ROLLBACK, resume=run, rate_factor=factor, at=[30]),
            quiet=True,
        )


def test_without_a_checkpoint_there_is_no_way_back(opened):
    with pytest.raises(Diverged, match=r"update 3: .*; no checkpoint was written before$"):
        train_with_rollbacks(opened(ROLLBACK, at=[3]), lambda run, factor, policy: pytest.fail("reopened"), quiet=True)


def test_a_divergence_names_the_last_good_checkpoint_and_the_command(opened, tmp_path):
    with pytest.raises(Diverged) as caught:
        train(opened("Global.save_every=10it", at=[25]), quiet=True)
    assert str(caught.value).endswith(
        f"go back to the checkpoint of update 22 with a lower rate: lrkit train -c {tmp_path / 'tiny.yml'} "
        f"-o Global.output_dir={tmp_path / 'run'} -o '{LINEAR}' -o Global.save_every=10it "
        f"-o Optimizer.lr.learning_rate=0.05 --resume {tmp_path / 'run'} --policy keep"
    )
    session = opened("Optimizer.lr.learning_rate=0.05", resume=str(tmp_path / "run"), policy="keep")
    train(session, quiet=True)
    expected = [linear(u) * (1 if u < 22 else 0.5) for u in range(33)]
    assert rates(tmp_path / "run") == pytest.approx(expected, rel=1e-6)


def test_weights_that_are_not_finite_are_never_saved(opened, tmp_path, monkeypatch):
    """As when gradients overflow after the last finite loss."""
    session = opened("Global.log_every=10it")
    step = session.engine.step

    def overflowing(*arguments, **options):
        made = step(*arguments, **options)
        if session.state.update == 21:
            weight = session.engine.model.parameters()[0]
            weight.set_value(paddle.full_like(weight, math.inf))
        return made

    monkeypatch.setattr(session.engine, "step", overflowing)
    with pytest.raises(Diverged, match=r"update 22: a weight is not finite.*go back to the checkpoint of update 11"):
        train(session, quiet=True)


def test_a_full_disk_says_what_is_safe(opened, tmp_path, monkeypatch):
    session = opened()
    write = type(session)._write

    def full(self, names, tensors, state):
        if state["update"] > 11:
            raise OSError(errno.ENOSPC, "No space left on device", str(self.run.checkpoint("last")))
        write(self, names, tensors, state)

    monkeypatch.setattr(type(session), "_write", full)
    with pytest.raises(RunFilesError) as caught:
        train(session, quiet=True)
    run = tmp_path / "run"
    assert str(caught.value).startswith(
        f"{run}/checkpoints/last: No space left on device; the checkpoint of update 11 in {run}/checkpoints/last is "
        f"safe; continue with: lrkit train -c {tmp_path / 'tiny.yml'} "
    )
    assert caught.value.exit_code == 1


def test_a_directory_that_is_removed_under_the_run_is_not_made_again(opened, tmp_path, monkeypatch):
    session = opened()
    step = session.engine.step

    def removing(*arguments, **options):
        if session.state.update == 13:
            session.writer.wait()
            shutil.rmtree(tmp_path / "run")
        return step(*arguments, **options)

    monkeypatch.setattr(session.engine, "step", removing)
    with pytest.raises(RunFilesError, match=r"log.jsonl: removed while the run wrote it; the run directory .* is gone"):
        train(session, quiet=True)
    assert not (tmp_path / "run").exists()


def test_a_config_that_is_a_directory(opened, tmp_path):
    train(opened(), quiet=True)
    (tmp_path / "run" / "config.yml").unlink()
    (tmp_path / "run" / "config.yml").mkdir()
    with pytest.raises(
        RunFilesError, match=r"run/config.yml: Is a directory; the checkpoint of update 33 in .* is safe"
    ):
        opened("Global.epochs=4", resume=str(tmp_path / "run"), policy="keep")


def test_a_plateau_rule_has_its_rate_in_the_checkpoint_so_the_command_rolls_back(opened, tmp_path):
    rule = "Optimizer.lr={name: ReduceOnPlateau, learning_rate: 0.2, metric: loss, patience: 99}"
    with pytest.raises(Diverged) as caught:
        train(opened(rule, at=[15]), quiet=True)
    assert str(caught.value).endswith(f" -o 'Global.on_nan={{factor: 0.5}}' --resume {tmp_path / 'run'}")
