"""PaddleSeg and its contributed programs: expected rates from formulas written out here."""

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule


def config(iters=100, **scheduler):
    return {"iters": iters, "lr_scheduler": scheduler}


def rates(given, updates, variant=None):
    curve = load_schedule(given, variant=variant).curve
    return [curve(update) for update in updates]


def test_the_polynomial_ends_at_paddles_default():
    given = config(type="PolynomialDecay", learning_rate=0.01)
    assert rates(given, [0, 50, 99]) == pytest.approx([0.01, 0.00505, 0.0099 * 0.01 + 0.0001], rel=1e-12)


def test_only_the_polynomial_is_shortened_by_the_warmup():
    warmup = {"warmup_iters": 20, "warmup_start_lr": 0.0}
    given = config(type="PolynomialDecay", learning_rate=0.1, end_lr=0, **warmup)
    assert rates(given, [10, 20, 60]) == pytest.approx([0.05, 0.1, 0.05], rel=1e-12)
    steps = config(type="MultiStepDecay", learning_rate=0.1, milestones=[30], gamma=0.5, **warmup)
    assert rates(steps, [49, 50]) == [0.1, 0.05]


@pytest.mark.parametrize("variant", ["medicalseg", "domainadaptation", "rsseg_c2fnet"])
def test_contributed_programs_have_other_defaults(variant):
    given = config(type="PolynomialDecay", learning_rate=0.01)
    assert rates(given, [50], variant) == pytest.approx([0.01 * 0.5**0.9], rel=1e-12)


def test_the_old_section():
    old = {"iters": 100, "learning_rate": {"value": 0.01, "decay": {"type": "poly", "power": 2}}}
    assert rates(old, [50], "medicalseg") == pytest.approx([0.0025], rel=1e-12)
    with pytest.raises(ConfigError, match="lr_scheduler: is missing"):
        load_schedule(old)
    bare = {"iters": 100, "learning_rate": {"value": 0.01}}
    assert rates(bare, [50], "medicalseg") == pytest.approx([0.01 * 0.5**0.9], rel=1e-12)
    table = {"value": [0.1, 0.01], "decay": {"type": "piecewise", "boundaries": [50]}}
    assert rates({"iters": 100, "learning_rate": table}, [49, 50], "domainadaptation") == [0.1, 0.01]
    stairs = {"value": 0.1, "decay": {"type": "stepdecay", "step_size": 10, "gamma": 0.5}}
    assert rates({"iters": 100, "learning_rate": stairs}, [10], "medicalseg") == [0.05]
    assert rates({"iters": 100, "learning_rate": 0.5}, [10], "medicalseg") == [0.5]


def test_the_new_section_goes_first():
    both = {**config(type="StepDecay", learning_rate=0.1, step_size=10), "learning_rate": {"value": 9}}
    assert rates(both, [10], "medicalseg") == pytest.approx([0.01])


def test_a_plateau_watches_the_loss_and_with_a_warmup_the_ticks():
    given = {"type": "ReduceOnPlateau", "learning_rate": 0.1, "patience": 2, "factor": 0.5}
    schedule = load_schedule(config(**given))
    assert (schedule.plateau.patience, schedule.plateau.metric) == (2, "training loss of each update")
    warmed = config(**given, cooldown=4, min_lr=0.02, warmup_iters=10, warmup_start_lr=0.0)
    assert rates(warmed, [5, 12, 13, 19, 20, 27, 99]) == pytest.approx([0.05, 0.1, 0.05, 0.05, 0.025, 0.02, 0.02])
    with pytest.raises(ConfigError, match="numbers of the ticks"):
        load_schedule(config(**given, mode="max", warmup_iters=10, warmup_start_lr=0.0))


def test_fractions_of_an_iteration_are_cut():
    assert load_schedule(config(iters=10.7, type="StepDecay", learning_rate=0.1, step_size=3)).total_updates == 10


@pytest.mark.parametrize(
    ("scheduler", "key", "words"),
    [
        ({}, "type", "is missing"),
        ({"type": "polynomialdecay", "learning_rate": 0.1}, "type", "did you mean 'PolynomialDecay'"),
        ({"type": "PolynomialDecay", "learning_rate": "1e-2"}, "learning_rate", "text in YAML 1.1"),
        ({"type": "PolynomialDecay", "learning_rate": 0.1, "_inherited_": False}, "_inherited_", "takes no argument"),
        ({"type": "CosineAnnealingDecay", "learning_rate": 0.1}, "T_max", "is missing"),
        ({"type": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 30.0}, "T_max", "whole number"),
        ({"type": "PolynomialDecay", "learning_rate": 0.1, "warmup_iters": 3}, "warmup_start_lr", "is missing"),
        (
            {"type": "StepDecay", "learning_rate": 0.1, "step_size": 3, "warmup_iters": 0, "warmup_start_lr": 0},
            "warmup_iters",
            ">= 1",
        ),
        ({"type": "LambdaDecay", "learning_rate": 0.1, "lr_lambda": "x"}, "lr_lambda", "must be a function"),
        ({"type": "OneCycleLR", "max_learning_rate": 0.1, "total_steps": 98}, "", "the run 100"),
        ({"type": "InverseTimeDecay", "learning_rate": 0.1, "gamma": -0.02}, "", "fails or overflows at update 50"),
    ],
)
def test_what_paddleseg_refuses(scheduler, key, words):
    with pytest.raises(ConfigError) as caught:
        load_schedule({"iters": 100, "lr_scheduler": scheduler})
    assert caught.value.key == f"lr_scheduler.{key}".rstrip(".")
    assert words in caught.value.message


def test_a_contributed_program_knows_no_warmup():
    given = config(type="StepDecay", learning_rate=0.1, step_size=3, warmup_iters=5, warmup_start_lr=0)
    with pytest.raises(ConfigError, match="takes no argument 'warmup_iters'"):
        load_schedule(given, variant="medicalseg")
    assert rates(given, [0], "rsseg_c2fnet") == [0.0]
