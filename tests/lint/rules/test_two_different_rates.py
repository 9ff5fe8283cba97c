"""An optimizer that is built with another rate than its schedule has."""

import pytest

from tests.lint.used import built, cosine, findings, found, optimizer, per_epoch, used

RULE = "two-different-rates"


def replaced(schedule, given):
    return used(schedule, per_epoch(), holders=(optimizer(schedule, 8, given=given),))


def test_the_finding_is_at_the_rate_of_the_schedule():
    (finding,) = findings(replaced(cosine(), 1e-4))
    assert (finding.rule, finding.severity, finding.line) == (RULE, "warning", 4)
    assert finding.message == "Adam is built with the rate 1e-4, but sched, which begins at 0.1, replaces it"


@pytest.mark.parametrize("given", [0.1, 0.001, None, cosine()])
def test_the_same_rate_and_the_default_are_no_finding(given):
    assert found(replaced(cosine(), given), RULE) == []


def test_the_end_of_a_warmup_is_one_of_its_rates():
    warmed = built("LinearWarmup", learning_rate=0.05, warmup_steps=5, start_lr=0.0, end_lr=0.05)
    assert found(replaced(warmed, 0.05), RULE) == []
