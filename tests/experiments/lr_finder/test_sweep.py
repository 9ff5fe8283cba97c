"""Ramps on a real model: their batches, their end, and the state of the engine after a failure."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.lr_finder import sweep as module
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.experiments.lr_finder.sweep import range_test
from paddle_lrkit.train.checkpoints.engine_snapshot import EngineSnapshot
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.meter import RateMismatch
from tests.train.engines import PLAN, contents, open_engine, train


@pytest.fixture
def make(tmp_path):
    return partial(open_engine, tmp_path)


def test_an_engine_is_put_back_when_a_ramp_fails(make, monkeypatch):
    engine, task, settings = make()
    train(engine, task, 2)
    before = contents(engine)
    step = Engine.step
    calls = []

    def failing(self, *arguments):
        calls.append(1)
        if len(calls) == 25:
            raise RuntimeError("out of memory")
        return step(self, *arguments)

    monkeypatch.setattr(Engine, "step", failing)
    with pytest.raises(RuntimeError, match="out of memory"):
        range_test(engine, task, settings, PLAN)
    assert contents(engine) == before


def test_the_same_test_twice_measures_the_same(make):
    runs = []
    for _ in range(2):
        engine, task, settings = make()
        runs.append(range_test(engine, task, settings, PLAN))
    for one, other in zip(*runs, strict=True):
        np.testing.assert_array_equal(one.losses, other.losses)
        np.testing.assert_array_equal(one.rates, other.rates)


def test_every_ramp_sees_other_batches_and_the_rates_of_the_plan(make):
    engine, task, settings = make("Global.accumulate_steps=2")
    asked = []
    batches = task.train_batches

    def recording(start):
        asked.append(start)
        return batches(start)

    task.train_batches = recording
    seen = []
    ramps = range_test(engine, task, settings, PLAN, first_batch=6, report=lambda *row: seen.append(row))
    assert asked == [6, 6 + 2 * 21]
    assert not np.array_equal(ramps[0].losses, ramps[1].losses)
    for ramp in ramps:
        np.testing.assert_allclose(ramp.rates, [PLAN.curve(update) for update in range(len(ramp.rates))])
    assert [row[:2] for row in seen] == [(n, u) for n, ramp in enumerate(ramps) for u in range(len(ramp.rates))]


def test_a_ramp_ends_where_the_loss_rises(make):
    engine, task, settings = make()
    ramps = range_test(engine, task, settings, RangeTestPlan(1e-3, 1e6, updates=60, ramps=2))
    assert all(ramp.end in ("rose", "not finite") and len(ramp.rates) < 60 for ramp in ramps)
    assert all(ramp.diverged_at == ramp.rates[-1] for ramp in ramps)


def test_a_nan_loss_is_kept_as_a_divergence(make, monkeypatch):
    engine, task, settings = make()
    losses, calls = task.losses, []

    def broken(model, batch):
        calls.append(1)
        terms = losses(model, batch)
        return terms if len(calls) % 10 else {"loss": terms["loss"] * math.nan}

    monkeypatch.setattr(task, "losses", broken)
    first, _ = range_test(engine, task, settings, PLAN)
    assert (first.end, len(first.losses)) == ("not finite", 10)
    assert math.isnan(first.losses[-1])


def test_a_nan_loss_at_the_first_update_is_an_error(make, monkeypatch):
    engine, task, settings = make()
    losses = task.losses
    monkeypatch.setattr(task, "losses", lambda model, batch: {"loss": losses(model, batch)["loss"] * math.nan})
    with pytest.raises(LrkitError, match="ramp 1: the loss is nan at the first update, before any rate was applied"):
        range_test(engine, task, settings, PLAN)


def test_an_optimizer_with_another_rate_stops_the_test(make, monkeypatch):
    engine, task, settings = make()
    follow = module.EngineSnapshot.restore_with_scheduler

    def wrong(self, scheduler, settings):
        follow(self, scheduler, settings)
        right = engine.optimizer._global_learning_rate

        def doubled():
            rate = right()
            return None if rate is None else rate * 2

        engine.optimizer._global_learning_rate = doubled

    monkeypatch.setattr(module.EngineSnapshot, "restore_with_scheduler", wrong)
    with pytest.raises(RateMismatch, match="ramp 1, update 0: the optimizer used the rate"):
        range_test(engine, task, settings, PLAN)


def test_updates_that_mixed_precision_skips_are_no_updates_of_a_ramp(make, monkeypatch):
    engine, task, settings = make()
    calls = []

    def apply(self):
        calls.append(1)
        skip = len(calls) % 3 == 0
        if not skip:
            self.optimizer.step()
        return not skip

    monkeypatch.setattr(Engine, "_apply", apply)
    ramps = range_test(engine, task, settings, PLAN)
    assert len(calls) > 2 * 20
    assert [len(ramp.rates) for ramp in ramps] == [20, 20]


def test_only_skipped_updates_are_a_divergence(make, monkeypatch):
    engine, task, settings = make()
    done = {"left": 5}

    def apply(self):
        done["left"] -= 1
        if done["left"] >= 0:
            self.optimizer.step()
        return done["left"] >= 0

    def follow(self, scheduler, settings, original=EngineSnapshot.restore_with_scheduler):
        done["left"] = 5
        original(self, scheduler, settings)

    monkeypatch.setattr(Engine, "_apply", apply)
    monkeypatch.setattr(EngineSnapshot, "restore_with_scheduler", follow)
    for ramp in range_test(engine, task, settings, PLAN):
        assert (ramp.end, len(ramp.rates)) == ("not finite", 6)
        assert done["left"] == -module.MOST_SKIPPED
