"""Ranks, ties and divergences, from made-up results of trainings."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paddle_lrkit.experiments.compare.analysis import TuningResult, analyse, choose, tuning_scores
from paddle_lrkit.experiments.compare.plan import Trial
from paddle_lrkit.experiments.compare.trial_result import TrialResult
from tests.experiments.compare.configs import plan_of

ARMS = ("Constant", "LinearDecay", "CosineAnnealingDecay")
SEEDS = (1000, 1001, 1002, 1003, 1004)
TUNING = TuningResult(1.0, {}, dict.fromkeys(ARMS, 0.3))


def result(value, test=None):
    if not math.isfinite(value):
        return TrialResult(True, 1.0, ((10, {"loss": 3.0}),))
    return TrialResult(
        False, 1.0, ((10, {"loss": value + 1}), (20, {"loss": value})), None if test is None else {"loss": test}
    )


def finals(values):
    """Trial -> result for rows of scores, one row an arm."""
    return {
        Trial(1.0, "final", arm, 0.3, seed): result(value, value)
        for arm, row in zip(ARMS, values, strict=True)
        for seed, value in zip(SEEDS, row, strict=True)
    }


def analysed(base, values):
    plan = plan_of(base, ARMS, final_seeds=SEEDS)
    return analyse(plan, finals(values), TUNING, "loss")


def levels(*means):
    return np.array(means)[:, None]


NOISE = np.random.default_rng(0).normal(0, 0.01, size=(3, 5))


def test_a_clear_difference_and_a_tie(base):
    analysis = analysed(base, NOISE + levels(2.0, 1.0, 1.001))
    assert analysis.arms[-1].name == "Constant"
    assert set(analysis.tied) == {"LinearDecay", "CosineAnnealingDecay"}
    worst = analysis.arms[-1].difference
    assert worst.interval[0] <= worst.worse_by <= worst.interval[1]
    assert worst.worse_by == pytest.approx(1.0, abs=0.05)
    assert worst.p_holm >= worst.p


def test_the_worst_arm_reaches_the_target_at_its_end_and_a_better_one_before(base):
    analysis = analysed(base, NOISE + levels(2.0, 0.5, 1.5))
    assert {arm.name: arm.updates_to_target for arm in analysis.arms} == {
        "Constant": 20,
        "LinearDecay": 10,
        "CosineAnnealingDecay": 20,
    }


def test_a_diverging_arm_is_last_and_never_dropped(base):
    values = NOISE + levels(0.1, 1.0, 1.0)
    values[0, 3] = math.inf
    analysis = analysed(base, values)
    last = analysis.arms[-1]
    assert (last.name, last.diverged, last.mean, last.difference) == ("Constant", 1, math.inf, None)
    assert (last.area, last.updates_to_target) == (math.inf, math.inf)
    assert "Constant" not in analysis.tied


def test_when_every_arm_diverges_the_least_often_is_first(base):
    values = NOISE + 1.0
    values[0, :2] = values[1, :1] = values[2, :3] = math.inf
    analysis = analysed(base, values)
    assert [arm.diverged for arm in analysis.arms] == [1, 2, 3]
    assert analysis.tied == ("LinearDecay",)


def test_the_score_is_that_of_the_test_data(base):
    plan = plan_of(base, ARMS, final_seeds=SEEDS)
    results = {trial: TrialResult(False, 1.0, one.evaluations, {"loss": 5.0}) for trial, one in finals(NOISE).items()}
    analysis = analyse(plan, results, TUNING, "loss")
    assert {arm.mean for arm in analysis.arms} == {5.0}
    assert analysis.tied == tuple(arm.name for arm in analysis.arms)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(st.permutations(range(5)), st.floats(-3, 3))
def test_neither_the_order_of_the_seeds_nor_a_shift_changes_the_ranks(base, order, shift):
    values = NOISE + levels(1.0, 1.02, 1.3)
    one, other = analysed(base, values), analysed(base, values[:, list(order)] + shift)
    assert [arm.name for arm in one.arms] == [arm.name for arm in other.arms]
    assert one.tied == other.tied
    for left, right in zip(one.arms[1:], other.arms[1:], strict=True):
        assert right.difference.worse_by == pytest.approx(left.difference.worse_by, abs=1e-9)


def test_rates_are_chosen_on_the_last_validation_of_the_tuning(base):
    plan = plan_of(base, ARMS, tune_seeds=(0, 1))
    values = {0.1: 0.5, 0.3: 0.4, 0.9: math.inf}
    results = {trial: result(values[trial.rate] + 0.01 * trial.seed) for trial in plan.tuning(1.0, plan.grids)}
    scores = tuning_scores(plan, results, 1.0, plan.grids, "loss")
    assert scores["Constant"] == {0.1: pytest.approx(0.505), 0.3: pytest.approx(0.405), 0.9: math.inf}
    assert choose(scores["Constant"]) == 0.3


def test_when_every_rate_diverges_the_lowest_is_chosen():
    assert choose({0.3: math.inf, 0.1: math.inf}) == 0.1
