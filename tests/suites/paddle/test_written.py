import pytest

from paddle_lrkit import curves
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.paddle.written import paddle_class, restart_lengths
from paddle_lrkit.suites.shape import ShapeDescription

EPOCHS, STEPS = 20, 50
WARM = {"warmup": "50it", "warmup_start_lr": 0.01}
ONE_CYCLE = {"name": "OneCycleLR", "max_learning_rate": 0.1}
RESTARTS = {"name": "CosineAnnealingWarmRestarts", "learning_rate": 0.1, "T_0": "150it", "T_mult": 2}
TRIANGLES = {"name": "CyclicLR", "base_learning_rate": 0.01, "max_learning_rate": 0.1, "step_size_up": "40it"}
NATURAL = {"name": "NaturalExpDecay", "learning_rate": 0.1, "gamma": 0.25, "interval": "100it"}
WRITTEN = [
    (NATURAL, "ppseg", "NaturalExpDecay"),
    ({**NATURAL, **WARM}, "ppseg", "NaturalExpDecay"),
    ({**NATURAL, **WARM}, "pp3d", "NaturalExpDecay"),
    ({"name": "InverseTimeDecay", "learning_rate": 0.1, "gamma": 0.6, "interval": "1ep"}, "pp3d", "InverseTimeDecay"),
    ({"name": "InverseTimeDecay", "learning_rate": 0.1, "gamma": 0.6, "interval": "1ep"}, "ppgan", "NonLinearDecay"),
    (RESTARTS, "ppseg", "CosineAnnealingWarmRestarts"),
    (RESTARTS, "ppsci", "CosineWarmRestarts"),
    ({**RESTARTS, "T_mult": 1}, "ppocr", "CyclicalCosine"),
    ({"name": "CosineHardRestarts", "learning_rate": 0.1, "cycles": 4}, "ppocr", "CyclicalCosine"),
    (
        {"name": "CosineHardRestarts", "learning_rate": 0.1, "cycles": 4, "warmup": "50it"},
        "ppmix",
        "cosine_with_restarts",
    ),
    ({"name": "CosineCycles", "learning_rate": 0.1, "cycles": 2.5, "warmup": "50it"}, "ppnlp", "cosine"),
    ({"name": "CosineCycles", "learning_rate": 0.1, "cycles": 2.5, "eta_min": 0.01}, "ppformers", "cosine"),
    (ONE_CYCLE, "ppcls", "OneCycleLR"),
    ({**ONE_CYCLE, "phase_pct": 0.4, "three_phase": True}, "ppseg", "OneCycleLR"),
    (ONE_CYCLE, "ppsci", "OneCycleLR"),
    ({**ONE_CYCLE, "anneal_strategy": "linear", "end_learning_rate": 0.1 / 25 / 1e4}, "ppocr", "OneCycle"),
    (TRIANGLES, "ppcls", "Cyclic"),
    ({**TRIANGLES, "step_size_down": "60it", "mode": "exp_range", "exp_gamma": 0.999}, "ppseg", "CyclicLR"),
    (
        {"name": "PolynomialDecay", "learning_rate": 0.1, "decay_steps": "300it", "cycle": True},
        "ppseg",
        "PolynomialDecay",
    ),
]
OTHER_CURVES = [
    ({"name": "NoamDecay", "d_model": 512, "warmup_steps": "200it"}, "ppseg", "NoamDecay", 0),
    (RESTARTS, "ppgan", "CosineAnnealingRestartLR", 150),
    (ONE_CYCLE, "ppocr", "OneCycle", 999),
]


def translated(lr, target):
    data = {"Global": {"epochs": EPOCHS}, "Optimizer": {"name": "Momentum", "lr": lr}}
    return translate(load_schedule(data, suite="lrkit", steps_per_epoch=STEPS), data, target)


@pytest.mark.parametrize(("lr", "target", "name"), WRITTEN, ids=lambda part: part if isinstance(part, str) else None)
def test_a_suite_that_has_the_class_gets_it(lr, target, name):
    found = translated(lr, target)
    assert (found.missing, found.name) == ((), name)
    assert found.largest.relative < 1e-12


@pytest.mark.parametrize(("lr", "target", "name", "update"), OTHER_CURVES)
def test_a_class_of_the_same_kind_with_other_rates_is_not_written(lr, target, name, update):
    found = translated(lr, target)
    assert found.missing == (f"this schedule: its nearest one, {name}, is another curve",)
    assert (found.data, found.largest.update) == (None, update)


@pytest.mark.parametrize("target", ["ppdet", "ppcls", "ppnlp", "ppvideo"])
def test_a_suite_without_the_class_says_so(target):
    assert translated(NATURAL, target).missing == (f"a curve of this shape, for which {target} has no name",)


@pytest.mark.parametrize("three_phase", [False, True])
def test_one_cycle_through_another_suite_comes_back(three_phase):
    section = {"type": "OneCycleLR", "max_learning_rate": 0.1, "total_steps": 1000, "three_phase": three_phase}
    data = {"iters": 1000, "lr_scheduler": {**section, "phase_pct": 0.333, "end_learning_rate": 1e-10}}
    schedule = load_schedule(data, suite="ppseg", steps_per_epoch=STEPS)
    found = translate(schedule, data, "ppcls")
    assert (found.missing, found.name) == ((), "OneCycleLR")
    assert found.section["Optimizer"]["lr"]["phase_pct"] == pytest.approx(0.333)
    nearest = translate(schedule, data, "ppocr").missing
    assert nearest == ("this schedule: its nearest one, OneCycle, is another curve",)


def test_periods_through_another_suite_come_back():
    data = {"stage": "SFT", "learning_rate": 1e-4, "lr_scheduler_type": "cosine", "max_steps": 1000}
    data = {**data, "warmup_steps": 100, "num_cycles": 1.5}
    schedule = load_schedule(data, suite="ppformers")
    assert translate(schedule, data, "ppnlp").section["num_cycles"] == 1.5
    floored = {**data, "min_lr": 1e-5}
    refused = translate(load_schedule(floored, suite="ppformers"), floored, "ppnlp")
    assert refused.missing == ("this schedule: its nearest one, cosine, is another curve",)


def test_restarts_through_another_suite_come_back():
    there = translated(RESTARTS, "ppseg")
    read = load_schedule(there.data, suite="ppseg", steps_per_epoch=STEPS)
    assert translate(read, there.data, "ppsci").section["TRAIN"]["lr_scheduler"]["T_0"] == 3


@pytest.mark.parametrize(
    "curve",
    [
        curves.cosine_restarts(0.1, 0.0, 100, 1.5),
        curves.cosine_restarts(0.1, 0.0, 100, 2, 0.5),
        curves.cosine_restarts(0.1, 0.0, 100, 2, cycles=3),
        curves.cosine_restarts(0.1, 0.0, 100, 2, warmup=10),
        curves.one_cycle(0.0, 0.1, 0.0, 100, 30),
        curves.tanh(0.1, 0.0, 100),
    ],
)
def test_what_no_class_of_paddle_has(curve):
    assert paddle_class(ShapeDescription(500, "other"), curve) is None
    assert restart_lengths(curve, 500) == []


def test_hard_restarts_of_unequal_lengths_have_no_whole_cycles():
    assert restart_lengths(curves.cosine_hard_restarts(0.1, 0.0, 100, 3), 100) == []
    assert restart_lengths(curves.cosine_hard_restarts(0.1, 0.0, 100, 4), 100) == [25, 25, 25, 25]
