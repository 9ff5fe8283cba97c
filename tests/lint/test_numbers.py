"""Numbers in the sentences of findings: lengths without an exponent, shares that are not rounded to nothing."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.units import LengthOptions
from tests.lint.test_fixtures import BAD, found

EXPONENT = re.compile(r"\de\+|\d\.?\d*e-?\d+ (?:ep|up|of)")
NOTHING = re.compile(r"(?<![\d.,])0%")
LENGTHS = st.integers(1, 10**9) | st.floats(1e-6, 1e9) | st.integers(1, 50)
EPOCHS = st.integers(1, 400) | st.integers(1, 10**7)


def unreadable(findings):
    return [
        finding.message
        for finding in findings
        if EXPONENT.search(finding.message) or NOTHING.search(finding.message) or NOTHING.search(finding.fix or "")
    ]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_the_numbers_of_the_fixtures_are_readable(path, tmp_path):
    assert unreadable(found(path, tmp_path)) == []


def decays(marks, size, span, gamma):
    return {
        "ppcls": [
            {"name": "MultiStepDecay", "milestones": marks, "gamma": gamma},
            {"name": "Step", "step_size": size, "gamma": gamma},
            {"name": "Cosine", "eta_min": gamma / 10},
        ],
        "ppseg": [
            {"type": "MultiStepDecay", "milestones": marks, "gamma": gamma},
            {"type": "CosineAnnealingDecay", "T_max": int(span) + 1, "eta_min": gamma / 100},
            {"type": "PolynomialDecay", "decay_steps": int(span) + 1, "end_lr": 0},
            {"type": "ExponentialDecay", "gamma": gamma},
        ],
        "ppdet": [
            {"name": "PiecewiseDecay", "milestones": marks, "gamma": gamma},
            {"name": "CosineDecay", "max_epochs": span, "min_lr_ratio": gamma / 10},
        ],
    }


@st.composite
def configs(draw):
    suite = draw(st.sampled_from(["ppcls", "ppseg", "ppdet"]))
    marks = sorted(draw(st.lists(LENGTHS, min_size=1, max_size=3, unique=True)))
    sizes = (draw(LENGTHS), draw(LENGTHS), draw(st.floats(1e-6, 1.5)))
    decay = draw(st.sampled_from(decays(marks, *sizes)[suite]))
    run, warmup = draw(EPOCHS), draw(LENGTHS)
    if suite == "ppcls":
        lr = {**decay, "learning_rate": 0.1, "warmup_epoch": warmup, "by_epoch": draw(st.booleans())}
        return suite, {"Global": {"epochs": run}, "Optimizer": {"lr": lr}}
    if suite == "ppseg":
        lr = {**decay, "learning_rate": 0.1, "warmup_iters": int(warmup) + 1, "warmup_start_lr": 0.01}
        return suite, {"iters": run, "lr_scheduler": lr}
    ramp = {"name": "LinearWarmup", draw(st.sampled_from(["steps", "epochs"])): int(warmup) + 1}
    return suite, {"epoch": run, "LearningRate": {"base_lr": 0.1, "schedulers": [decay, ramp]}}


@given(configs(), st.none() | st.integers(1, 10**5))
@settings(max_examples=150, deadline=None)
def test_the_numbers_of_any_config_are_readable(made, steps):
    suite, config = made
    assume(config.get("iters", 0) < 10**6 or config["lr_scheduler"]["type"] != "ExponentialDecay")
    assert unreadable(check_config(config, CheckOptions(suite=suite, length=LengthOptions(steps)))) == []


@pytest.mark.parametrize(
    ("steps", "place"), [(None, "at epoch 16 of 12"), (1000, "at update 16,000 of 12,000 (epoch 16 of 12)")]
)
def test_a_place_is_in_updates_and_epochs_where_both_are_known(steps, place):
    decay = {"name": "PiecewiseDecay", "gamma": 0.1, "milestones": [8, 16]}
    config = {"epoch": 12, "LearningRate": {"schedulers": [decay, {"name": "LinearWarmup", "epochs": 1}]}}
    (finding,) = check_config(config, CheckOptions(suite="ppdet", length=LengthOptions(steps)))
    assert place in finding.message
