"""PaddleNLP: expected rates from formulas written out here."""

import math

import pytest
from hypothesis import given as random
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

BASE = {"learning_rate": 1e-4, "max_steps": 100}


def rates(given, updates, **options):
    curve = load_schedule(given, suite="ppnlp", **options).curve
    return [curve(update) for update in updates]


def approx(values):
    return pytest.approx(values, rel=1e-12, abs=1e-18)


def test_the_five_schedules_of_the_trainer():
    warmup = {**BASE, "warmup_steps": 10}
    assert rates(warmup, [0, 5, 10, 55, 99]) == approx([0, 5e-5, 1e-4, 5e-5, 1e-4 / 90])
    cosine = [0, 1e-4, 0.5e-4 * (1 + math.cos(math.pi * 30 / 90))]
    assert rates({**warmup, "lr_scheduler_type": "cosine"}, [0, 10, 40]) == approx(cosine)
    assert rates({**warmup, "lr_scheduler_type": "constant"}, [0, 99]) == [1e-4, 1e-4]
    assert rates({**warmup, "lr_scheduler_type": "constant_with_warmup"}, [1, 99]) == approx([1e-5, 1e-4])
    polynomial = {**warmup, "lr_scheduler_type": "polynomial", "lr_end": 1e-6, "power": 2}
    assert rates(polynomial, [10, 55]) == approx([1e-4, 9.9e-5 * 0.25 + 1e-6])


def test_the_ratio_is_cut_to_updates_and_steps_win():
    assert load_schedule({**BASE, "warmup_ratio": 0.039}).warmup_updates == 3
    assert load_schedule({**BASE, "warmup_ratio": 0.5, "warmup_steps": 7}).warmup_updates == 7


def test_decay_steps_end_the_decay_elsewhere():
    given = {**BASE, "decay_steps": 50}
    assert rates(given, [25, 50, 99]) == approx([5e-5, 0, 0])
    assert rates({**given, "lr_scheduler_type": "cosine"}, [75])[0] > 0


def test_text_is_cast_as_on_a_command_line():
    given = {"learning_rate": "5e-7", "max_steps": "40", "lr_scheduler_type": "constant"}
    assert (load_schedule(given).total_updates, rates(given, [3])) == (40, [5e-7])


def test_updates_of_the_run():
    given = {"learning_rate": 1e-4, "num_train_epochs": 2.5}
    assert load_schedule(given, steps_per_epoch=33).total_updates == 82
    batches = {**given, "per_device_train_batch_size": 4, "gradient_accumulation_steps": 8}
    assert load_schedule(batches, images=1000, world_size=2).steps_per_epoch == 125 // 8
    with pytest.raises(ConfigError, match="gradient_accumulation_steps"):
        load_schedule(given)


def test_run_pretrain_is_one_tick_ahead_and_keeps_a_fraction_of_warmup():
    given = {**BASE, "warmup_ratio": 0.033, "min_learning_rate": 1e-5}
    warmup = 3.3
    line = [1e-4 / warmup, 3e-4 / warmup, 1e-5 + 9e-5 * (1 - (4 - warmup) / (100 - warmup)), 1e-5]
    assert rates(given, [0, 2, 3, 99]) == approx(line)
    cosine = 1e-5 + 9e-5 * 0.5 * (1 + math.cos(math.pi * (51 - warmup) / (100 - warmup)))
    assert rates({**given, "lr_scheduler_type": "cosine"}, [50]) == approx([cosine])
    assert rates({**given, "lr_scheduler_type": "constant"}, [0]) == [1e-4]
    assert load_schedule(given).variant == "run_pretrain"
    assert load_schedule(given, variant="trainer").variant == "trainer"


def test_counted_in_samples():
    lr = {"name": "CosineAnnealingWithWarmupDecay", "decay_steps": 1000, "warmup_rate": 0.01, "max_lr": 1e-4}
    given = {
        "Global": {"global_batch_size": 8},
        "Engine": {"max_steps": 2000},
        "Optimizer": {"lr": {**lr, "min_lr": 1e-5, "use_increments": True}},
    }
    expected = [0, 0.5e-4, 1e-4, 1e-5 + 4.5e-5 * (1 + math.cos(math.pi * 495 / 990)), 1e-5]
    assert rates(given, [0, 5, 10, 505, 1500]) == approx(expected)
    given["Optimizer"]["lr"]["use_increments"] = False
    assert rates(given, [0, 1999]) == [0, 0]


FLEET_LR = {"name": "CosineAnnealingWithWarmupDecay", "warmup_rate": 0.01, "max_lr": 1e-4, "min_lr": 1e-5}


def fleet(run, spread, engine=None, **lr):
    increments = {"use_increments": True, "decay_steps": 1000}
    return {
        "Global": run,
        "Engine": engine or {"max_steps": 2000},
        "Distributed": spread,
        "Optimizer": {"lr": {**FLEET_LR, **increments, **lr}},
    }


@pytest.mark.parametrize(
    ("run", "spread"),
    [
        ({"global_batch_size": None, "local_batch_size": 8}, {"dp_degree": 2, "sharding": {"sharding_degree": 4}}),
        ({"global_batch_size": None, "local_batch_size": 3}, {"dp_degree": None, "mp_degree": 8, "pp_degree": 16}),
        ({"local_batch_size": 8}, {}),
        ({"global_batch_size": 64, "local_batch_size": None}, {}),
    ],
)
def test_an_empty_batch_size_does_not_matter(run, spread):
    expected = [0, 0.5e-4, 1e-4, 1e-5 + 4.5e-5 * (1 + math.cos(math.pi * 495 / 990)), 1e-5]
    assert rates(fleet(run, spread), [0, 5, 10, 505, 1500]) == approx(expected)


def test_other_empty_values_of_the_gpt_program():
    run = {"global_batch_size": 8}
    assert rates(fleet(run, {}, {"max_steps": 1000}, decay_steps=None), [505]) == rates(fleet(run, {}), [505])
    by_epoch = fleet(run, {}, {"run_mode": "epoch", "num_train_epochs": 3, "max_steps": -1})
    assert load_schedule(by_epoch, steps_per_epoch=7).total_updates == 21
    assert load_schedule(fleet(run, {}, {"max_steps": 7, "run_mode": "step"})).total_updates == 7


@pytest.mark.parametrize(
    ("config", "key", "words"),
    [
        (fleet({"global_batch_size": None}, {}), "Global.global_batch_size", "so is local_batch_size"),
        (fleet({"local_batch_size": 2}, {}, last_epoch=64), "Global.global_batch_size", "counts samples"),
        (fleet({"local_batch_size": 0}, {}), "Global.local_batch_size", ">= 1"),
        (fleet({"global_batch_size": 2}, {}, {"max_steps": None}), "Engine.max_steps", "whole number"),
        (fleet({"global_batch_size": 2}, {}, {"run_mode": "epoch"}), "steps_per_epoch", "--steps-per-epoch"),
        (fleet({"global_batch_size": 2}, {}, run_mode="epoch"), "Optimizer.lr.run_mode", "must be step"),
    ],
)
def test_what_the_gpt_program_cannot_know(config, key, words):
    with pytest.raises(ConfigError) as caught:
        load_schedule(config)
    assert key in str(caught.value)
    assert words in caught.value.message


def test_noam():
    given = {"learning_rate": 2.0, "warmup_steps": 40, "d_model": 512, "epoch": 3, "max_iter": "None"}
    expected = [2 / math.sqrt(512) * min(tick**-0.5, tick * 40**-1.5) for tick in (1, 40, 81)]
    assert rates(given, [0, 39, 80], steps_per_epoch=100) == approx(expected)
    assert load_schedule({**given, "max_iter": 55}, steps_per_epoch=100).total_updates == 55


@random(warmup=st.integers(1, 200), width=st.integers(8, 1024), scale=st.floats(0.01, 5), updates=st.integers(1, 300))
def test_the_schedule_of_stacl_begins_at_tick_0(warmup, width, scale, updates):
    paddle_class = pytest.importorskip("paddle").optimizer.lr.NoamDecay
    scheduler = paddle_class(width, warmup, scale)
    expected = []
    for _ in range(updates):
        expected.append(scheduler())
        scheduler.step()
    config = {"learning_rate": scale, "warmup_steps": warmup, "d_model": width, "waitk": -1, "max_iter": updates}
    assert rates({**config, "epoch": 30}, range(updates)) == approx(expected)
    assert expected[0] == 0


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"lr_scheduler_type": "Cosine"}, "lr_scheduler_type", "did you mean 'cosine'"),
        ({"warmup_steps": 3.0}, "warmup_steps", "a whole number"),
        ({"warmup_steps": True}, "warmup_steps", "a whole number"),
        ({"learning_rate": "x"}, "learning_rate", "a finite number"),
        ({"learning_rate": [1]}, "learning_rate", "a finite number"),
        ({"warmup_ratio": 1.5}, "warmup_ratio", "<= 1"),
        ({"lr_scheduler_type": "polynomial", "lr_end": 1.0}, "lr_end", "below learning_rate"),
        ({"min_learning_rate": 1e-5, "max_steps": -1}, "max_steps", "> 0"),
    ],
)
def test_what_paddlenlp_refuses(change, key, words):
    with pytest.raises(ConfigError) as caught:
        load_schedule({**BASE, **change}, suite="ppnlp", steps_per_epoch=10)
    assert caught.value.key == key
    assert words in caught.value.message
