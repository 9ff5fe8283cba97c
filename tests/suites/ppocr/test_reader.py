"""PaddleOCR: expected rates from formulas written out here."""

import math

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule


def config(epochs=6, **lr):
    return {"Global": {"epoch_num": epochs}, "Optimizer": {"lr": lr}}


def rates(given, steps, updates):
    curve = load_schedule(given, steps_per_epoch=steps).curve
    return [curve(update) for update in updates]


def half(base, part, floor=0.0):
    return floor + (base - floor) * (1 + math.cos(math.pi * part)) / 2


def test_the_cosine_is_not_shortened_by_the_warmup():
    given = config(name="Cosine", learning_rate=0.01, warmup_epoch=2, eta_min=0.005)
    expected = [0.0, 0.005, 0.01, half(0.01, 14 / 42), half(0.01, 27 / 42)]
    assert rates(given, 7, [0, 7, 14, 28, 41]) == pytest.approx(expected, rel=1e-12)


def test_a_warmup_that_rounds_to_no_update_is_none():
    assert rates(config(name="Const", learning_rate=0.01, warmup_epoch=0.02), 7, [0]) == [0.01]
    assert rates(config(learning_rate=0.01, warmup_epoch=0.5), 7, [0, 2, 4]) == [0.0, 0.005, 0.01]


def test_values_win_over_learning_rate():
    given = config(name="Piecewise", learning_rate=9.0, decay_epochs=[2, 4], values=[0.1, 0.01, 0.001])
    assert rates(given, 7, [13, 14, 28]) == [0.1, 0.01, 0.001]


def test_decay_learning_rate_ignores_its_end():
    given = config(name="DecayLearningRate", learning_rate=0.01, factor=0.5, end_lr=0.009, warmup_epoch=9)
    assert rates(given, 7, [0, 21]) == pytest.approx([0.01, 0.01 * 0.5**0.5], rel=1e-12)


def test_two_step_cosine_jumps_after_a_warmup_and_dies_without():
    steps = 3
    plain = config(epochs=400, name="TwoStepCosine", learning_rate=0.01)
    assert rates(plain, steps, [0, 300, 600, 601, 1199]) == pytest.approx([0.01, 0.005, 0, 0, 0], abs=1e-14)
    warmed = config(epochs=400, name="TwoStepCosine", learning_rate=0.01, warmup_epoch=1)
    jump = half(0.01, 601 / 1200)
    assert rates(warmed, steps, [3, 603, 604]) == pytest.approx([0.01, 0.0, jump], abs=1e-14)


def test_linear_warmup_cosine_takes_text_for_numbers():
    given = config(name="LinearWarmupCosine", learning_rate="1e-4", start_lr="1e-5", min_lr="1e-8", warmup_steps=9)
    expected = [1e-5, 1e-5 + 9e-5 / 9, half(1e-4, 1 / 42, 1e-8)]
    assert rates(given, 7, [0, 1, 10]) == pytest.approx(expected, rel=1e-12)


def test_cyclical_cosine_and_one_cycle():
    assert rates(config(name="CyclicalCosine", learning_rate=0.1, cycle=2), 5, [0, 5, 10, 15]) == pytest.approx(
        [0.1, 0.05, 0.1, 0.05], rel=1e-12
    )
    peak = 0.3 * 60 - 1
    given = config(name="OneCycle", max_lr=0.1, anneal_strategy="linear")
    expected = [0.004, 0.004 + 0.096 * 10 / peak, 0.1, 0.004 / 1e4]
    assert rates(given, 10, [0, 10, 17, 59]) == pytest.approx(expected, rel=1e-12)


def test_updates_of_an_epoch():
    loader = {"loader": {"batch_size_per_card": 8, "drop_last": True}}
    given = {**config(name="Const", learning_rate=0.1), "Train": loader}
    assert load_schedule(given, images=100, world_size=2).steps_per_epoch == 6
    assert load_schedule(given, images=100, batch_size=10, world_size=2).steps_per_epoch == 5
    with pytest.raises(ConfigError, match="sampler cannot be counted"):
        load_schedule({**given, "Train": {**loader, "sampler": {"name": "MultiScaleSampler"}}}, images=100)
    with pytest.raises(ConfigError, match="batch_size_per_card"):
        load_schedule(given)


@pytest.mark.parametrize(
    ("lr", "key", "words"),
    [
        ({"name": "cosine", "learning_rate": 0.1}, "name", "did you mean 'Cosine'"),
        ({"name": "Cosine", "learning_rate": "1e-2"}, "learning_rate", "text in YAML 1.1"),
        ({"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [2]}, "gamma", "is missing"),
        ({"name": "Piecewise", "decay_epochs": [2, 4], "values": [0.1, 0.2]}, "values", "3 values for 2 boundaries"),
        ({"name": "Piecewise", "decay_epochs": [], "values": [0.1]}, "decay_epochs", "not empty"),
        ({"name": "LinearWarmupCosine", "learning_rate": "x"}, "learning_rate", "a number"),
        ({"name": "Const", "learning_rate": 1}, "learning_rate", "refuse a whole one"),
        ({"name": "Const", "learning_rate": 0.0, "warmup_epoch": 1}, "learning_rate", "must end above"),
        ({"name": "CyclicalCosine", "learning_rate": 0.1, "cycle": 1, "last_epoch": 3}, "last_epoch", "-1"),
    ],
)
def test_what_paddleocr_refuses(lr, key, words):
    with pytest.raises(ConfigError) as caught:
        load_schedule(config(**lr), steps_per_epoch=7)
    assert caught.value.key == f"Optimizer.lr.{key}"
    assert words in caught.value.message
