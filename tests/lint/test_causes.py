"""One cause, one finding."""

import pytest

from paddle_lrkit.lint.causes import without_consequences
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import RULES, find_rule
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.units import LengthOptions


def rules_of(config, suite, **length):
    return {finding.rule for finding in check_config(config, CheckOptions(suite=suite, length=LengthOptions(**length)))}


def ppcls(epochs, **lr):
    return {"Global": {"epochs": epochs}, "Optimizer": {"lr": {"learning_rate": 0.1, **lr}}}


def ppdet(epochs, decay, warmup=1):
    schedulers = [decay, {"name": "LinearWarmup", "start_factor": 0.1, "epochs": warmup}]
    return {"epoch": epochs, "LearningRate": {"base_lr": 0.01, "schedulers": schedulers}}


def ppseg(iters, **lr):
    return {"iters": iters, "lr_scheduler": {"learning_rate": 0.01, **lr}}


def cosine(floor, iters=80000):
    return ppseg(iters, type="CosineAnnealingDecay", T_max=iters, eta_min=floor)


def piecewise(*milestones, gamma=0.1):
    return {"name": "PiecewiseDecay", "gamma": gamma, "milestones": list(milestones)}


CAUSES = {
    "a floor of a fifth of the peak": (cosine(0.002), cosine(0), "ppseg", "ends-high"),
    "a floor at the peak": (cosine(0.01), cosine(0), "ppseg", "floor-above-peak"),
    "a floor above the peak": (cosine(0.02), cosine(0), "ppseg", "floor-above-peak"),
    "epochs written as updates": (
        ppdet(12, piecewise(60000, 80000)),
        ppdet(12, piecewise(8, 11)),
        "ppdet",
        "steps-as-epochs",
    ),
    "one milestone past the end": (ppdet(12, piecewise(13)), ppdet(12, piecewise(8)), "ppdet", "milestone-after-end"),
    "the second of two mild milestones past the end": (
        ppdet(12, piecewise(8, 16, gamma=[0.3, 0.09])),
        ppdet(12, piecewise(8, 11, gamma=[0.3, 0.09])),
        "ppdet",
        "milestone-after-end",
    ),
    "a warmup longer than the run": (
        ppdet(12, piecewise(8, 11), warmup=20),
        ppdet(12, piecewise(8, 11)),
        "ppdet",
        "warmup-longer-than-run",
    ),
    "a warmup longer than the run, which delays milestones": (
        ppseg(9000, type="MultiStepDecay", milestones=[6000, 8000], warmup_iters=9000, warmup_start_lr=0.001),
        ppseg(9000, type="MultiStepDecay", milestones=[6000, 8000]),
        "ppseg",
        "warmup-longer-than-run",
    ),
    "steps of a tenth of the run": (
        ppcls(100, name="Step", step_size=10, gamma=0.1),
        ppcls(100, name="Step", step_size=40, gamma=0.1),
        "ppcls",
        "collapses-early",
    ),
    "steps as long as the run": (
        ppcls(60, name="Step", step_size=70, gamma=0.1),
        ppcls(60, name="Step", step_size=30, gamma=0.1),
        "ppcls",
        "never-decays",
    ),
    "a factor near 1": (
        ppcls(90, name="Step", step_size=30, gamma=0.99),
        ppcls(90, name="Step", step_size=30, gamma=0.1),
        "ppcls",
        "extreme-gamma",
    ),
    "a cosine twice as long as the run": (
        ppseg(80000, type="CosineAnnealingDecay", T_max=160000),
        ppseg(80000, type="CosineAnnealingDecay", T_max=80000),
        "ppseg",
        "cosine-longer-than-run",
    ),
    "a cosine of half the run": (
        ppseg(80000, type="PolynomialDecay", decay_steps=40000, end_lr=0),
        ppseg(80000, type="PolynomialDecay", end_lr=0),
        "ppseg",
        "zero-tail",
    ),
    "a default floor above the peak": (
        ppseg(80000, type="PolynomialDecay", learning_rate=0.0001),
        ppseg(80000, type="PolynomialDecay", learning_rate=0.0001, end_lr=0),
        "ppseg",
        "polynomial-default-end",
    ),
}


@pytest.mark.parametrize(("wrong", "right", "suite", "cause"), CAUSES.values(), ids=CAUSES)
def test_one_mistake_is_one_finding(wrong, right, suite, cause):
    assert rules_of(wrong, suite) == {cause}
    assert rules_of(right, suite) == set()


def test_two_mistakes_are_two_findings():
    config = ppseg(80000, type="CosineAnnealingDecay", T_max=160000, learning_rate="1e-2", eta_min=0.02)
    assert rules_of(config, "ppseg") >= {"number-as-string", "floor-above-peak"}


def test_a_rule_that_is_not_run_explains_nothing():
    every = [rule for rule in RULES if rule.name != "ends-high"]
    options = CheckOptions(suite="ppseg", rules=tuple(every))
    assert [finding.rule for finding in check_config(cosine(0.002), options)] == ["floor-guide"]


def test_rules_explain_rules_that_there_are():
    for rule in RULES:
        assert [find_rule(code).code for code in rule.explains] == list(rule.explains)
        assert rule.code not in rule.explains
        assert not any(rule.code in find_rule(code).explains for code in rule.explains)


def test_nothing_is_left_out_of_no_findings():
    assert without_consequences([], RULES, None) == []


def test_of_a_cause_and_its_consequence_the_more_severe_speaks():
    rules = [find_rule("milestone-after-end"), find_rule("never-decays")]

    def kept(cause, consequence):
        found = [
            Finding(rule.code, rule.name, severity, "a.yml", 1, "key", "m")
            for rule, severity in zip(rules, (cause, consequence), strict=True)
        ]
        return [finding.code for finding in without_consequences(found, rules, None)]

    assert kept("error", "warning") == kept("warning", "warning") == kept("info", "info") == ["LR102"]
    assert kept("info", "warning") == ["LR101"]
