"""Checkpoints are written while the training goes on: what they hold, and what waits for them."""

from __future__ import annotations

import math
import signal
import time
from threading import Event

import paddle
import pytest

from paddle_lrkit.runs.checkpoint_state import verify_checkpoint
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.meter import Diverged
from paddle_lrkit.train.runtime.signals import Interrupted
from paddle_lrkit.train.session import Session
from paddle_lrkit.train.way_back import RunFilesError

GUARD_S = 60
SHORT = ("Global.updates=9", "Global.epochs=null", "Global.eval_every=3it", "Global.save_every=3it")


@pytest.fixture
def during(monkeypatch):
    """Calls ``act(session)`` during the update after a number of them, and lets writes wait for ``before_writes``."""
    step_of, write = {}, Session._write

    def changed(session, update, act, before_writes=lambda: None):
        step = step_of.setdefault(id(session), session.engine.step)

        def acting(*given, **options):
            made = step(*given, **options)
            if session.state.update == update:
                act(session)
            return made

        def waiting(self, *given):
            before_writes()
            write(self, *given)

        monkeypatch.setattr(session.engine, "step", acting)
        monkeypatch.setattr(Session, "_write", waiting)
        return session

    return changed


def test_a_checkpoint_holds_the_state_of_its_update_though_the_training_goes_on(open_tiny, during):
    """Each write begins when the two updates after it are made, or at the end."""
    reached = Event()
    whole = open_tiny("whole", *SHORT, "Global.ema_decay=0.9", "Optimizer.name=AdamW")
    train(whole, quiet=True)
    late = open_tiny("late", *SHORT, "Global.ema_decay=0.9", "Optimizer.name=AdamW")
    during(late, 4, lambda _: reached.set(), lambda: reached.wait(GUARD_S))
    train(late, quiet=True)
    assert reached.is_set()
    for name in ("last", "best", "update_3", "update_6", "update_9"):
        for stem in ("model", "optimizer", "ema"):
            expected, found = (run.run.checkpoint(name) / f"{stem}.safetensors" for run in (whole, late))
            assert found.read_bytes() == expected.read_bytes(), (name, stem)


def slowly():
    time.sleep(0.2)


def test_a_stop_waits_for_the_checkpoint_that_it_promises(open_tiny, during):
    session = during(open_tiny("run", *SHORT), 4, lambda _: signal.raise_signal(signal.SIGTERM), slowly)
    with pytest.raises(Interrupted, match="stopped after update 5 of 9; the checkpoint is written"):
        train(session, quiet=True)
    assert verify_checkpoint(session.run.checkpoint("last")).name == "last"
    assert open_tiny("run", *SHORT, resume="auto").state.update == 5


def test_a_second_signal_does_not_wait_and_says_what_is_safe(open_tiny, during):
    held = Event()

    def stop(session):
        session.writer.wait()
        signal.raise_signal(signal.SIGTERM)
        session.writer.start(lambda: held.wait(GUARD_S))
        signal.raise_signal(signal.SIGINT)

    session = during(open_tiny("run", *SHORT), 7, stop)
    with pytest.raises(Interrupted, match=r"second signal; the checkpoint of update 6 in .* is safe"):
        train(session, quiet=True)
    held.set()
    session.writer.wait()


def test_a_divergence_waits_for_the_checkpoint_to_which_it_points(open_tiny, during):
    def diverge(session):
        weight = session.engine.model.parameters()[0]
        weight.set_value(paddle.full_like(weight, math.inf))

    session = during(open_tiny("run", *SHORT), 6, diverge, slowly)
    with pytest.raises(Diverged, match="go back to the checkpoint of update 6"):
        train(session, quiet=True)


@pytest.mark.parametrize("failing", [6, 9])
def test_a_full_disk_ends_the_run_at_the_next_save_or_at_the_end(open_tiny, monkeypatch, failing):
    session = open_tiny("run", *SHORT)
    write = Session._write

    def full(self, names, tensors, state):
        if state["update"] == failing:
            raise OSError(28, "No space left on device", str(self.run.checkpoint("last")))
        write(self, names, tensors, state)

    monkeypatch.setattr(Session, "_write", full)
    with pytest.raises(RunFilesError, match=f"No space left on device; the checkpoint of update {failing - 3} in"):
        train(session, quiet=True)
    assert session.state.update == 9


def test_the_policy_is_needed_until_the_first_checkpoint_is_written(open_tiny):
    held = Event()
    session = open_tiny("run", *SHORT)
    session.policy, session.rate_factor = "keep", 0.5
    write = session._write
    session._write = lambda *given: held.wait(GUARD_S) and write(*given)
    session.save("last")
    assert (session.policy, session.rate_factor) == ("keep", 0.5)
    held.set()
    session.wait_until_saved()
    assert (session.policy, session.rate_factor) == (None, 1.0)
