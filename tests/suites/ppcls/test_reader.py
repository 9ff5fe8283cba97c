"""PaddleClas: expected rates from formulas written out here."""

import math

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule, load_schedules


def config(epochs=10, **lr):
    return {"Global": {"epochs": epochs}, "Optimizer": {"lr": lr}}


def rates(given, steps, updates):
    curve = load_schedule(given, suite="ppcls", steps_per_epoch=steps).curve
    return [curve(update) for update in updates]


def half(base, floor, part):
    return floor + (base - floor) * (1 + math.cos(math.pi * part)) / 2


def test_cosine_shortens_by_the_warmup():
    given = config(name="Cosine", learning_rate=0.1, eta_min=0.01, warmup_epoch=2, warmup_start_lr=0.001)
    expected = [0.001, 0.001 + 0.099 * 7 / 14, 0.1, half(0.1, 0.01, 28 / 56), half(0.1, 0.01, 55 / 56)]
    assert rates(given, 7, [0, 7, 14, 42, 69]) == pytest.approx(expected, rel=1e-12)


def test_a_warmup_as_long_as_the_run_ramps_over_all_of_it():
    given = config(name="Cosine", learning_rate=0.1, warmup_epoch=20)
    assert rates(given, 7, [0, 35, 69]) == pytest.approx([0.0, 0.05, 0.1 * 69 / 70], rel=1e-12)


def test_piecewise_with_a_rate_throws_its_table_away():
    given = config(epochs=100, name="Piecewise", learning_rate=0.4, decay_epochs=[3], values=[1.0, 2.0])
    expected = [0.4, 0.4, 0.04, 0.004, 0.0004]
    assert rates(given, 10, [0, 299, 300, 600, 999]) == pytest.approx(expected, rel=1e-12)
    short = config(epochs=30, name="Piecewise", learning_rate=0.4, decay_epochs=[3], values=[1.0, 2.0])
    assert rates(short, 10, [0, 299]) == [0.4, 0.4]


def test_milestones_shift_by_the_warmup():
    given = config(name="MultiStepDecay", learning_rate=0.1, milestones=[3, 6], warmup_epoch=2)
    assert rates(given, 10, [20, 49, 50, 80]) == pytest.approx([0.1, 0.1, 0.01, 0.001], rel=1e-12)


def test_step_rounds_down_to_updates():
    given = config(name="Step", learning_rate=0.1, step_size=2.4, gamma=0.5)
    assert rates(given, 7, [15, 16, 32]) == pytest.approx([0.1, 0.05, 0.025], rel=1e-12)


def test_linear_with_by_epoch_warms_up_for_as_many_epochs_as_it_has_updates():
    given = config(epochs=10, name="Linear", learning_rate=0.1, warmup_epoch=1, by_epoch=True)
    steps = 4
    expected = [0.1 * (update // steps) / 4 for update in range(16)] + [0.1 * (1 - 0 / 9), 0.1 * (1 - 1 / 9)]
    assert rates(given, steps, [*range(16), 16, 20]) == pytest.approx(expected, rel=1e-12)


def test_by_epoch_ticks_after_each_epoch():
    given = config(name="Cosine", learning_rate=0.1, by_epoch=True)
    assert rates(given, 5, [0, 4, 5, 49]) == pytest.approx([0.1, 0.1, half(0.1, 0, 0.1), half(0.1, 0, 0.9)], rel=1e-12)


def test_fixmatch_ends_above_zero():
    given = config(name="CosineFixmatch", learning_rate=0.03, num_warmup_steps=10)
    expected = [0.0, 0.015, 0.03, 0.03 * math.cos(math.pi * 7 / 16 * 59 / 60)]
    assert rates(given, 7, [0, 5, 10, 69]) == pytest.approx(expected, rel=1e-12)


def test_one_cycle_and_cyclic():
    one = config(name="OneCycleLR", max_learning_rate=0.1, phase_pct=0.5, anneal_strategy="linear")
    up = 0.5 * 70 - 1
    start = 0.1 / 25
    expected = [start, start + (0.1 - start) * 17 / up, 0.1, 1e-10]
    assert rates(one, 7, [0, 17, 34, 69]) == pytest.approx(expected, rel=1e-12)
    cyclic = config(
        name="Cyclic",
        base_learning_rate=0.01,
        max_learning_rate=0.11,
        warmup_epoch=0,
        warmup_start_lr=0,
        step_size_up=5,
    )
    assert rates(cyclic, 7, [0, 5, 7, 10]) == pytest.approx([0.01, 0.11, 0.07, 0.01], rel=1e-12)


def test_a_scheduler_that_starts_at_another_tick():
    given = config(name="Step", learning_rate=0.1, step_size=1, gamma=0.5, last_epoch=6)
    assert rates(given, 7, [0, 6, 7]) == pytest.approx([0.05, 0.05, 0.025], rel=1e-12)


def test_text_is_read_as_a_literal_but_not_inside_a_list():
    assert rates(config(name="ConstLR", learning_rate="1e-4"), 7, [0]) == [1e-4]
    assert rates(config(name="MultiStepDecay", learning_rate=0.1, milestones="[1, 2]"), 7, [7]) == [0.1 * 0.1]
    listed = {"Global": {"epochs": 3}, "Optimizer": [{"SGD": {"scope": "all", "lr": {"learning_rate": "1e-4"}}}]}
    with pytest.raises(ConfigError, match=r"text in YAML 1\.1"):
        load_schedule(listed, steps_per_epoch=7)


def test_several_optimizers():
    entries = [
        {"Momentum": {"scope": "all", "lr": {"name": "ConstLR", "learning_rate": rate}}} for rate in (0.1, 0.2, 0.3)
    ]
    given = {"Global": {"epochs": 3}, "Optimizer": entries}
    schedules = load_schedules(given, steps_per_epoch=7)
    assert [schedule.curve(0) for schedule in schedules] == [0.1, 0.2, 0.3]
    assert load_schedule(given, steps_per_epoch=7, optimizer_index=2).curve(0) == 0.3
    with pytest.raises(ConfigError, match="optimizer_index must be 0 to 2"):
        load_schedule(given, steps_per_epoch=7, optimizer_index=3)


def test_updates_of_an_epoch():
    loader = {"Train": {"sampler": {"batch_size": 64, "drop_last": False}}}
    given = {**config(name="ConstLR", learning_rate=0.1), "DataLoader": loader}
    assert load_schedule(given, images=1000, world_size=4).steps_per_epoch == 4
    loader["Train"]["sampler"]["drop_last"] = True
    given["Global"]["update_freq"] = 2
    assert load_schedule(given, images=1000, world_size=4).steps_per_epoch == 1
    given["Global"]["iter_per_epoch"] = 101
    assert load_schedule(given).steps_per_epoch == 50
    loader["Train"]["sampler"]["name"] = "PKSampler"
    del given["Global"]["iter_per_epoch"]
    with pytest.raises(ConfigError, match="PKSampler"):
        load_schedule(given, images=1000)


def test_on_a_plateau():
    arguments = {"name": "ReduceOnPlateau", "learning_rate": 0.1, "mode": "max", "patience": 4, "epsilon": "1e-8"}
    schedule = load_schedule(config(**arguments, by_epoch=True), steps_per_epoch=7)
    assert (schedule.plateau.mode, schedule.plateau.patience, schedule.plateau.epsilon) == ("max", 4, 1e-8)
    assert schedule.curve(69) == 0.1
    with pytest.raises(ConfigError, match="without a metric"):
        load_schedule(config(**arguments), steps_per_epoch=7)
    frozen = load_schedule(config(**arguments, warmup_epoch=2, warmup_start_lr=0.01), steps_per_epoch=7)
    assert (frozen.curve(0), frozen.curve(69), frozen.plateau) == (0.01, 0.01, None)


@pytest.mark.parametrize(
    ("lr", "key", "words"),
    [
        ({"name": "Cosin", "learning_rate": 0.1}, "name", "did you mean 'Cosine'"),
        ({"name": ["Cosine"], "learning_rate": 0.1}, "name", "must be the name"),
        ({"name": "Cosine"}, "learning_rate", "is missing"),
        ({"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 0.5}, "warmup_epoch", "without a dot"),
        ({"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 5.0}, "warmup_epoch", "without a dot"),
        ({"name": "Step", "learning_rate": 0.1, "step_size": 0.05, "gamma": 0.5}, "step_size", ">= 1"),
        ({"name": "Step", "learning_rate": 0.1, "step_size": 1, "gamma": 1.0}, "gamma", "< 1"),
        ({"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [6, 3]}, "milestones", "must increase"),
        (
            {"name": "Linear", "learning_rate": 0.1, "warmup_epoch": 2, "warmup_start_lr": 0.2},
            "warmup_start_lr",
            "must end above",
        ),
        ({"name": "Piecewise", "decay_epochs": [3], "values": [0.1]}, "values", "2 values for 1 boundaries"),
        ({"name": "CosineFixmatch", "learning_rate": 0.1, "num_warmup_steps": 0, "foo": 1}, "foo", "takes no argument"),
        ({"name": "OneCycleLR", "max_learning_rate": 0.1, "phase_pct": 1}, "phase_pct", "with a dot"),
        ({"learning_rate": 1}, "learning_rate", "refuse a whole one"),
    ],
)
def test_what_paddleclas_refuses(lr, key, words):
    with pytest.raises(ConfigError) as caught:
        load_schedule(config(**lr), suite="ppcls", steps_per_epoch=7)
    assert caught.value.key == f"Optimizer.lr.{key}"
    assert words in caught.value.message


def test_unknown_keys_are_swallowed_by_most_classes():
    assert rates(config(name="ConstLR", learning_rate=0.1, foo=3, epochs=99, step_each_epoch=9), 7, [0]) == [0.1]
