"""Grids, seeds, trials and their places."""

from __future__ import annotations

import dataclasses
import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.experiments.compare.plan import (
    final_seeds,
    next_rate,
    parse_numbers,
    rate_grid,
    tune_seeds,
)
from paddle_lrkit.experiments.compare.trial_config import trial_config, trial_schedule
from tests.experiments.compare.configs import plan_of


@given(st.floats(1e-6, 10), st.integers(1, 9), st.floats(1.5, 10))
def test_a_grid_is_log_spaced_around_its_centre(centre, count, factor):
    grid = rate_grid(centre, count, factor)
    assert len(grid) == count
    assert grid[count // 2] == pytest.approx(centre, rel=1e-5)
    assert list(grid) == sorted(grid)
    for lower, higher in pairwise(grid):
        assert higher / lower == pytest.approx(factor, rel=1e-4)


@given(st.floats(1e-6, 10), st.integers(2, 6), st.booleans())
def test_a_grid_goes_on_in_its_own_steps(centre, count, upward):
    grid = rate_grid(centre, count, 2.0)
    beyond = next_rate(grid, upward)
    assert math.log2(beyond / (grid[-1] if upward else grid[0])) == pytest.approx(1 if upward else -1, abs=1e-4)


def test_no_seed_is_used_for_tuning_and_for_the_result():
    assert not set(tune_seeds(7, 1000)) & set(final_seeds(7, 1000))


@pytest.mark.parametrize("count", [0, 1, -3])
def test_one_seed_makes_no_pair(count):
    with pytest.raises(ConfigError, match="--seeds: must be >= 2"):
        final_seeds(0, count)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.1,x", "must be numbers with commas"),
        ("0", "> 0"),
        ("-1", "> 0"),
        ("0.1,0.1", "twice"),
        ("0.12345678,0.12345679", "twice"),
        ("", "must be numbers"),
    ],
)
def test_numbers_that_are_none(text, message):
    with pytest.raises(ConfigError, match=message):
        parse_numbers("--budget", text)


def test_numbers_are_sorted():
    assert parse_numbers("--rates", "0.3, 0.1,1") == (0.1, 0.3, 1.0)


@pytest.mark.parametrize("factor", [1.0000001, 1.0, 0.5, 1e200, float("inf"), float("nan")])
def test_a_factor_that_makes_no_grid(factor):
    with pytest.raises(ConfigError, match="--rate-factor"):
        rate_grid(0.1, 5, factor)


def test_a_grid_of_large_rates_can_grow():
    assert next_rate((1e200, 1e201), upward=True) == 1e202


def test_a_single_arm_is_no_comparison(base):
    with pytest.raises(UsageError, match="two arms"):
        plan_of(base, ("Constant",))


def test_every_arm_gets_the_same_trials(base):
    plan = plan_of(base, tune_seeds=(0, 1, 2))
    trials = plan.tuning(1.0, plan.rates)
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
        trial for budget in plan.budgets for trial in (*plan.tuning(budget, plan.rates), *plan.final(budget, chosen))
    ]
    assert len({plan.folder(trial) for trial in trials}) == len(trials) == 2 * (12 + 4)


def test_the_config_of_a_trial(base, tmp_path):
    plan = plan_of(base, budgets=(0.5, 1.0))
    (trial, *_) = plan.final(0.5, {"Constant": 0.1, "LinearDecay": 0.9})
    data = trial_config(plan, trial, tmp_path / "run")
    assert data["Optimizer"]["lr"] == {"name": "Constant", "learning_rate": 0.1, "warmup": "0.5ep"}
    assert data["Global"]["seed"] == 1000
    assert data["Global"]["epochs"] == 2
    assert data["Global"]["output_dir"] == str(tmp_path / "run")
    assert data["Test"] == base.document.data["Test"]
    assert base.document.data["Global"].get("seed") is None
    assert trial_schedule(plan, trial).total_updates == 10


def test_a_length_that_is_no_whole_epoch_is_given_in_updates(base, tmp_path):
    plan = plan_of(base, budgets=(0.3,))
    data = trial_config(plan, plan.tuning(0.3, (0.1,))[0], tmp_path)
    assert data["Global"]["updates"] == 6
    assert "epochs" not in data["Global"]


def test_what_makes_two_comparisons_the_same(base):
    plan = plan_of(base)
    assert json.dumps(plan.identity()) == json.dumps(plan_of(base).identity())
    changes = {"rates": (0.1,), "tune_seeds": (3,), "final_seeds": (1, 2), "budgets": (2.0,), "extensions": 0}
    for key, value in changes.items():
        assert dataclasses.replace(plan, **{key: value}).identity() != plan.identity()
    assert dataclasses.replace(plan, threads=4).identity() == plan.identity()
