"""The factor is judged by what it leaves at the end of the run, not by one drop."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from tests.lint.following import followed

PPCLS = CheckOptions(suite="ppcls")


def step(epochs, size, gamma):
    return {
        "Global": {"epochs": epochs},
        "Optimizer": {"lr": {"name": "Step", "learning_rate": 0.1, "step_size": size, "gamma": gamma}},
    }


def found(config, options=PPCLS):
    return {finding.rule: finding for finding in check_config(config, options)}


@given(st.integers(10, 300), st.integers(1, 300), st.floats(0.011, 0.999))
@settings(deadline=None, max_examples=100)
def test_a_staircase_is_judged_by_all_of_its_drops(epochs, size, gamma):
    drops = (epochs - 1) // size
    left = gamma**drops
    assert ("extreme-gamma" in found(step(epochs, size, gamma))) is (drops > 0 and left > 0.9)


@pytest.mark.parametrize(("size", "gamma"), [(1, 0.98), (1, 0.97), (2, 0.95), (3, 0.94)])
def test_a_mild_factor_at_many_steps_is_an_exponential(size, gamma):
    assert 0.001 < gamma ** (119 // size) < 0.101
    assert found(step(120, size, gamma)) == {}


@given(st.integers(10, 300), st.integers(1, 100), st.floats(0.2, 0.999))
@settings(deadline=None, max_examples=100)
def test_the_advised_factor_ends_the_run_at_about_a_hundredth(epochs, size, gamma):
    drops = (epochs - 1) // size
    before = found(step(epochs, size, gamma))
    finding = before.get("extreme-gamma") or before.get("ends-high")
    if finding is None or not drops or "gamma" not in (finding.fix or ""):
        return
    changed = followed(step(epochs, size, gamma), finding)
    advised = changed["Optimizer"]["lr"]["gamma"]
    assert math.isclose(advised**drops, 0.1 if drops == 1 else 0.01, rel_tol=1.01)
    assert {each.rule for each in found(changed).values() if each.severity != "info"} <= before.keys() - {finding.rule}


@pytest.mark.parametrize("gamma", [0.9, 0.99, 0.9999, 0.999999])
def test_an_exponential_is_advised_a_factor_for_its_length(gamma):
    config = {"iters": 80000, "lr_scheduler": {"type": "ExponentialDecay", "learning_rate": 0.1, "gamma": gamma}}
    options = CheckOptions(suite="ppseg")
    (finding,) = check_config(config, options)
    changed = followed(config, finding)
    assert 0.001 < changed["lr_scheduler"]["gamma"] ** 79999 < 0.1
    assert check_config(changed, options) == []


@pytest.mark.parametrize(("mark", "reported"), [(40, True), (95, False)])
def test_a_factor_of_nothing_counts_only_within_the_run(mark, reported):
    lr = {"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [mark], "gamma": 0.001}
    rules = found({"Global": {"epochs": 90}, "Optimizer": {"lr": lr}})
    assert ("extreme-gamma" in rules) is reported
