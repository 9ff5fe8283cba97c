"""Translations: the curve is the same, or the reasons why the target cannot express it are listed."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.convert.compare import difference
from paddle_lrkit.suites.detect import detect
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.source import Source
from paddle_lrkit.suites.table import SUITES
from paddle_lrkit.units import LengthOptions

STEPS = 20
SOURCES = {
    "ppdet": [
        {
            "epoch": 12,
            "LearningRate": {
                "schedulers": [
                    {"name": "CosineDecay", "max_epochs": 12},
                    {"name": "LinearWarmup", "steps": 40, "start_factor": 0.0},
                ]
            },
        },
        {
            "epoch": 12,
            "LearningRate": {"schedulers": [{"name": "PiecewiseDecay"}, {"name": "LinearWarmup", "steps": 30}]},
        },
        {
            "epoch": 12,
            "LearningRate": {
                "schedulers": [{"name": "CosineDecay", "max_epochs": 12}, {"name": "ExpWarmup", "steps": 40}]
            },
        },
    ],
    "ppcls": [
        {"Global": {"epochs": 12, "device": "gpu"}, "Optimizer": {"lr": lr}}
        for lr in (
            {"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 2},
            {"name": "Cosine", "learning_rate": 0.1, "by_epoch": True},
            {"name": "Linear", "learning_rate": 0.1, "power": 2.0, "warmup_epoch": 2, "warmup_start_lr": 0.01},
            {"name": "Piecewise", "decay_epochs": [4, 8], "values": [0.1, 0.02, 0.001]},
            {"name": "ConstLR", "learning_rate": 0.1, "warmup_epoch": 1},
            {"name": "OneCycleLR", "max_learning_rate": 0.1},
        )
    ],
    "ppseg": [
        {"iters": 240, "lr_scheduler": scheduler}
        for scheduler in (
            {"type": "PolynomialDecay", "learning_rate": 0.01, "power": 0.9, "end_lr": 0},
            {"type": "ExponentialDecay", "learning_rate": 0.1, "gamma": 0.99},
            {"type": "StepDecay", "learning_rate": 0.1, "step_size": 33, "gamma": 0.3},
            {"type": "CyclicLR", "base_learning_rate": 0.01, "max_learning_rate": 0.1, "step_size_up": 30},
        )
    ],
    "ppocr": [
        {"Global": {"epoch_num": 12}, "Optimizer": {"lr": lr}}
        for lr in (
            {"name": "Cosine", "learning_rate": 0.001, "warmup_epoch": 2},
            {"name": "Const", "learning_rate": 0.001},
            {"name": "TwoStepCosine", "learning_rate": 0.001},
        )
    ],
    "ppvideo": [
        {"epochs": 12, "OPTIMIZER": {"learning_rate": lr}}
        for lr in (
            {
                "name": "CustomWarmupCosineDecay",
                "iter_step": True,
                "warmup_start_lr": 0.01,
                "warmup_epochs": 2,
                "cosine_base_lr": 0.1,
                "max_epoch": 12,
            },
            {"name": "PiecewiseDecay", "boundaries": [4, 8], "values": [0.1, 0.02, 0.001]},
            {"name": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 12},
        )
    ],
    "pp3d": [
        {
            "epochs": 12,
            "lr_scheduler": {
                "type": "LinearWarmup",
                "learning_rate": inner,
                "warmup_steps": 30,
                "start_lr": 0.0,
                **end,
            },
        }
        for end in [{"end_lr": 0.1}]
        for inner in (
            {"type": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 210, "eta_min": 0.001},
            {"type": "CosineAnnealingDecayByEpoch", "learning_rate": 0.1, "T_max": 12},
            {"type": "StepDecay", "learning_rate": 0.1, "step_size": 50},
        )
    ],
    "ppgan": [
        {"total_iters": 240, "lr_scheduler": lr}
        for lr in (
            {"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [100, 200], "gamma": 0.5},
            {"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": [240], "eta_min": 0.001},
        )
    ],
    "ppspeech": [
        {"train_max_steps": 240, "model": {"generator_type": "jets_generator"}, "generator_scheduler": name, **given}
        for name, given in (
            ("exponential_decay", {"generator_scheduler_params": {"learning_rate": 0.1, "gamma": 0.99}}),
            ("CosineAnnealingDecay", {"generator_scheduler_params": {"learning_rate": 0.1, "T_max": 240}}),
        )
    ],
    "ppnlp": [
        {"learning_rate": 3e-5, "max_steps": 240, "warmup_steps": 24, "lr_scheduler_type": kind}
        for kind in ("linear", "cosine", "constant_with_warmup", "polynomial")
    ],
    "ppformers": [
        {"stage": "SFT", "learning_rate": 3e-5, "max_steps": 240, "warmup_steps": 24, "lr_scheduler_type": kind, **more}
        for kind, more in (("linear", {}), ("cosine", {"min_lr": 1e-6}), ("constant", {}), ("polynomial", {"power": 2}))
    ],
    "ernie_pretrain": [
        {"stage": "ernie_pretrain", "learning_rate": 2e-4, "max_steps": 240, "lr_scheduler": "wsd:200", "min_lr": 1e-5},
        {"trainer_args": {"learning_rate": 2e-4, "max_steps": 240, "warmup_steps": 24, "enable_auto_parallel": 1}},
    ],
    "passl": [
        {"Global": {"epochs": 12}, "LRScheduler": {"decay_unit": "step", **scheduler}}
        for scheduler in (
            {"name": "TimmCosine", "learning_rate": 0.1, "warmup_epoch": 2, "warmup_prefix": True},
            {"name": "TimmCosine", "learning_rate": 0.1, "warmup_epoch": 2},
            {"name": "ViTLRScheduler", "learning_rate": 0.1, "decay_type": "linear", "warmup_steps": 30},
            {"name": "Poly", "learning_rate": 0.1, "warmup_steps": 10, "warmup_end_lr": 0.1},
            {"name": "Step", "boundaries": [40, 80], "values": [0.1, 0.02, 0.001]},
        )
    ],
    "ppvit": [
        {"TRAIN": {"ITERS": 240, "BASE_LR": 0.1, "END_LR": 0.0, "LR_SCHEDULER": scheduler}}
        for scheduler in (
            {"NAME": "WarmupCosineLR"},
            {"NAME": "WarmupPolyLR", "WARM_UP_STEPS": 20},
            {"NAME": "WarmupMultiStepLR", "WARM_UP_STEPS": 20, "MILESTONES": [100, 200]},
        )
    ],
    "lrkit": [
        {"Global": {"epochs": 12}, "Optimizer": {"name": "SGD", "lr": lr}}
        for lr in (
            {"name": "CosineAnnealingDecay", "learning_rate": 0.1, "warmup": "2ep"},
            {"name": "WarmupStableDecay", "learning_rate": 0.1, "decay_steps": "20%"},
        )
    ],
}
PAIRS = [(suite, index, target) for suite, given in SOURCES.items() for index in range(len(given)) for target in SUITES]


def read(data, suite, steps=STEPS):
    return read_source(Source(Document(data), suite), LengthOptions(steps))


@pytest.mark.parametrize(("suite", "index", "target"), PAIRS)
def test_the_curve_stays_or_the_reason_is_given(suite, index, target):
    source = SOURCES[suite][index]
    schedule = read(source, suite)
    schedule = load_schedule(source, suite=suite, steps_per_epoch=STEPS)
    translation = translate(schedule, source, target)
    if translation.data is None:
        assert target not in ("lrkit", suite)
        assert translation.missing
        assert translation.largest is None or translation.largest.relative > 1e-9
        return
    assert not translation.missing
    written = parse_yaml11(dump_yaml(translation.data), "a.yml").data if target != "lrkit" else translation.data
    again = load_schedule(written, suite=target, steps_per_epoch=STEPS)
    found = difference(schedule.curve, again.curve, schedule.total_updates)
    assert found.relative <= 1e-9
    assert found.value == translation.largest.value
    assert again.total_updates == schedule.total_updates
    assert detect(written) == target
    assert load_schedule(written, steps_per_epoch=STEPS).name == translation.name


def test_what_is_expected_to_be_expressible():
    cosine = load_schedule(SOURCES["ppcls"][0], steps_per_epoch=STEPS)
    able = [target for target in SUITES if translate(cosine, SOURCES["ppcls"][0], target).data is not None]
    assert {"lrkit", "ppdet", "ppcls", "ppseg", "ppnlp", "ppsci"} <= set(able)
    assert "ppocr" not in able
    staircase = load_schedule(SOURCES["ppcls"][3], steps_per_epoch=STEPS)
    able = [target for target in SUITES if translate(staircase, SOURCES["ppcls"][3], target).data is not None]
    assert {"lrkit", "ppdet", "ppcls", "ppseg", "ppocr", "ppsci"} <= set(able)
    assert "ppnlp" not in able


def test_sections_of_the_other_suite_are_left_behind():
    source = {
        "epoch": 12,
        "LearningRate": {"base_lr": 0.1},
        "TrainReader": {"batch_size": 2},
        "OptimizerBuilder": {"optimizer": {"type": "AdamW"}},
    }
    schedule = load_schedule(source, steps_per_epoch=1000)
    translation = translate(schedule, {**source, "architecture": "X"}, "ppcls")
    assert set(translation.data) == {"Global", "Optimizer", "DataLoader"}
    assert translation.carried.left_behind == ("architecture",)
    assert set(translation.section) == {"Global", "Optimizer"}
    own = translate(schedule, source, "lrkit").data
    assert (set(own), own["Optimizer"]["name"]) == ({"Global", "Optimizer"}, "AdamW")
    assert source["epoch"] == 12


def test_reasons_name_what_is_missing():
    warm = load_schedule(SOURCES["ppcls"][2], steps_per_epoch=STEPS)
    reasons = translate(warm, SOURCES["ppcls"][2], "ppocr").missing
    assert any("starts at 0.01" in reason for reason in reasons)
    assert any("spans the whole run" in reason for reason in reasons)
    polynomial = load_schedule(SOURCES["ppseg"][0], steps_per_epoch=STEPS)
    assert "no name" in translate(polynomial, SOURCES["ppseg"][0], "ppdet").missing[0]
    plateau = {"iters": 10, "lr_scheduler": {"type": "ReduceOnPlateau", "learning_rate": 0.1}}
    assert "metric" in translate(load_schedule(plateau), plateau, "lrkit").missing[0]


def test_epochs_are_asked_for():
    schedule = load_schedule(SOURCES["ppseg"][0])
    with pytest.raises(ConfigError, match="give the updates of one with --steps-per-epoch"):
        translate(schedule, SOURCES["ppseg"][0], "ppcls")


def test_a_composed_curve_reads_back_exactly():
    source = SOURCES["ppseg"][3]
    schedule = load_schedule(source)
    written = translate(schedule, source, "lrkit").data
    assert written["Optimizer"]["lr"]["name"] == "Composed"
    again = load_schedule(written)
    assert all(again.curve(update) == schedule.curve(update) for update in range(240))


@pytest.mark.parametrize(
    ("curve", "key", "words"),
    [
        (3, "curve", "a section with keys"),
        ({}, "curve", "one family"),
        ({"wafe": {}}, "curve", "did you mean 'wave'"),
        ({"wave": {"base": 0.1}}, "curve.wave.floor", "is missing"),
        ({"wave": {"base": 0.1, "flor": 0}}, "curve.wave.flor", "unknown argument; did you mean 'floor'"),
        ({"wave": 3}, "curve.wave", "section with arguments"),
        ({"join": [{"wave": {"base": {}}}]}, "curve.join.0.wave.base", "must be a number"),
        ({"by_epoch": {"ticks": 3, "steps_per_epoch": 2}}, "curve.by_epoch.ticks", "one family"),
    ],
)
def test_a_composed_curve_that_is_none(curve, key, words):
    data = {"Global": {"updates": 9}, "Optimizer": {"name": "SGD", "lr": {"name": "Composed", "curve": curve}}}
    with pytest.raises(ConfigError) as caught:
        load_schedule(data)
    assert caught.value.key == f"Optimizer.lr.{key}"
    assert words in caught.value.message


@pytest.mark.parametrize(("variant", "same"), [("trainer", True), ("run_pretrain", False)])
def test_a_config_of_the_program_that_is_written_for_is_copied(variant, same):
    config = {"learning_rate": 3e-5, "max_steps": 240, "lr_scheduler_type": "linear", "seed": 1}
    found = translate(load_schedule(config, suite="ppnlp", variant=variant), config, "ppnlp")
    assert (found.data == config) is same
