"""A schedule that is never stepped."""

import pytest

from paddle_lrkit.scripts.program import NotKnown
from tests.lint.used import built, cosine, findings, found, optimizer, per_epoch, place, used


def test_the_finding_is_at_the_schedule_and_the_only_one():
    (finding,) = findings(used(cosine(line=11)))
    assert (finding.rule, finding.severity, finding.line) == ("never-stepped", "error", 11)
    assert finding.message == "step() of sched is never called, so the rate stays at 0.1 in the whole run"
    assert finding.fix == "call sched.step() once an epoch"


def test_lengths_in_updates_are_stepped_after_each_of_them():
    (finding,) = findings(used(built("StepDecay", variable="", learning_rate=0.1, step_size=2000)))
    assert finding.fix == "call its step() after each update"
    assert "step() of the StepDecay is never called" in finding.message


def test_a_variable_that_is_bound_to_another_schedule_is_named():
    second = optimizer(built("StepDecay", 6, 1, "sched", learning_rate=0.1, step_size=9), 7, 1)
    (finding,) = findings(used(cosine(), other_optimizers=(second,)))
    assert finding.message.endswith("; line 6 binds its variable to another schedule")


@pytest.mark.parametrize(
    "usage",
    [
        used(cosine(), per_epoch()),
        used(cosine(), uncertain=(NotKnown(place(5), "sched is given to run(), which is not followed"),)),
        used(cosine(), holders=()),
        used(cosine(), updates=1),
        used(cosine(), moved=((place(30), 4),)),
        used(built("CosineAnnealingDecay", learning_rate=0.1, T_max=30, eta_min=0.1)),
        used(built("PiecewiseDecay", boundaries=[10], values=[0.1, 0.1])),
    ],
)
def test_what_is_stepped_or_need_not_be_is_no_finding(usage):
    assert found(usage, "never-stepped") == []
