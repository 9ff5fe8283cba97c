"""The shape of curves, and the conversions between updates and epochs."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.curves import (
    constant,
    cooldown,
    cosine,
    cosine_restarts,
    decay,
    half_cosine,
    infinite,
    jagged_restarts,
    linear,
    polynomial,
    stable_decay,
    stable_decay_periods,
)
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.shape import ShapeDescription, shape_of
from paddle_lrkit.suites.table import fields_of
from paddle_lrkit.units import RunLength


def described(curve, total=100, steps=None):
    return shape_of(Schedule(curve, "lrkit", RunLength(total, steps)))


@pytest.mark.parametrize(
    ("curve", "shape"),
    [
        (constant(0.1), "constant"),
        (cosine(0.1, 0.0, 100), "cosine"),
        (polynomial(0.1, 0.0, 100, 2.0), "polynomial"),
        (linear(0.1, 0.0, 100), "polynomial"),
        (linear(0.1, 0.0, 50).then(cosine(0.1, 0.0, 50)).then(constant(0.2)), "other"),
        (cosine(0.1, 0.0, 100, exponent=2), "other"),
        (half_cosine(0.1, 0.0, 100), "other"),
        (decay(0.1, 0.0, 100, "half_life"), "other"),
        (decay(0.1, 0.01, 100, "inverse"), "other"),
        (cosine_restarts(0.1, 0.0, 30, 1.5, warmup=5), "other"),
        (jagged_restarts(cosine(0.1, 0.0, 100), 30, 5), "other"),
        (jagged_restarts(constant(0.1), 30, 5), "piecewise"),
        (infinite(0.1, 0.05, 0.01, 100, 40, 20), "other"),
        (stable_decay_periods(0.1, 0.0, [50, 50]), "other"),
    ],
)
def test_the_family_of_a_curve_tells_its_shape(curve, shape):
    assert described(curve).shape == shape


@pytest.mark.parametrize("warmup", [0, 10])
def test_a_constant_rate_that_decays_at_the_end(warmup):
    body = stable_decay(0.1, 0.01, 100 - warmup, 30, "half_life")
    found = described(body.warmup(warmup))
    expected = {"base": 0.1, "floor": 0.01, "steady": 70 - warmup, "span": 30, "decay": "half_life"}
    assert (found.shape, found.values, found.warmup) == ("wsd", expected, warmup)
    assert described(stable_decay(0.1, 0.01, 100, 30, "half_life", decay_base=0.5)).shape == "other"
    assert described(cooldown(cosine(0.1, 0.0, 100), 70, 30)).shape == "other"


def test_a_warmup_is_apart_from_the_shape():
    found = described(cosine(0.1, 0.01, 90).warmup(10, 0.02))
    assert (found.shape, found.warmup, found.start, found.peak, found.left) == ("cosine", 10, 0.02, 0.1, 90)


def test_few_jumps_are_piecewise_with_their_common_factor():
    config = {"iters": 100, "lr_scheduler": {"type": "StepDecay", "learning_rate": 0.8, "step_size": 30, "gamma": 0.5}}
    found = shape_of(load_schedule(config))
    assert (found.shape, found.boundaries, found.gamma) == ("piecewise", [30, 60, 90], 0.5)
    assert found.values["rates"] == [0.8, 0.4, 0.2, 0.1]


def test_positions_in_epochs():
    found = ShapeDescription(25, "constant", warmup=5, steps_per_epoch=10)
    assert (found.epochs, found.warmup_epochs) == (3, 0.5)
    assert (found.whole_epochs(20), found.whole_epochs(21), found.whole_epochs(20.5)) == (2, None, None)
    assert found.in_epochs([10, 15]) == [1, 1.45]


@pytest.mark.parametrize("suite", ["ppcls", "ppocr", "lrkit"])
def test_the_linter_has_the_same_words(suite):
    assert shape_of_name(suite, "Cosine") == "cosine"


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("CosineAnnealingLR", "cosine"),
        ("cosine_with_min_lr", "cosine"),
        ("linear", "polynomial"),
        ("ReduceLROnPlateau", "plateau"),
        ("REX", "other"),
        (["no", "name"], "other"),
    ],
)
def test_any_name_of_the_catalogue_has_its_shape(name, shape):
    assert shape_of_name("lrkit", name) == shape


def shape_of_name(suite, name):
    config = {"Global": {"epochs": 9, "epoch_num": 9}, "Optimizer": {"lr": {"name": name, "learning_rate": 0.1}}}
    return fields_of(suite).read(Document(config), Selection(), 10).shape


def test_a_held_rate_with_a_decay():
    """As ERNIE's trainers have it, and as our own schedule of the same rates does."""
    theirs = {"learning_rate": 0.1, "lr_scheduler": "wsd:80", "min_lr": 0.01, "max_steps": 100, "warmup_steps": 10}
    found = shape_of(load_schedule({"trainer_args": theirs}))
    lr = {"name": "WSD", "learning_rate": 0.1, "end_lr": 0.01, "decay_steps": "20it", "warmup": "10it"}
    ours = {"Global": {"updates": 100}, "Optimizer": {"name": "SGD", "lr": {**lr, "shape": "half_life"}}}
    values = {"base": 0.1, "floor": 0.01, "steady": 70, "span": 20, "decay": "half_life"}
    assert (found.shape, found.warmup, found.values) == ("wsd", 10, values)
    again = shape_of(load_schedule(ours))
    assert (again.shape, again.warmup, again.values) == ("wsd", 10, values)
    late = shape_of(load_schedule({"trainer_args": {**theirs, "lr_scheduler": "wsd:99"}}))
    assert (late.shape, late.values) == ("constant", {"rate": 0.1})
