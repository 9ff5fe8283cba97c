"""PaddleDetection: against its table of one boundary an update, built and scanned here."""

import math

import pytest

from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

COSINE = {"max_epochs": 6, "min_lr_ratio": 0.0, "last_plateau_epochs": 0}
PIECEWISE = {"gamma": [0.1, 0.01], "milestones": [8, 11]}


def scan(boundaries, values, update):
    """What a table gives that is searched from its beginning."""
    for boundary, value in zip(boundaries, values, strict=False):
        if update < boundary:
            return value
    return values[-1]


def ramp(base, length, start_factor=None, power=None):
    """Boundaries and values of a warmup."""
    parts = [index / length for index in range(length + 1)]
    factors = [part**power if power is not None else start_factor * (1 - part) + part for part in parts]
    return list(range(1, length + 1)), [base * factor for factor in factors]


def cosine_table(base, length, steps, start_factor, *, max_epochs, min_lr_ratio, last_plateau_epochs):
    boundaries, values = ramp(base, length, start_factor)
    end, rest, low = max_epochs * steps, last_plateau_epochs * steps, base * min_lr_ratio
    for update in range(length, end):
        boundaries.append(update)
        angle = math.pi * (update - length) / (end - length - rest) if update < end - rest else math.pi
        values.append(low + (base - low) / 2 * (1 + math.cos(angle)))
    return boundaries, values


def piecewise_table(base, length, steps, start_factor, *, gamma, milestones):
    boundaries, values = ramp(base, length, start_factor)
    factors = gamma if isinstance(gamma, list) else [gamma / 10**index for index in range(len(milestones))]
    return boundaries + [steps * mark for mark in milestones], values + [base * factor for factor in factors]


def config(decay, arguments, warmup, epoch=6, base_lr=0.01):
    schedulers = [{"name": decay, **arguments}, {"name": "LinearWarmup", **warmup}]
    return {"epoch": epoch, "LearningRate": {"base_lr": base_lr, "schedulers": schedulers}}


def agree(schedule, table, peak=0.01):
    for update in range(schedule.total_updates + 20):
        assert abs(schedule.curve(update) - scan(*table, update)) <= 1e-12 * peak, update


@pytest.mark.parametrize("steps", [1, 7, 50])
@pytest.mark.parametrize("warmup", [1, 3, 20, 80])
@pytest.mark.parametrize(
    "change",
    [{}, {"max_epochs": 4}, {"max_epochs": 9}, {"min_lr_ratio": 0.1}, {"last_plateau_epochs": 2}, {"max_epochs": 1}],
)
def test_cosine_with_warmup(change, warmup, steps):
    arguments = {**COSINE, **change}
    schedule = load_schedule(
        config("CosineDecay", arguments, {"steps": warmup, "start_factor": 0.25}), steps_per_epoch=steps
    )
    agree(schedule, cosine_table(0.01, warmup, steps, 0.25, **arguments))


@pytest.mark.parametrize("steps", [7, 50])
@pytest.mark.parametrize("warmup", [1, 20])
@pytest.mark.parametrize(
    "arguments",
    [
        PIECEWISE,
        {"gamma": 0.5, "milestones": [1, 2, 3]},
        {"gamma": [0.5, 0.1], "milestones": [4, 2]},
        {"gamma": [0.5, 0.1, 0.7], "milestones": [2]},
        {"gamma": [0.5], "milestones": []},
        {"gamma": [2, -1], "milestones": [1.5, 3.25]},
    ],
)
def test_piecewise_with_warmup(arguments, warmup, steps):
    given = config("PiecewiseDecay", arguments, {"steps": warmup, "start_factor": 0.0})
    agree(load_schedule(given, steps_per_epoch=steps), piecewise_table(0.01, warmup, steps, 0.0, **arguments))


def test_a_single_gamma_is_divided_by_ten_at_each_further_milestone():
    given = config("PiecewiseDecay", {"gamma": 0.5, "milestones": [2, 3, 4]}, {"steps": 1})
    curve = load_schedule(given, steps_per_epoch=10).curve
    assert [curve(20), curve(30), curve(40)] == pytest.approx([0.005, 0.0005, 0.00005], rel=1e-12)


def test_exponential_warmup():
    given = config("CosineDecay", COSINE, {})
    given["LearningRate"]["schedulers"][1] = {"name": "ExpWarmup", "steps": 10, "power": 3}
    curve = load_schedule(given, steps_per_epoch=20).curve
    assert [curve(update) for update in range(10)] == pytest.approx(ramp(0.01, 10, power=3)[1][:10], rel=1e-12)


LENGTHS = [
    ({"steps": 30}, 30),
    ({"steps": 30, "epochs": 2}, 20),
    ({"steps": 0}, 1),
    ({"epochs": 0}, 1),
    ({"steps": -5}, 1),
    ({"steps": 30, "epochs": 2, "epochs_first": False}, 30),
    ({}, 500),
    ({"epochs": 0.05}, 1),
]


@pytest.mark.parametrize(("warmup", "length"), LENGTHS)
def test_the_length_of_the_warmup(warmup, length):
    schedule = load_schedule(config("CosineDecay", {"max_epochs": 100}, warmup, epoch=100), steps_per_epoch=10)
    assert schedule.warmup_updates == length
    assert schedule.curve(length) == 0.01


def test_without_warmup_the_cosine_rises_again():
    given = config("CosineDecay", {"max_epochs": 3, "use_warmup": False}, {})
    curve = load_schedule(given, steps_per_epoch=10).curve
    assert curve(30) == pytest.approx(0, abs=1e-17)
    assert curve(60) == pytest.approx(0.01, rel=1e-12)


def test_defaults():
    curve = load_schedule({"epoch": 12, "LearningRate": {}}, steps_per_epoch=100).curve
    assert (curve(0), curve(500)) == pytest.approx((0.01 / 3, 0.01), rel=1e-15)
    assert (curve(799), curve(800), curve(1100)) == pytest.approx((0.01, 0.001, 0.0001), rel=1e-12)


def test_tags_dicts_and_plain_notation_are_the_same():
    arguments, warmup = {"max_epochs": 4}, {"steps": 5}
    named = [{"name": "CosineDecay", **arguments}, {"name": "LinearWarmup", **warmup}]
    tagged = [Tagged("CosineDecay", arguments), Tagged("LinearWarmup", warmup)]
    plain = [{"__tag__": "CosineDecay", **arguments}, {"__tag__": "LinearWarmup", **warmup}]
    positional = [Tagged("CosineDecay", [4]), Tagged("LinearWarmup", [5])]
    curves = [
        load_schedule({"epoch": 4, "LearningRate": {"schedulers": given}}, steps_per_epoch=9).curve
        for given in (named, tagged, plain, positional)
    ]
    assert len(set(curves)) == 1


def test_a_run_of_millions_of_updates_costs_no_table():
    given = config("CosineDecay", {"max_epochs": 360}, {"epochs": 5, "start_factor": 0.0}, epoch=300)
    schedule = load_schedule(given, steps_per_epoch=10**9)
    assert schedule.total_updates == 300 * 10**9
    assert schedule.curve(5 * 10**9) == 0.01
    assert 0 < schedule.curve(300 * 10**9 - 1) < 0.01


def test_arsl_counts_its_own_epochs():
    given = {**config("PiecewiseDecay", {"gamma": 0.1, "milestones": [300]}, {"steps": 10}), "epoch_iter": 1000}
    given["max_iter"] = 89_500
    schedule = load_schedule(given)
    assert (schedule.steps_per_epoch, schedule.total_updates) == (1000, 90_000)
    assert load_schedule(given, steps_per_epoch=7).total_updates == 42
    assert load_schedule({**given, "ssod_method": "DenseTeacher"}, steps_per_epoch=1000).total_updates == 6000


def test_an_overlay_without_epoch_is_taken_as_twelve_epochs():
    assert load_schedule({"LearningRate": {}}, steps_per_epoch=10).total_updates == 120


BAD = [
    ({"schedulers": []}, "schedulers", "empty list"),
    ({"schedulers": {"name": "CosineDecay"}}, "schedulers", "must be a list"),
    ({"schedulers": [{"name": "CosineDecay"}]}, "schedulers.0", "needs a warmup as second scheduler"),
    ({"schedulers": [{"name": "LinearWarmup"}, {"name": "CosineDecay"}]}, "schedulers.0", "must be the decay"),
    ({"schedulers": [{"name": "CosineDecay"}, {"name": "CosineDecay"}]}, "schedulers.1", "must be a warmup"),
    ({"schedulers": [{"name": "CosinDecay"}]}, "schedulers.0.name", "did you mean 'CosineDecay'"),
    ({"schedulers": [{"name": "CosineDecay", "foo": 1}]}, "schedulers.0.foo", "takes no argument"),
    ({"schedulers": [{"name": "CosineDecay", "max_epochs": 6.0}, {"name": "LinearWarmup"}]}, "max_epochs", "whole"),
    ({"schedulers": [{"name": "CosineDecay"}, {"name": "LinearWarmup", "steps": 5.0}]}, "1.steps", "whole number"),
    ({"schedulers": [{"name": "CosineDecay"}, {"name": "ExpWarmup", "power": -1}]}, "1.power", ">= 0"),
    (
        {"schedulers": [{"name": "PiecewiseDecay", "gamma": [0.1], "milestones": [1, 2]}] * 2},
        "schedulers.1",
        "must be a warmup",
    ),
    ({"base_lr": "1e-3"}, "base_lr", "text in YAML 1.1: write 0.001"),
    ({"base_lr": float("nan")}, "base_lr", "finite"),
    ({"bas_lr": 0.1}, "bas_lr", "did you mean 'base_lr'"),
]


@pytest.mark.parametrize(("section", "key", "words"), BAD)
def test_what_paddledetection_refuses(section, key, words):
    with pytest.raises(ConfigError) as caught:
        load_schedule({"epoch": 6, "LearningRate": section}, steps_per_epoch=50)
    assert caught.value.key.endswith(key)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"milestones": [1, 2], "values": [0.1, 0.2], "use_warmup": False}, "3 values for 2 milestones"),
        ({"milestones": [1], "values": [0.1, 0.2]}, "use_warmup: false"),
        ({"milestones": [], "use_warmup": False}, "not empty"),
        ({"milestones": [1, 2], "gamma": [0.1]}, "2 milestones need as many factors, got 1"),
        ({"milestones": ["1"]}, "finite number"),
    ],
)
def test_what_piecewise_refuses(arguments, words):
    with pytest.raises(ConfigError, match=words):
        load_schedule(config("PiecewiseDecay", arguments, {"steps": 5}), steps_per_epoch=50)
