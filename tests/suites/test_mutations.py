"""Configs with random damage give a curve or a ConfigError, and the curve can be asked anywhere."""

import copy
import math
import random

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

CONFIGS = [
    (
        "ppdet",
        None,
        {
            "epoch": 12,
            "LearningRate": {
                "base_lr": 0.01,
                "schedulers": [
                    {"name": "PiecewiseDecay", "gamma": [0.1, 0.01], "milestones": [8, 11]},
                    {"__tag__": "LinearWarmup", "start_factor": 0.1, "steps": 50, "epochs": None},
                ],
            },
        },
    ),
    (
        "ppdet",
        None,
        {
            "epoch": 12,
            "epoch_iter": 100,
            "max_iter": 950,
            "LearningRate": {
                "base_lr": 0.01,
                "schedulers": [
                    {"name": "CosineDecay", "max_epochs": 15, "min_lr_ratio": 0.05, "last_plateau_epochs": 1},
                    {"name": "ExpWarmup", "epochs": 1, "power": 2},
                ],
            },
        },
    ),
    *(
        ("ppcls", None, {"Global": {"epochs": 20, "update_freq": 2, "iter_per_epoch": 20}, "Optimizer": {"lr": lr}})
        for lr in (
            {"name": "Cosine", "learning_rate": "1e-1", "eta_min": 0.0, "warmup_epoch": 5, "warmup_start_lr": 0.001},
            {"name": "Linear", "learning_rate": 0.1, "end_lr": 0.0, "power": 0.9, "cycle": True, "by_epoch": True},
            {"name": "Step", "learning_rate": 0.1, "step_size": 2.4, "gamma": 0.97, "warmup_epoch": 3},
            {"name": "Piecewise", "learning_rate": 0.1, "decay_epochs": [3, 6], "values": [0.1, 0.01, 0.001]},
            {"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [3, 6], "gamma": 0.1, "last_epoch": 0},
            {
                "name": "Cyclic",
                "base_learning_rate": 0.001,
                "max_learning_rate": 0.1,
                "warmup_epoch": 0,
                "warmup_start_lr": 0,
                "step_size_up": 11,
                "mode": "exp_range",
                "exp_gamma": 0.99,
            },
            {"name": "OneCycleLR", "max_learning_rate": 0.1, "phase_pct": 0.3, "three_phase": True},
            {"name": "CosineFixmatch", "learning_rate": 0.03, "num_warmup_steps": 5, "num_cycles": 0.4375},
            {"name": "ReduceOnPlateau", "learning_rate": 0.1, "patience": 3, "factor": 0.5, "by_epoch": True},
        )
    ),
    *(
        ("ppocr", None, {"Global": {"epoch_num": 20}, "Optimizer": {"lr": lr}})
        for lr in (
            {"name": "Cosine", "learning_rate": 0.001, "warmup_epoch": 5},
            {"name": "TwoStepCosine", "learning_rate": 0.001, "warmup_epoch": 1, "last_epoch": 3},
            {"name": "CyclicalCosine", "learning_rate": 0.001, "cycle": 2},
            {"name": "OneCycle", "max_lr": 0.01, "anneal_strategy": "linear", "three_phase": True},
            {"name": "LinearWarmupCosine", "learning_rate": "1e-4", "warmup_steps": 9, "min_lr": "1e-8"},
            {"name": "DecayLearningRate", "learning_rate": 0.01, "factor": 0.9, "end_lr": 0},
        )
    ),
    *(
        ("ppseg", variant, {"iters": 1000, "lr_scheduler": scheduler})
        for variant, scheduler in (
            (None, {"type": "PolynomialDecay", "learning_rate": 0.01, "warmup_iters": 9, "warmup_start_lr": 0.0}),
            (None, {"type": "LinearLR", "learning_rate": 0.1, "total_steps": 30, "start_factor": 0.5}),
            (None, {"type": "CosineAnnealingWarmRestarts", "learning_rate": 0.1, "T_0": 10, "T_mult": 2}),
            (None, {"type": "InverseTimeDecay", "learning_rate": 0.1, "gamma": 0.05}),
            (None, {"type": "NoamDecay", "d_model": 64, "warmup_steps": 20}),
            (None, {"type": "ReduceOnPlateau", "learning_rate": 0.1, "warmup_iters": 9, "warmup_start_lr": 0.0}),
            ("medicalseg", {"type": "PolynomialDecay", "learning_rate": 0.01, "power": 0.9, "last_epoch": 4}),
        )
    ),
    ("ppseg", "medicalseg", {"iters": 99, "learning_rate": {"value": 0.1, "decay": {"type": "poly", "power": 2}}}),
    *(
        ("ppnlp", variant, {"learning_rate": 3e-5, "max_steps": 100, "lr_scheduler_type": kind, **more})
        for variant, kind, more in (
            ("trainer", "linear", {"warmup_ratio": 0.1, "num_train_epochs": 3}),
            ("trainer", "polynomial", {"lr_end": 1e-7, "power": 2.0, "decay_steps": 90}),
            ("run_pretrain", "cosine", {"min_learning_rate": 1e-5, "warmup_ratio": 0.033}),
        )
    ),
    (
        "ppnlp",
        "ppfleetx",
        {
            "Global": {"global_batch_size": 8},
            "Engine": {"max_steps": 500},
            "Optimizer": {
                "lr": {
                    "name": "CosineAnnealingWithWarmupDecay",
                    "decay_steps": 360,
                    "warmup_rate": 0.01,
                    "max_lr": 5e-5,
                    "min_lr": 1e-5,
                    "use_increments": True,
                }
            },
        },
    ),
    *(
        ("ppformers", variant, {"learning_rate": 3e-5, "max_steps": 100, "warmup_steps": 9, "min_lr": 1e-6, **more})
        for variant, more in (
            (None, {"stage": "SFT", "lr_scheduler_type": "cosine", "decay_steps": 90}),
            (None, {"stage": "dsv3_pretrain", "lr_scheduler_type": "linear"}),
            ("erniekit", {"stage": "VL-SFT", "batch_size": 1, "lr_scheduler": "wsd:60"}),
        )
    ),
    (
        "ernie_pretrain",
        None,
        {"trainer_args": {"learning_rate": 2e-4, "max_steps": "${..n}", "lr_scheduler": "wsd:60"}, "n": 90},
    ),
    ("ppnlp", "noam", {"d_model": 512, "warmup_steps": 40, "learning_rate": 2.0, "epoch": 3, "max_iter": "None"}),
]
VALUES = [
    *(None, True, False, 0, 1, -1, 3, 2.5, -0.1, 0.0, 1e-320, 1e308, -1e308),
    *(float("nan"), float("inf"), float("-inf"), 10**6, 10**12, 10**30, 10**400, -(10**400), 10**5000),
    *("", "x", "1e-4", "0.1", "None", "nan", "[1, 2]", "\0", "9" * 5000, b"x", 1 + 2j, {1}, object()),
    *([], {}, [[]], [None], [3, 2, 1], [0.1, "a"], [float("nan")], [1] * 3000, (1, 2), {"a": {"b": [{}]}}),
    *({"name": "Cosine"}, {"__tag__": "CosineDecay"}, {"name": "LinearWarmup", "steps": 3}, "Step", "ReduceOnPlateau"),
]
KEYS = [
    "warmup_epoch",
    "by_epoch",
    "last_epoch",
    "cycle",
    "power",
    "end_lr",
    "gamma",
    "milestones",
    "decay_steps",
    "T_max",
]


def places(data, path=()):
    """Every ``(path to a container, key)`` of nested dicts and lists."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield path, key
        yield from places(value, (*path, key))


def damaged(source, config):
    """A copy of ``config`` with one to three pieces dropped, replaced, wrapped, blown up or added."""
    config = copy.deepcopy(config)
    for _ in range(source.choice([1, 1, 2, 3])):
        found = list(places(config))
        if not found:
            break
        path, key = source.choice(found)
        parent = config
        for step in path:
            parent = parent[step]
        kind = source.random()
        if kind < 0.15:
            del parent[key]
        elif kind < 0.75:
            parent[key] = copy.deepcopy(source.choice(VALUES))
        elif kind < 0.85 and isinstance(parent, dict):
            parent[source.choice(KEYS)] = copy.deepcopy(source.choice(VALUES))
        elif isinstance(parent[key], float):
            parent[key] *= source.choice([-1, 1e9, 1e-9, 0])
        else:
            parent[key] = [parent[key]]
    return config


@pytest.mark.parametrize(("suite", "variant", "config"), CONFIGS)
def test_a_curve_or_a_config_error(suite, variant, config):
    load_schedule(config, suite=suite, variant=variant, steps_per_epoch=10)
    source = random.Random(repr(config))
    curves = 0
    for _ in range(150):
        given = damaged(source, config)
        steps = source.choice([10, 1, None, 10**9])
        try:
            schedule = load_schedule(
                given, suite=source.choice([suite, "auto"]), variant=variant, steps_per_epoch=steps
            )
        except ConfigError:
            continue
        curves += 1
        last = max(schedule.total_updates - 1, 0)
        for update in (0, last // 2, last):
            assert math.isfinite(schedule.curve(update))
        for update in (last + 1, last + 10**9, 10**30):
            assert isinstance(schedule.curve(update), float)
        assert isinstance(schedule.peak_lr, float)
        assert repr(schedule.curve)
    assert curves
