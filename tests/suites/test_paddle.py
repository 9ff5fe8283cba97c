"""The mirrors of Paddle's constructors against Paddle's own classes, ticked and wrapped in a warmup."""

import math
import random

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.paddle.warmup import linear_warmup

lr = pytest.importorskip("paddle.optimizer.lr", reason="needs Paddle")

RATES = (0.1, 0.01, 1, 2.5, 0.0, -0.1, "1e-3")
OPTIONS = {
    "PolynomialDecay": {
        "learning_rate": RATES,
        "decay_steps": (40, 7, 0, 30.0),
        "end_lr": (0, 0.5),
        "power": (0.9, 2, 0),
        "cycle": (True,),
    },
    "PiecewiseDecay": {
        "boundaries": ([3, 6], [6, 3], [], [2.5, 4]),
        "values": ([0.1, 0.2, 0.3], [0.1], [1, 2, 3, 4]),
    },
    "MultiStepDecay": {"learning_rate": RATES, "milestones": ([3, 6], [6, 3], []), "gamma": (0.3, 1.0, -0.5)},
    "StepDecay": {"learning_rate": RATES, "step_size": (3, 1, 0, 2.0), "gamma": (0.5, 1.0, -0.3)},
    "CosineAnnealingDecay": {"learning_rate": RATES, "T_max": (10, 1, 7, 0, 3.0), "eta_min": (0.01, 0.5, -0.1)},
    "CosineAnnealingWarmRestarts": {
        "learning_rate": RATES,
        "T_0": (6, 1, 0),
        "T_mult": (1, 2, 3, 0),
        "eta_min": (0.01,),
    },
    "ExponentialDecay": {"learning_rate": RATES, "gamma": (0.9, 1.0, 0)},
    "NaturalExpDecay": {"learning_rate": RATES, "gamma": (0.1, 0, -1)},
    "InverseTimeDecay": {"learning_rate": RATES, "gamma": (0.1, 0, -0.03)},
    "NoamDecay": {"d_model": (64, 0), "warmup_steps": (10, 2.5, 0, -3), "learning_rate": RATES},
    "LinearLR": {
        "learning_rate": RATES,
        "total_steps": (10, 4.5, 0),
        "start_factor": (0.5, 1.0, 0),
        "end_factor": (0.1, 0, 2),
    },
    "OneCycleLR": {
        "max_learning_rate": RATES,
        "total_steps": (60, 80, 0),
        "phase_pct": (0.2, 0.5, 0.0, 1),
        "three_phase": (True,),
        "anneal_strategy": ("linear", "x"),
        "divide_factor": (4, 0),
    },
    "CyclicLR": {
        "base_learning_rate": (0.01, 0.5, -1),
        "max_learning_rate": (0.1, 1),
        "step_size_up": (5, 3, 0, 2.0),
        "step_size_down": (7, 1),
        "mode": ("triangular2", "exp_range", "x"),
        "exp_gamma": (0.9, 1),
    },
}
LENGTH = 45


def drawn(source, name):
    """Arguments of a class: the needed ones, others now and then."""
    needed = {
        "decay_steps",
        "boundaries",
        "values",
        "milestones",
        "step_size",
        "T_max",
        "T_0",
        "d_model",
        "total_steps",
    }
    given = {}
    for key, values in OPTIONS[name].items():
        wanted = key in needed or "learning_rate" in key or key in ("warmup_steps", "step_size_up")
        if wanted or (key == "gamma" and name != "MultiStepDecay") or source.random() < 0.4:
            given[key] = source.choice(values)
    if source.random() < 0.15:
        given["last_epoch"] = source.choice([0, 3, 11])
    return given


def ticked(build):
    """The rates of a real scheduler; None when it cannot be made or fails on the way."""
    try:
        scheduler = build()
        rates = []
        for update in range(LENGTH):
            rates.append(scheduler())
            if update < LENGTH - 1:
                scheduler.step()
    except Exception:
        return None
    return rates if all(isinstance(rate, (int, float)) and math.isfinite(rate) for rate in rates) else None


def ours(build):
    """The rates of a mirror; None when it is refused or has none at some update."""
    try:
        scheduler = build()
    except ConfigError:
        return None
    if scheduler.most_ticks is not None and scheduler.most_ticks < LENGTH:
        return None
    rates = [scheduler.curve(update) for update in range(LENGTH)]
    return rates if all(map(math.isfinite, rates)) else None


def same(mine, theirs):
    if mine is None or theirs is None:
        return mine is theirs
    return mine == pytest.approx(theirs, rel=1e-12, abs=1e-12 * max(map(abs, theirs)))


@pytest.mark.parametrize("name", OPTIONS)
def test_ticked_by_itself(name):
    source = random.Random(name)
    for _ in range(120):
        given = drawn(source, name)
        theirs = ticked(lambda given=given: getattr(lr, name)(**given))
        assert same(ours(lambda given=given: CLASSES[name].build(**given)), theirs), given


@pytest.mark.parametrize("name", OPTIONS)
def test_inside_a_warmup(name):
    source = random.Random(name + "warm")
    for _ in range(60):
        given = drawn(source, name)
        ramp = (source.choice([5, 20, 0]), source.choice([0.0, 0.3]), source.choice([0.1, 2]))
        theirs = ticked(lambda given=given, ramp=ramp: lr.LinearWarmup(getattr(lr, name)(**given), *ramp))
        mirror = ours(lambda given=given, ramp=ramp: linear_warmup(CLASSES[name].build(**given), *ramp))
        assert same(mirror, theirs), given


def test_the_table_has_every_class_that_is_a_schedule():
    classes = {name for name in lr.__all__ if name not in ("LRScheduler",)}
    assert classes <= set(CLASSES)
