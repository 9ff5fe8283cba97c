"""A schedule that a loop builds again."""

import pytest

from tests.lint.used import built, cosine, findings, found, per_batch, per_epoch, used

RULE = "rebuilt-every-epoch"


def test_the_finding_is_at_the_schedule_and_the_only_one():
    (finding,) = findings(used(cosine(line=7), per_epoch(), builds=30, built_per="epoch"))
    assert (finding.rule, finding.severity, finding.line) == (RULE, "error", 7)
    assert finding.message == ("sched is built again in every epoch (30 times), so the rate begins again at 0.1")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"builds": 600, "built_per": "batch"}, [(RULE, 3)]),
        ({"builds": 29, "built_per": "epoch"}, [(RULE, 3)]),
        ({"builds": 3, "built_per": "epoch"}, []),
        ({"builds": 5, "built_per": "other", "runs": 5, "epochs": 150, "updates": 3000}, []),
        ({}, []),
    ],
)
def test_folds_and_phases_build_it_again_on_purpose(facts, expected):
    assert found(used(cosine(), per_batch(), **facts), RULE) == expected


def test_a_schedule_that_is_built_at_its_position_is_no_finding():
    schedule = built("StepDecay", learning_rate=0.1, step_size=5, last_epoch=3)
    assert found(used(schedule, per_epoch(), builds=30, built_per="epoch"), RULE) == []
