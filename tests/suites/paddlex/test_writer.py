"""A schedule is written for PaddleX where a recorded base config has it, and refused with a reason elsewhere."""

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.detect import detect
from paddle_lrkit.suites.paddlex.modules import MODULES, model_table

STEPS = 10


def ppcls(**lr):
    return {"Global": {"epochs": 30}, "Optimizer": {"lr": {"learning_rate": 0.2, **lr}}}


EXPRESSIBLE = {
    "cosine with warmup in epochs": ppcls(name="Cosine", warmup_epoch=3),
    "polynomial": {
        "iters": 300,
        "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.03, "end_lr": 0, "power": 0.9},
    },
    "milestones": {
        "epoch": 15,
        "LearningRate": {
            "base_lr": 0.02,
            "schedulers": [{"name": "PiecewiseDecay", "milestones": [8, 11]}, {"name": "LinearWarmup", "steps": 7}],
        },
    },
}
OTHER = {
    "a floor of its own": ppcls(name="Cosine", eta_min=0.013),
    "a cycle": {
        "iters": 300,
        "lr_scheduler": {"type": "CyclicLR", "base_learning_rate": 0.1, "step_size_up": 30, "max_learning_rate": 1.0},
    },
}


@pytest.mark.parametrize("name", EXPRESSIBLE)
def test_a_recorded_base_has_the_schedule(name):
    source = EXPRESSIBLE[name]
    schedule = load_schedule(source, steps_per_epoch=STEPS)
    written = translate(schedule, source, "paddlex").data
    assert detect(written) == "paddlex"
    again = load_schedule(written, steps_per_epoch=STEPS)
    assert again.total_updates == schedule.total_updates
    rates = [[one.curve(update) for update in range(schedule.total_updates)] for one in (schedule, again)]
    assert rates[0] == pytest.approx(rates[1], rel=1e-9, abs=1e-12)


def test_the_batch_size_is_taken_over():
    source = {**EXPRESSIBLE["cosine with warmup in epochs"], "DataLoader": {"Train": {"sampler": {"batch_size": 48}}}}
    found = translate(load_schedule(source, steps_per_epoch=STEPS), source, "paddlex")
    assert (found.data["Train"]["batch_size"], found.carried.values) == (48, {"batch_size": 48})
    assert translate(load_schedule(EXPRESSIBLE["polynomial"], steps_per_epoch=STEPS), {}, "paddlex").data["Train"] == {
        "epochs_iters": 300,
        "learning_rate": 0.03,
        "batch_size": None,
    }


@pytest.mark.parametrize("name", OTHER)
def test_what_no_recorded_base_has_is_refused_with_a_reason(name):
    schedule = load_schedule(OTHER[name], steps_per_epoch=STEPS)
    found = translate(schedule, OTHER[name], "paddlex")
    assert found.data is None
    assert "PaddleX has none of its own" in found.missing[0] or "has no name" in found.missing[0]


def test_every_recorded_schedule_is_read_and_translated_to_ours():
    for group in model_table().groups:
        if group.run is None:
            continue
        train = {"epochs_iters": 2, "batch_size": None, "learning_rate": None, "warmup_steps": None}
        config = {"Global": {"model": group.models[0]}, "Train": train}
        accumulation = group.also.get("GRADIENT_ACCUMULATION")
        batches = STEPS * accumulation["global_batch_size"] // group.batch if accumulation else STEPS
        schedule = load_schedule(config, steps_per_epoch=batches)
        assert schedule.entry == group.module
        assert schedule.total_updates == (2 if MODULES[group.module].base.run_unit == "it" else 2 * STEPS)
        translation = translate(schedule, config, "lrkit")
        assert translation.largest.relative <= 1e-9, group.models[0]


def test_nearly_all_models_are_recorded():
    trained = [group for group in model_table().groups if group.module in MODULES]
    recorded = [model for group in trained if group.run is not None for model in group.models]
    assert (len(recorded), sum(len(group.models) for group in trained)) == (279, 280)


def test_what_cannot_be_counted_of_a_recorded_base_is_asked_for():
    train = {"epochs_iters": 2, "batch_size": 8, "learning_rate": 0.001}
    config = {"Global": {"model": "PP-OCRv4_mobile_rec"}, "Train": train}
    with pytest.raises(ConfigError, match="the batches of a sampler cannot be counted; give --steps-per-epoch"):
        load_schedule(config, images=800)
    last = {"Global": {"model": "PP-TinyPose_128x96"}, "Train": {**train, "warmup_steps": 3}}
    assert load_schedule(last, images=81).steps_per_epoch == 11
