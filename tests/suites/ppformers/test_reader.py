"""PaddleFormers and ERNIEKit: rates as a loop that steps like their Trainers computes them, and what they refuse."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.suites.ppformers.trainer_loop import KINDS, run

STAGES = {
    "sft": "SFT",
    "dpo": "VL-DPO",
    "dsv3": "dsv3_pretrain",
    "auto": "auto-parallel",
    "erniekit_sft": "SFT",
    "erniekit_dpo": "DPO",
    "erniekit_vl": "VL-SFT",
}
BASE = {"stage": "SFT", "learning_rate": 1e-4, "max_steps": 100}


def rates(config, updates, **options):
    curve = load_schedule(config, suite="ppformers", **options).curve
    return [curve(update) for update in updates]


def approx(values):
    return pytest.approx(values, rel=1e-12, abs=1e-18)


def test_written_out():
    warmed = {**BASE, "warmup_steps": 10}
    assert rates(warmed, [0, 5, 10, 55, 99]) == approx([0, 5e-5, 1e-4, 5e-5, 1e-4 / 90])
    cosine = {**warmed, "lr_scheduler_type": "cosine", "min_lr": 1e-5}
    assert rates(cosine, [10, 40]) == approx([1e-4, 1e-5 + 9e-5 * 0.5 * (1 + math.cos(math.pi * 30 / 90))])
    assert rates({**cosine, "decay_steps": 40}, [40, 70]) == approx([1e-5, 1e-4])
    early = {**cosine, "stage": "dsv3_pretrain"}
    assert rates(early, [0, 9, 99]) == approx([1e-5, 1e-4, 1e-5])
    steady = {**warmed, "stage": "VL-SFT", "batch_size": 1, "lr_scheduler": "wsd:60", "decay_function": "1-sqrt"}
    assert rates(steady, [5, 59, 70], variant="erniekit") == approx([5e-5, 1e-4, 5e-5])


VALUES = {
    "learning_rate": st.sampled_from([1e-4, 2, 0.003]),
    "warmup_steps": st.sampled_from([0, 1, 7, 12, 2.5, 40, -1]),
    "warmup_ratio": st.sampled_from([0, 0.055, 0.5, 1.0]),
    "lr_scheduler_type": st.sampled_from(KINDS),
    "min_lr": st.sampled_from([0.0, 1e-6, 0.01, None, "text"]),
    "decay_steps": st.sampled_from([None, 0, -1, 6, 30]),
    "num_cycles": st.sampled_from([0.5, 2, "5e-1"]),
    "lr_end": st.sampled_from([0, 1e-7, 1e-3]),
    "power": st.sampled_from([1.0, 2, 0.5, -1]),
    "lr_scheduler": st.sampled_from(["cosine", "wsd", "wsd:8", "wsd:-3", "wsd:1:2", "linear", "wsd:x"]),
    "decay_function": st.sampled_from(["half_life", "1-sqrt", "linear"]),
    "num_train_epochs": st.sampled_from([1, 2.3, 0.1]),
    "dataset_type": st.sampled_from(["map", "iterable"]),
    "freeze_training": st.sampled_from([False, True]),
}


@settings(max_examples=150)
@given(st.sampled_from(sorted(STAGES)), st.sampled_from([-1, 12, 20.5]), st.fixed_dictionaries({}, optional=VALUES))
def test_every_update_is_that_of_the_trainer(entry, most, config):
    variant = "erniekit" if entry.startswith("erniekit") else None
    config, rest = {"max_steps": most, **config}, {"suite": "ppformers", "entry": entry, "variant": variant}
    expected, problem = run(config, entry, 7)
    if problem is not None:
        with pytest.raises(ConfigError, match="fails" if expected else "."):
            load_schedule({**config, "stage": STAGES[entry]}, steps_per_epoch=7, **rest)
        return
    schedule = load_schedule({**config, "stage": STAGES[entry]}, steps_per_epoch=7, **rest)
    assert schedule.total_updates == len(expected)
    assert [schedule.curve(update) for update in range(len(expected))] == pytest.approx(expected, rel=1e-12, abs=1e-18)
    assert (schedule.entry, schedule.variant) == (entry, variant)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"learning_rate": "1e-5"},
            "learning_rate: must be a finite number, got '1e-5', which is text in YAML",
        ),
        ({"learning_rate": None}, "learning_rate: must be a finite number, got None"),
        ({"max_steps": "1e3"}, "max_steps: must be a finite number, got '1e3'"),
        ({"warmup_ratio": 1.5}, "warmup_ratio: must be >= 0 and <= 1, got 1.5"),
        ({"max_steps": 0}, "max_steps: must be > 0, or -1 for num_train_epochs, got 0"),
        ({"max_steps": -1, "mix_strategy": "random"}, "max_steps: must be > 0 with mix_strategy: random, got -1"),
        ({"max_steps": -1, "num_train_epochs": 0}, "num_train_epochs: must give at least one update, got 0"),
        ({"lr_scheduler_type": "wsd"}, "lr_scheduler_type: must be one of .*, got 'wsd'"),
        (
            {"lr_scheduler_type": "polynomial", "lr_end": 1e-4},
            "lr_end: must be below learning_rate = 0.0001",
        ),
        ({"stage": "sft"}, "stage: must be one of SFT, .* for PaddleFormers 1.2, got 'sft'; did you mean 'SFT'"),
        ({"stage": "PT", "fine_tuning": "Full"}, "stage: must be one of SFT, DPO, VL-SFT for ERNIEKit 1.3, got 'PT'"),
        ({"stage": "dsv3_pretrain", "max_steps": -1}, "max_steps: must be > 0 for stage dsv3_pretrain, got -1"),
        ({"weight decay": 0.1}, "weight decay: is no argument of PaddleFormers 1.2, .* did you mean 'weight_decay'"),
        ({"min_learning_rate": 1e-6}, "min_learning_rate: is no argument .* its name is min_lr now"),
        ({"batch_size": 4}, "batch_size: is no argument .* per_device_train_batch_size .* --variant erniekit reads it"),
    ],
)
def test_refused_at_once(more, message):
    with pytest.raises(ConfigError, match=message):
        load_schedule({**BASE, **more}, suite="ppformers", steps_per_epoch=5)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"min_lr": "1e-6", "warmup_steps": 10},
            "min_lr: PaddleFormers fails at update 10: must be a finite",
        ),
        (
            {"learning_rate": 0.0, "warmup_steps": 7},
            "learning_rate: PaddleFormers fails at update 7: a cosine",
        ),
        ({"num_cycles": "two", "warmup_steps": 7}, "num_cycles: PaddleFormers fails at update 7: must be a number"),
        ({"min_lr": "1e-6", "warmup_steps": 100}, "min_lr: PaddleFormers fails at update 100, after the last"),
    ],
)
def test_refused_at_an_update(more, message):
    config = {**BASE, "lr_scheduler_type": "cosine", **more}
    with pytest.raises(ConfigError, match=message):
        load_schedule(config)
    assert load_schedule({**config, "max_steps": config["warmup_steps"] - 1}).total_updates > 5


def test_text_that_is_never_used_is_no_error():
    assert load_schedule({**BASE, "min_lr": "1e-6", "lr_end": "1e-9", "num_train_epochs": "3"}).total_updates == 100


def test_updates_of_the_run():
    epochs = {"stage": "SFT", "num_train_epochs": 2.5, "gradient_accumulation_steps": 4}
    assert load_schedule(epochs, suite="ppformers", images=1000, world_size=2).total_updates == math.ceil(
        1000 / 64 * 2.5
    )
    sized = {**epochs, "dataset_type": "map"}
    assert load_schedule(sized, images=1000, world_size=2, suite="ppformers").total_updates == 40
    assert load_schedule({**sized, "fine_tuning": "Full", "batch_size": 2}, images=1000).total_updates == 125
    with pytest.raises(ConfigError, match=r"samples / \(batch_size x GPUs x gradient_accumulation_steps\)"):
        load_schedule({**sized, "fine_tuning": "Full", "batch_size": 2})


def test_the_program_follows_from_the_keys():
    kit = {**BASE, "fine_tuning": "LoRA", "batch_size": 1}
    assert load_schedule(kit).entry == "erniekit_sft"
    assert load_schedule({**kit, "surprise": 1}).variant == "erniekit"
    assert load_schedule({**BASE, "fine_tuning": "lora"}).entry == "sft"
    assert load_schedule({"learning_rate": 1e-4, "max_steps": 9}, suite="ppformers").assumed == (
        "stage is not given, and is SFT",
    )
    with pytest.raises(ConfigError, match="entry: must be sft, because stage is SFT"):
        load_schedule(BASE, entry="dpo")
    with pytest.raises(ConfigError, match="batch_size: is no argument of PaddleFormers"):
        load_schedule({**kit, "fine_tuning": "full"}, entry="sft")
