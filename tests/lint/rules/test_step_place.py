"""Lengths that count something else than the calls of step()."""

import math

import pytest

from paddle_lrkit.scripts.unknown import assumed
from tests.lint.used import StepSite, built, cosine, findings, found, per_batch, per_epoch, place, used

RULE = "step-place"
LOADER = {"len(loader)"}


def half_wave(step):
    """A warmup of 2 epochs and a half wave of 28, in updates; the length of an epoch is assumed to be 20."""
    if step < 40:
        return assumed((step + 1) / 40, LOADER)
    return assumed(0.5 + 0.5 * math.cos(math.pi * (step - 40) / 560), LOADER)


@pytest.mark.parametrize(
    "schedule",
    [
        cosine(30),
        cosine(12),
        built("MultiStepDecay", learning_rate=0.1, milestones=[10, 20]),
        built("StepDecay", learning_rate=0.1, step_size=10),
        built("LinearWarmup", learning_rate=cosine(27), warmup_steps=3, start_lr=0.0, end_lr=0.1),
        built("paddlenlp.transformers.LinearDecayWithWarmup", learning_rate=0.1, total_steps=30, warmup=0.1),
    ],
)
def test_epochs_stepped_for_every_batch_are_found_at_the_call(schedule):
    (finding,) = [each for each in findings(used(schedule, per_batch())) if each.severity == "error"]
    assert (finding.rule, finding.line) == (RULE, 18)
    drops = schedule.name == "StepDecay"
    effect = "the rate drops every 10 updates" if drops else "the schedule is over after"
    assert f"and the run has 30 epochs, but step() is called for every batch: {effect}" in finding.message
    assert found(used(schedule, per_epoch()), RULE) == []


def test_paddles_model_is_told_to_step_by_epoch():
    (finding,) = findings(used(cosine(30), per_batch(by="paddle.Model.fit")))
    assert "fit() steps it for every batch" in finding.message
    assert finding.fix == "callbacks=[paddle.callbacks.LRScheduler(by_step=False, by_epoch=True)]"


@pytest.mark.parametrize(
    "schedule",
    [
        cosine(600),
        built("LinearWarmup", learning_rate=cosine(540), warmup_steps=60, start_lr=0.0, end_lr=0.1),
        built("LinearWarmup", learning_rate=cosine(assumed(540, LOADER)), warmup_steps=60, start_lr=0.0, end_lr=0.1),
        built("MultiStepDecay", learning_rate=0.1, milestones=[assumed(200, LOADER), assumed(400, LOADER)]),
        built("LambdaDecay", learning_rate=0.1, lr_lambda=half_wave),
    ],
)
def test_updates_stepped_once_an_epoch_are_found_at_the_call(schedule):
    (finding,) = [each for each in findings(used(schedule, per_epoch())) if each.severity == "error"]
    assert (finding.rule, finding.line) == (RULE, 20)
    assert "but step() is called once in each of 30 epochs" in finding.message
    assert found(used(schedule, per_batch()), RULE) == []


def test_a_length_that_the_call_itself_multiplies_is_found_there():
    schedule = cosine(assumed(600, LOADER), texts={"T_max": "EPOCHS * len(loader)"})
    assert found(used(schedule, per_epoch())) == [(RULE, 5)]


def test_a_length_of_batches_that_nothing_gives_is_not_shown_as_a_number():
    usage = used(cosine(assumed(30_000, LOADER)), per_epoch(), updates=30_000, steps_per_epoch=1000, guessed=True)
    (finding,) = findings(usage)
    assert finding.message == "T_max counts batches, but step() is called once in each of 30 epochs"


@pytest.mark.parametrize(
    "usage",
    [
        used(built("StepDecay", learning_rate=0.1, step_size=20, gamma=0.99), per_batch()),
        used(cosine(assumed(20, LOADER)), per_batch()),
        used(cosine(30), per_batch(calls=30), updates=30, batches=30, steps_per_epoch=1),
        used(cosine(30), per_batch(), epochs=None),
        used(cosine(40), per_epoch()),
        used(cosine(30), StepSite(place(18), 60, "other", 10)),
        used(cosine(30), per_epoch(calls=150), runs=5, builds=5, built_per="other", epochs=150, updates=3000),
        used(built("LambdaDecay", learning_rate=0.1, lr_lambda=lambda epoch: 0.9**epoch), per_epoch()),
    ],
)
def test_lengths_that_fit_and_those_of_unknown_loops_are_no_finding(usage):
    assert found(usage, RULE) == []
