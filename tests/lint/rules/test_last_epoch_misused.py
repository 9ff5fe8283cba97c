"""Where a schedule begins."""

import pytest

from paddle_lrkit.scripts.program import Resume
from tests.lint.used import built, cosine, findings, found, per_epoch, place, used

RULE = "last-epoch-misused"


def steps(position, text=""):
    texts = {"last_epoch": text}
    return built("StepDecay", texts=texts, learning_rate=0.1, step_size=10, last_epoch=position)


def test_the_length_is_no_position():
    schedule = built("CosineAnnealingDecay", learning_rate=0.1, T_max=10, last_epoch=30)
    (finding,) = [each for each in findings(used(schedule, per_epoch())) if each.rule == RULE]
    assert (finding.severity, finding.line) == ("error", 6)
    assert finding.message.startswith("last_epoch=30 begins sched behind its end at 10")


@pytest.mark.parametrize(
    ("position", "text", "expected"),
    [
        (30, "args.epochs", [(RULE, 6)]),
        (30, "start_epoch", []),
        (29, "", []),
        (-1, "", []),
        (44, "44", []),
    ],
)
def test_the_number_of_epochs_is_no_position(position, text, expected):
    assert found(used(steps(position, text), per_epoch()), RULE) == expected


def test_a_resumed_run_goes_on_at_its_position():
    schedule = built("CosineAnnealingDecay", learning_rate=0.1, T_max=60, last_epoch=29)
    assert found(used(schedule, per_epoch()), RULE) == []


def test_a_new_run_that_begins_at_0_is_worth_knowing():
    (finding,) = [each for each in findings(used(steps(0), per_epoch())) if each.rule == RULE]
    assert (finding.severity, finding.line) == ("info", 6)


def test_an_assignment_beside_a_loaded_state_is_worth_knowing():
    resume = Resume(place(28), {"weights": None, "optimizer": 0}, True, {"optimizer": place(29)})
    usage = used(steps(-1), per_epoch(), moved=((place(30), 4),), resumes=(resume,))
    (finding,) = [each for each in findings(usage) if each.rule == RULE]
    assert finding.severity == "info"
    assert finding.message.startswith("the state that is loaded has the position of sched already")


@pytest.mark.parametrize(
    ("schedule", "effect"),
    [
        (steps(-1), "the rate stays the first one until the next step()"),
        (cosine(), "it computes each rate from the one before and continues with the first rate"),
    ],
)
def test_an_assignment_does_not_move_it(schedule, effect):
    (finding,) = [each for each in findings(used(schedule, per_epoch(), moved=((place(30), 4),))) if each.rule == RULE]
    assert (finding.severity, finding.line) == ("warning", 30)
    assert finding.message == f"assigning last_epoch does not move sched: {effect}"
