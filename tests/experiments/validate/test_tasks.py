"""A training and its repetition: equal on the CPU, and an error in the second one is noticed."""

from __future__ import annotations

import pytest

from paddle_lrkit.experiments.validate import lockstep, tasks
from paddle_lrkit.experiments.validate.case import CaseFailed
from paddle_lrkit.experiments.validate.configs import changed
from paddle_lrkit.experiments.validate.options import ValidationOptions

TEXT = "text_classification"


def test_the_runs_are_equal_bit_for_bit(options):
    figures = tasks.whole_run(options, TEXT, tasks.SAME_RUN)
    assert figures["updates"] == 4
    assert figures["largest"] == 0


@pytest.mark.parametrize("task", ["classification", TEXT])
def test_single_updates_are_equal_bit_for_bit(options, task):
    figures = tasks.single_updates(options, task, tasks.SAME_STEP)
    assert (figures["loss largest"], figures["weights largest"]) == (0, 0)


@pytest.fixture
def second_with_another_rate(monkeypatch):
    """The run on the device has a rate that is 5% higher."""
    real = tasks.open_run

    def opened(options, name, config, *, device=None):
        peak = config["Optimizer"]["lr"]["learning_rate"]
        own = config if device else changed(config, {"Optimizer.lr.learning_rate": peak * 1.05})
        return real(options, name, own, device=device)

    monkeypatch.setattr(tasks, "open_run", opened)


@pytest.mark.parametrize("task", ["classification", TEXT])
def test_another_rate_is_outside_the_gpu_limits_of_single_updates(options, second_with_another_rate, task):
    with pytest.raises(CaseFailed, match=r"the median difference of the weight changes is 0\.05"):
        tasks.single_updates(options, task, tasks.STEPS[task])


def test_another_rate_is_noticed_in_a_run(options, second_with_another_rate):
    with pytest.raises(CaseFailed, match="mean difference"):
        tasks.whole_run(options, TEXT, tasks.SAME_RUN)


def test_weights_that_are_not_shared_are_noticed(options, monkeypatch):
    """As if the device started from its own weights."""
    real = tasks.open_run

    def opened(options, name, config, *, device=None):
        return real(options, name, config if device else changed(config, {"Global.seed": 9}), device=device)

    monkeypatch.setattr(tasks, "open_run", opened)
    monkeypatch.setattr(tasks, "set_weights", lambda session, weights: None)
    with pytest.raises(CaseFailed, match="first difference"):
        tasks.whole_run(options, TEXT, tasks.RUNS[TEXT])


def test_an_optimizer_state_that_is_not_shared_is_noticed(options, monkeypatch):
    monkeypatch.setattr(lockstep, "restore_optimizer", lambda *given: None)
    real = lockstep.set_weights

    def moved(session, weights):
        real(session, {name: value * 1.01 if value.dtype.kind == "f" else value for name, value in weights.items()})

    monkeypatch.setattr(lockstep, "set_weights", moved)
    with pytest.raises(CaseFailed, match="difference"):
        tasks.single_updates(options, TEXT, tasks.STEPS[TEXT])


def test_the_check_covers_each_task_and_says_what_it_skips(monkeypatch, tmp_path):
    monkeypatch.setattr(tasks, "whole_run", lambda *given: {})
    monkeypatch.setattr(tasks, "single_updates", lambda *given: {})
    on_cpu = list(tasks.check(ValidationOptions("cpu", str(tmp_path))))
    assert [result.status for result in on_cpu] == ["ok"] * 6 + ["skip"]
    on_accelerator = list(tasks.check(ValidationOptions("gpu", str(tmp_path))))
    assert all("GPU against CPU" in result.case for result in on_accelerator)
    assert {result.case.partition(",")[0] for result in on_accelerator} == {"classification", "detection", TEXT}
