"""A resumed run that loads the weights alone."""

import pytest

from paddle_lrkit.scripts.program import LoopNumber, Resume
from tests.lint.used import built, cosine, findings, found, per_epoch, place, used

RULE = "weights-only-resume"


def resumed(*, moves_start=True, **loads):
    return Resume(place(15), loads, moves_start, {part: place(16 + index) for index, part in enumerate(loads)})


def test_the_finding_is_at_the_load_of_the_weights():
    (finding,) = findings(used(cosine(), per_epoch(), resumes=(resumed(weights=None),)))
    assert (finding.rule, finding.severity, finding.line) == (RULE, "warning", 16)


@pytest.mark.parametrize(
    ("resumes", "expected"),
    [
        ((resumed(weights=None, optimizer=0),), []),
        ((resumed(weights=None, optimizer=None),), []),
        ((resumed(weights=None, schedule=0),), []),
        ((resumed(weights=None, moves_start=False),), []),
        ((resumed(weights=None), resumed(optimizer=0)), []),
        ((resumed(optimizer=0),), []),
        ((), []),
        ((resumed(weights=None, optimizer=7),), [(RULE, 16)]),
        ((resumed(weights=None, schedule=7),), [(RULE, 16)]),
    ],
)
def test_a_state_of_the_schedule_or_of_its_optimizer_is_enough(resumes, expected):
    assert found(used(cosine(), per_epoch(), resumes=resumes), RULE) == expected


@pytest.mark.parametrize(
    "usage",
    [
        used(cosine(), per_epoch(argument=LoopNumber(0, (1,))), resumes=(resumed(weights=None),)),
        used(cosine(), per_epoch(), moved=((place(17), 4),), resumes=(resumed(weights=None),)),
        used(
            built("CosineAnnealingDecay", learning_rate=0.1, T_max=30, last_epoch=4),
            per_epoch(),
            resumes=(resumed(weights=None),),
        ),
        used(cosine(), per_epoch(), holders=(), resumes=(resumed(weights=None),)),
    ],
)
def test_a_schedule_that_is_moved_in_another_way_is_no_finding(usage):
    assert found(usage, RULE) == []
