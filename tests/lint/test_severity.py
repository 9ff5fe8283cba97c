"""An error is what the suite refuses, or what changes the rates that the run sees."""

import pytest

from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.base import Selection
from tests.lint.following import followed
from tests.lint.mistakes import KINDS, injected
from tests.lint.test_advice import FIXTURES, steps
from tests.lint.test_fixtures import options
from tests.lint.test_recall import own_sample

STEPS = 40
_OTHER_SECTIONS = ("unknown-key",)
"""Rules about keys that the trainer refuses and a reader of the schedule does not look at."""


def rates(config, given):
    """The rates of the run; None where the suite refuses the config."""
    length = given.length.steps_per_epoch or STEPS
    try:
        schedule = load_schedule(config, suite=given.suite, variant=given.selection.variant, steps_per_epoch=length)
    except ConfigError:
        return None
    if schedule.plateau is not None:
        return None
    total = schedule.total_updates
    return [schedule.curve(update) for update in sorted({*range(0, total, max(total // 400, 1)), total - 1})]


def harmless(config, given):
    """The errors of a config that the suite takes, whose advice changes no rate of the run."""
    before = rates(config, given)
    for finding in check_config(config, given):
        if finding.severity == "error" and finding.rule not in _OTHER_SECTIONS and before is not None:
            changed = followed(config, finding, steps(config)) if finding.fix else None
            if changed is not None and rates(changed, given) == before:
                yield finding


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_an_error_of_a_fixture_changes_the_run(path):
    text = path.read_text(encoding="utf-8")
    assert list(harmless(parse_yaml11(text, path.name).data, options(text))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_about_a_planted_mistake_changes_the_run(kind):
    wrong = [(suite, variant, injected(config, suite, kind)) for suite, variant, config in own_sample()]
    found = [
        (config, finding.message)
        for suite, variant, config in wrong
        if config is not None
        for finding in harmless(config, CheckOptions(suite=suite, selection=Selection(variant)))
    ]
    assert found == []


def ppcls(epochs, **lr):
    return {"Global": {"epochs": epochs}, "Optimizer": {"lr": {"learning_rate": 0.1, **lr}}}


def ppdet(epochs, decay, warmup):
    return {"epoch": epochs, "LearningRate": {"base_lr": 0.01, "schedulers": [decay, warmup]}}


def piecewise(gamma, *milestones):
    return {"name": "PiecewiseDecay", "gamma": gamma, "milestones": list(milestones)}


RAMP = {"name": "LinearWarmup", "start_factor": 0.1, "epochs": 1}
NEVER = {
    "values past the end of the run": (
        "ppcls",
        {
            "Global": {"epochs": 50},
            "Optimizer": {"lr": {"name": "Piecewise", "decay_epochs": [30, 90], "values": [0.1, 0.01, 0.001, 0.0001]}},
        },
        "values-length",
    ),
    "milestones that change places past the end": (
        "ppdet",
        ppdet(12, piecewise(0.1, 8, 30, 20), RAMP),
        "unsorted-milestones",
    ),
    "a floor below 0 that is never reached": (
        "ppseg",
        {
            "iters": 1000,
            "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.1, "end_lr": -0.01, "decay_steps": 4000},
        },
        "negative-or-nan",
    ),
    "factors of 1 inside the warmup": (
        "ppdet",
        ppdet(12, piecewise([1.0, 1.0], 2, 8), {**RAMP, "epochs": 3}),
        "milestone-inside-warmup",
    ),
    "factors of 1 in the wrong unit": (
        "ppdet",
        ppdet(12, piecewise([1.0, 1.0], 60000, 80000), RAMP),
        "steps-as-epochs",
    ),
    "a rate that stands in a table of the same rates": (
        "ppcls",
        ppcls(50, name="Piecewise", decay_epochs=[30, 60, 90], values=[0.1, 0.01, 0.001, 0.0001]),
        "values-discarded",
    ),
}


@pytest.mark.parametrize(("suite", "config", "rule"), NEVER.values(), ids=NEVER)
def test_what_never_happens_within_the_run_is_no_error(suite, config, rule):
    assert rates(config, CheckOptions(suite=suite)) is not None
    found = {finding.rule: finding.severity for finding in check_config(config, CheckOptions(suite=suite))}
    assert found.get(rule, "info") in ("info", "warning")


@pytest.mark.parametrize(
    ("suite", "config", "rule"),
    [
        ("ppdet", ppdet(40, piecewise(0.1, 8, 30, 20), RAMP), "unsorted-milestones"),
        ("ppdet", ppdet(12, piecewise([0.1, 0.01], 2, 8), {**RAMP, "epochs": 3}), "milestone-inside-warmup"),
        (
            "ppseg",
            {"iters": 1000, "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.1, "end_lr": -0.01}},
            "negative-or-nan",
        ),
    ],
)
def test_the_same_within_the_run_is_an_error(suite, config, rule):
    found = {finding.rule: finding.severity for finding in check_config(config, CheckOptions(suite=suite))}
    assert found[rule] == "error"
