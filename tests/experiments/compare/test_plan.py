"""Trials, their directories and their configs."""

from __future__ import annotations

import dataclasses
import json

import pytest

from paddle_lrkit.errors import UsageError
from tests.experiments.compare.configs import plan_of


def test_a_single_arm_is_refused(base):
    with pytest.raises(UsageError, match="two arms"):
        plan_of(base, ("Constant",))


def test_every_arm_gets_the_same_trials(base):
    plan = plan_of(base, tune_seeds=(0, 1, 2))
    trials = plan.tuning(1.0, plan.grids)
    tried = {
        name: {(trial.rate, trial.seed) for trial in trials if trial.arm == name}
        for name in ("Constant", "LinearDecay")
    }
    assert tried["Constant"] == tried["LinearDecay"]
    assert len(tried["Constant"]) == 9


def test_every_trial_has_a_place_of_its_own(base):
    plan = plan_of(base, budgets=(0.5, 1.0), tune_seeds=(0, 1))
    chosen = {"Constant": 0.1, "LinearDecay": 0.3}
    trials = [
        trial for budget in plan.budgets for trial in (*plan.tuning(budget, plan.grids), *plan.final(budget, chosen))
    ]
    assert len({plan.folder(trial) for trial in trials}) == len(trials) == 2 * (12 + 4)


def test_the_config_of_a_trial(base, tmp_path):
    plan = plan_of(base, budgets=(0.5, 1.0))
    (trial, *_) = plan.final(0.5, {"Constant": 0.1, "LinearDecay": 0.9})
    data = plan.trial_config(trial, tmp_path / "run")
    assert data["Optimizer"]["lr"] == {"name": "Constant", "learning_rate": 0.1, "warmup": "0.5ep"}
    assert data["Global"]["seed"] == 1000
    assert data["Global"]["epochs"] == 2
    assert data["Global"]["output_dir"] == str(tmp_path / "run")
    assert data["Test"] == base.document.data["Test"]
    assert base.document.data["Global"].get("seed") is None
    assert plan.trial_schedule(trial).total_updates == 10


def test_a_length_of_fractional_epochs_is_given_in_updates(base, tmp_path):
    plan = plan_of(base, budgets=(0.3,))
    data = plan.trial_config(plan.tuning(0.3, {"Constant": (0.1,)})[0], tmp_path)
    assert data["Global"]["updates"] == 6
    assert "epochs" not in data["Global"]


def test_what_makes_two_comparisons_the_same(base):
    plan = plan_of(base)
    assert json.dumps(plan.identity()) == json.dumps(plan_of(base).identity())
    changes = {"rates": (0.1,), "tune_seeds": (3,), "final_seeds": (1, 2), "budgets": (2.0,), "extensions": 0}
    for key, value in changes.items():
        assert dataclasses.replace(plan, **{key: value}).identity() != plan.identity()
    assert dataclasses.replace(plan, threads=4).identity() == plan.identity()


def test_two_arms_of_one_name_are_refused(base):
    with pytest.raises(UsageError, match="Constant: another arm has this name"):
        plan_of(base, ("Constant", "Constant"))
