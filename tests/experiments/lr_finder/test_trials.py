"""Short trainings on a real model: their schedule, their start and what is compared."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.lr_finder import trials as module
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.experiments.lr_finder.trials import held_out_batches, run_trials
from paddle_lrkit.suites.lrkit.reader import schedule_of
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.units import LengthOptions
from tests.train.engines import contents, open_engine, train

PLAN = RangeTestPlan(1e-4, 100.0, updates=20, ramps=2, trial_updates=20)


def trial(engine, task, settings, **more):
    schedule = schedule_of(settings, LengthOptions(images=task.num_samples))
    return run_trials(engine, task, settings, PLAN, schedule, 0.1, **more), schedule


def test_each_training_has_the_whole_schedule_in_fewer_updates_from_the_same_state(tmp_path):
    engine, task, settings = open_engine(tmp_path)
    train(engine, task, 2)
    before, rows, starts = contents(engine), [], []
    batches = task.train_batches
    task.train_batches = lambda start: (starts.append(start), batches(start))[1]
    result, schedule = trial(engine, task, settings, first_batch=2, report=lambda *row: rows.append(row))
    assert contents(engine) == before
    assert set(starts) == {2}
    assert (result.updates, result.run_updates, result.held_out) == (20, 33, "Eval")
    peaks = {number: peak for number, peak, *_ in rows}
    assert sorted(peaks.values()) == list(result.losses)
    for number, peak in peaks.items():
        rates = [rate for one, _, _, rate, _, _ in rows if one == number]
        whole = [schedule.curve(update) / schedule.peak_lr * peak for update in range(34)]
        wanted = np.interp(np.arange(len(rates)) * 33 / 20, np.arange(34), whole)
        assert rates == pytest.approx(wanted, rel=1e-6)
        first = [loss for one, _, update, _, loss, _ in rows if one == number and update == 0]
        assert first == [rows[0][4]], "the same weights and the same batch"
    assert min(result.losses.values()) < result.initial


def test_a_run_shorter_than_a_trial_is_trained_whole(tmp_path):
    engine, task, settings = open_engine(tmp_path, "Global.epochs=null", "Global.updates=5", "Optimizer.lr.warmup=1it")
    result, _ = trial(engine, task, settings)
    assert (result.updates, result.run_updates) == (5, 5)


def test_a_training_that_is_not_finite_loses_against_all_others(tmp_path, monkeypatch):
    engine, task, settings = open_engine(tmp_path)
    losses = task.losses

    def broken(model, batch):
        high = engine.scheduler() > 0.15
        return {name: value * (math.nan if high else 1) for name, value in losses(model, batch).items()}

    monkeypatch.setattr(task, "losses", broken)
    result, _ = trial(engine, task, settings)
    assert all(math.isinf(loss) == (rate > 0.15) for rate, loss in result.losses.items())


def test_without_evaluation_data_later_batches_of_training_are_compared(tmp_path):
    engine, task, _ = open_engine(tmp_path, "Eval=null")
    batches, section = held_out_batches(task, 7)
    assert section == "Train"
    assert len(batches) == module.HELD_OUT_BATCHES
    assert (batches[0].labels.numpy() == next(iter(task.train_batches(7))).labels.numpy()).all()
    assert isinstance(engine, Engine)


def test_a_schedule_without_a_rate_is_refused(tmp_path):
    engine, task, settings = open_engine(tmp_path, "Optimizer.lr={name: Constant, learning_rate: 0.0}")
    with pytest.raises(ConfigError, match="the peak of the rate is 0"):
        trial(engine, task, settings)
