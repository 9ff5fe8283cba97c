"""A length in batches, stepped once for several of them."""

import pytest

from tests.lint.used import StepSite, built, cosine, findings, found, place, used

SITE = StepSite(place(24), 150, "update")


def accumulated(schedule):
    return used(schedule, SITE, updates=150, batches_per_update=4)


def test_the_finding_is_at_the_length_and_the_only_one():
    (finding,) = findings(accumulated(cosine(600)))
    assert (finding.rule, finding.severity, finding.line) == ("length-in-batches", "error", 5)
    assert finding.message == (
        "T_max counts batches, but sched is stepped once for 4 of them: the run ends after 25% of the schedule "
        "(600 of them, and 150 steps)"
    )


def test_a_warmup_before_the_decay_counts():
    inner = cosine(540, variable="")
    warmed = built("LinearWarmup", 9, 1, learning_rate=inner, warmup_steps=60, start_lr=0.0, end_lr=0.1)
    assert found(accumulated(warmed)) == [("length-in-batches", 5)]


@pytest.mark.parametrize(
    "usage",
    [
        accumulated(cosine(150)),
        accumulated(cosine(300)),
        accumulated(built("StepDecay", learning_rate=0.1, step_size=600)),
        used(cosine(600), StepSite(place(24), 600, "batch")),
    ],
)
def test_other_lengths_are_no_finding(usage):
    assert found(usage, "length-in-batches") == []
