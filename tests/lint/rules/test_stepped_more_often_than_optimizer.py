"""step() without an update."""

import pytest

from tests.lint.used import StepSite, built, cosine, findings, found, per_batch, per_epoch, place, used

RULE = "stepped-more-often-than-optimizer"
OUTSIDE = per_batch(22, with_update=False)


def accumulated(schedule, *sites):
    """An update for every fourth batch."""
    return used(schedule, *(sites or [OUTSIDE]), updates=150, batches_per_update=4)


def test_the_finding_is_at_the_call_and_the_only_one():
    (finding,) = findings(accumulated(cosine(150)))
    assert (finding.rule, finding.severity, finding.line) == (RULE, "error", 22)
    assert finding.message == (
        "sched is stepped 4 times as often as the optimizer updates (600 steps in 150 updates), so it is over after "
        "25% of the run"
    )


@pytest.mark.parametrize(
    ("schedule", "severity"),
    [
        (cosine(30), "error"),
        (built("PolynomialDecay", learning_rate=0.1, decay_steps=120), "error"),
        (built("MultiStepDecay", learning_rate=0.1, milestones=[60, 120]), "error"),
        (built("ExponentialDecay", learning_rate=0.1, gamma=0.99), "warning"),
        (built("StepDecay", learning_rate=0.1, step_size=60), "warning"),
    ],
)
def test_a_schedule_without_an_end_is_a_warning(schedule, severity):
    assert [(each.rule, each.severity) for each in findings(accumulated(schedule)) if each.code > "LR9"] == [
        (RULE, severity)
    ]


@pytest.mark.parametrize("length", [600, 560, 1200])
def test_a_length_in_batches_fits(length):
    assert found(accumulated(cosine(length)), RULE) == []


def test_two_calls_for_one_update_are_one_too_many():
    usage = used(cosine(600), per_batch(18), per_batch(19), steps=1200, unit="batch")
    (finding,) = findings(usage)
    assert (finding.rule, finding.line) == (RULE, 19)
    assert "twice as often" in finding.message
    assert found(used(cosine(600), per_batch(18)), RULE) == []


def test_a_loop_that_makes_no_update_is_another_one():
    site = StepSite(place(26), 600, "other", with_update=False, alone=True)
    (finding,) = [each for each in findings(used(cosine(30), site)) if each.rule == RULE]
    assert (finding.severity, finding.line) == ("error", 26)
    assert finding.message == (
        "sched is stepped in a loop that makes no update (600 steps in 600 updates), so it is over after 5% of the run"
    )
    assert found(used(cosine(600), site), RULE) == []
    assert found(used(cosine(30), site, per_epoch()), RULE) == []
