"""The keys that `with_warmup` adds to a class, against the signatures of PaddleClas."""

import inspect

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.ppcls.classes import CLASSES

BASE = {"epochs", "step_each_epoch", "last_epoch", "by_epoch"}
WARMUP = {"warmup_epoch", "warmup_start_lr"}
OWN = {
    "ConstLR": BASE | WARMUP | {"learning_rate"},
    "Constant": {"learning_rate", "last_epoch"},
    "Cosine": BASE | WARMUP | {"learning_rate", "eta_min"},
    "CosineFixmatch": BASE | {"learning_rate", "num_warmup_steps", "num_cycles"},
    "Cyclic": BASE
    | WARMUP
    | {"base_learning_rate", "max_learning_rate", "step_size_up", "step_size_down", "mode", "exp_gamma"}
    | {"scale_fn", "scale_mode", "verbose"},
    "Linear": BASE | WARMUP | {"learning_rate", "end_lr", "power", "cycle"},
    "MultiStepDecay": BASE | WARMUP | {"learning_rate", "milestones", "gamma"},
    "OneCycleLR": BASE
    | WARMUP
    | {"max_learning_rate", "divide_factor", "end_learning_rate", "phase_pct", "anneal_strategy", "three_phase"}
    | {"verbose"},
    "Piecewise": BASE | WARMUP | {"decay_epochs", "values", "learning_rate"},
    "ReduceOnPlateau": BASE
    | WARMUP
    | {"learning_rate", "mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "min_lr", "epsilon"},
    "Step": BASE | WARMUP | {"learning_rate", "step_size", "gamma"},
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_keys_of_a_class(name):
    assert set(inspect.signature(CLASSES[name].build).parameters) == OWN[name]


@pytest.mark.parametrize("name", CLASSES)
def test_the_warmup_is_required_by_one_class(name):
    defaults = CLASSES[name].parameters
    if "warmup_epoch" in defaults:
        required = defaults["warmup_epoch"] is inspect.Parameter.empty
        assert required == (name == "Cyclic")
    assert defaults.get("end_learning_rate", 1e-10) == 1e-10


def test_a_warmup_ends_at_the_rate_of_the_class():
    run = {"epochs": 10, "step_each_epoch": 5, "warmup_epoch": 2}
    rates = CLASSES["Piecewise"].build(decay_epochs=[3], values=[0.5, 0.1], **run)
    assert [rates.curve(tick) for tick in (0, 5, 10, 24, 25)] == [0.0, 0.25, 0.5, 0.5, 0.1]
    assert (rates.warmup, rates.by_epoch) == (10, False)


def test_a_fractional_warmup_is_refused_where_a_tick_is_an_epoch():
    run = {"epochs": 10, "step_each_epoch": 5, "warmup_epoch": 1.5, "by_epoch": True}
    with pytest.raises(ConfigError, match=r"warmup_epoch: must be a whole number with by_epoch, got 1\.5"):
        CLASSES["ConstLR"].build(learning_rate=0.1, **run)
