"""A schedule that no optimizer holds."""

from dataclasses import replace

import pytest

from paddle_lrkit.scripts.program import NotKnown
from tests.lint.used import built, cosine, findings, found, optimizer, per_epoch, place, used

FLOAT = optimizer(0.05, 9)


def test_the_finding_is_at_the_rate_of_the_optimizer_and_the_only_one():
    (finding,) = findings(used(cosine(), per_epoch(), holders=(), other_optimizers=(FLOAT,)))
    assert (finding.rule, finding.severity, finding.line) == ("optimizer-has-float", "error", 9)
    assert finding.message.startswith("Adam holds the number 0.05, so step() of sched changes nothing")
    assert finding.fix == "learning_rate=sched"


def test_of_a_schedule_that_is_not_stepped_either_it_is_a_warning():
    (finding,) = findings(used(cosine(), holders=(), other_optimizers=(FLOAT,)))
    assert (finding.rule, finding.severity) == ("optimizer-has-float", "warning")


def test_another_schedule_in_its_place_is_a_warning_unless_this_one_is_only_one_to_choose_from():
    other = optimizer(built("StepDecay", 5, 1, "second", learning_rate=0.1, step_size=10), 11)
    (finding,) = findings(used(cosine(), per_epoch(), holders=(), other_optimizers=(other,)))
    assert (finding.severity, finding.line) == ("warning", 11)
    assert "holds second, so step() of sched changes nothing" in finding.message
    assert findings(used(cosine(), holders=(), other_optimizers=(other,))) == []
    assert findings(used(cosine(), holders=(), other_optimizers=(other, FLOAT))) == []


def test_of_several_optimizers_the_nearest_was_meant():
    optimizers = (optimizer(0.1, 4), optimizer(0.2, 40, 1))
    usage = used(cosine(line=38), per_epoch(), holders=(), other_optimizers=optimizers)
    assert found(usage) == [("optimizer-has-float", 40)]


@pytest.mark.parametrize(
    "facts",
    [
        {"holders": (FLOAT,)},
        {"set_by_hand": (place(30),)},
        {"inside": True},
        {"uncertain": (NotKnown(place(5), "opt is given to build(), which is not followed"),)},
        {"other_optimizers": ()},
        {"updates": 0},
    ],
)
def test_a_schedule_that_acts_or_may_act_is_no_finding(facts):
    usage = used(cosine(), per_epoch(), holders=(), other_optimizers=(FLOAT,))
    assert found(replace(usage, **facts), "optimizer-has-float") == []
