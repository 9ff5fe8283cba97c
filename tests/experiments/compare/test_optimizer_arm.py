"""Arms with an optimizer of their own."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.optimizer_arguments import ARGUMENTS
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.optimizer_arm import read_optimizer_arm
from paddle_lrkit.experiments.compare.plan import ComparisonPlan, Trial
from paddle_lrkit.experiments.compare.usual_rates import usual_rate
from tests.experiments.compare.configs import CONFIG, base_of


def around(rate):
    return (rate / 2, rate, rate * 2)


def read(spec, base):
    return read_optimizer_arm(spec, base, around)


@pytest.fixture
def base(tmp_path):
    return base_of(
        tmp_path, CONFIG.replace("name: Momentum\n", "name: Momentum\n  momentum: 0.8\n  weight_decay: 1e-3\n")
    )


@pytest.mark.parametrize(
    ("spec", "name", "section", "rates"),
    [
        (
            "AdamW,LinearDecay",
            "AdamW + LinearDecay",
            {"name": "AdamW", "weight_decay": 1e-3},
            (0.0005, 0.001, 0.002),
        ),
        (
            "Muon:scale=spectral,momentum=0.9,MultiStepDecay:milestones=[50%,75%],gamma=0.2",
            "Muon scale=spectral,momentum=0.9 + MultiStepDecay milestones=[50%,75%],gamma=0.2",
            {"name": "Muon", "weight_decay": 1e-3, "scale": "spectral", "momentum": 0.9},
            (0.01, 0.02, 0.04),
        ),
        (
            "Momentum",
            "Momentum + config",
            {"name": "Momentum", "momentum": 0.8, "weight_decay": 1e-3},
            (0.15, 0.3, 0.6),
        ),
        (
            "AdamW:weight_decay=0.05,beta2=0.99,Constant:learning_rate=0.004",
            "AdamW weight_decay=0.05,beta2=0.99 + Constant learning_rate=0.004",
            {"name": "AdamW", "weight_decay": 0.05, "beta2": 0.99},
            (0.002, 0.004, 0.008),
        ),
    ],
)
def test_optimizer_and_schedule_have_their_arguments_and_the_rates_lie_around_the_usual_one(
    base, spec, name, section, rates
):
    arm = read(spec, base)
    assert (arm.name, arm.optimizer, arm.rate) == (name, section, None)
    assert arm.rates == pytest.approx(rates)


def test_spaces_around_the_parts_do_not_matter(base):
    assert read("Muon : scale=spectral , LinearDecay", base) == read("Muon:scale=spectral,LinearDecay", base)


def test_an_untuned_arm_has_one_rate_and_another_place(base):
    specs = ("AdamW,Constant", "AdamW:untuned,Constant", "AdamW:beta2=0.9,untuned,Constant:learning_rate=2")
    tuned, usual, given = (read(spec, base) for spec in specs)
    assert (usual.rate, given.rate, usual.name) == (0.001, 2.0, "AdamW + Constant (untuned)")
    plan = ComparisonPlan(base, (tuned, usual, given), (0.1,), 1, (0, 1), (1000, 1001))
    assert plan.grids == {"AdamW + Constant": (0.0005, 0.001, 0.002)}
    assert plan.trials_per_budget == 2 * 3 + 3 * 2
    trials = [*plan.tuning(1.0, plan.grids), *plan.final(1.0, {arm.name: arm.rate or 0.001 for arm in plan.arms})]
    assert len({plan.folder(trial) for trial in trials}) == len(trials) == plan.trials_per_budget
    config = plan.trial_config(Trial(1.0, "final", given.name, 2.0, 7), "run")
    assert config["Optimizer"] == {
        "name": "AdamW",
        "weight_decay": 1e-3,
        "beta2": 0.9,
        "lr": {"name": "Constant", "learning_rate": 2.0, "warmup": "1ep"},
    }


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("Moun,LinearDecay", "--arm Moun,LinearDecay: Optimizer.name: unknown optimizer 'Moun'; did you mean 'Muon'"),
        ("AdamW,LinaerDecay", "--arm: unknown schedule 'LinaerDecay'; did you mean 'LinearDecay'"),
        ("AdamW,LinearDecay:end=0", r"--arm LinearDecay:end=0: Optimizer\.lr\.end: unknown key"),
        ("Muon:scale=big", r"--arm Muon:scale=big: Optimizer\.scale: must be one of spectral"),
        ("Muon:beta1=0.5", r"Optimizer\.beta1: belongs to Adam, AdamW, Adamax, \.\.\., not to Muon"),
        ("LBFGS,Constant", "follows no schedule"),
        (",LinearDecay", "must be OPTIMIZER,SCHEDULE, such as AdamW:beta2=0.99,LinearDecay"),
        ("AdamW:lr=3", "must be OPTIMIZER,SCHEDULE"),
        ("AdamW:beta2", "must be Name:key=value"),
    ],
)
def test_an_invalid_arm_is_one_sentence(base, spec, message):
    with pytest.raises(LrkitError, match=message) as error:
        read(spec, base)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_optimizer_has_a_usual_rate(name):
    assert usual_rate({"name": name}, -1.0) > 0
