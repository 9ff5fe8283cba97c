"""PaddleMIX and ppdiffusers: programs by entry and by keys, their loops step by step, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, UnknownEpochError
from paddle_lrkit.suites import load_schedule

RATE = st.floats(1e-6, 1.0)


def factors(name, warmup, total, cycles, power, base):
    """The factor at each tick, as ppdiffusers' functions write it."""

    def at(tick):
        if name == "constant":
            return 1
        if tick < warmup:
            return float(tick) / float(max(1, warmup))
        progress = float(tick - warmup) / float(max(1, total - warmup))
        if name == "constant_with_warmup":
            return 1.0
        if name == "linear":
            return max(0.0, float(total - tick) / float(max(1, total - warmup)))
        if name == "cosine":
            return max(0.0, 0.5 * (1.0 + math.cos(math.pi * 0.5 * 2.0 * progress)))
        if name == "cosine_with_restarts":
            return 0.0 if progress >= 1 else max(0.0, 0.5 * (1.0 + math.cos(math.pi * ((cycles * progress) % 1.0))))
        if tick > total:
            return 1e-7 / base
        return ((base - 1e-7) * (1 - (tick - warmup) / (total - warmup)) ** power + 1e-7) / base

    return at


@settings(max_examples=60)
@given(data=st.data())
def test_a_training_loop_of_ppdiffusers(data):
    flags = data.draw(
        st.fixed_dictionaries(
            {
                "learning_rate": RATE,
                "lr_scheduler": st.sampled_from(
                    ["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts", "polynomial"]
                ),
                "lr_warmup_steps": st.integers(0, 30),
            },
            optional={
                "gradient_accumulation_steps": st.integers(1, 4),
                "lr_num_cycles": st.integers(1, 4),
                "lr_power": st.sampled_from([0.5, 1.0, 2.0]),
                "max_train_steps": st.integers(31, 60),
            },
        )
    )
    batches, epochs = data.draw(st.integers(11, 20)), 3
    schedule = load_schedule(
        {**flags, "num_train_epochs": epochs}, entry="ppdiffusers.loop", suite="ppmix", steps_per_epoch=batches
    )
    every = flags.get("gradient_accumulation_steps", 1)
    total = flags.get("max_train_steps") or epochs * math.ceil(batches / every)
    at = factors(
        flags["lr_scheduler"],
        flags["lr_warmup_steps"] * every,
        total * every,
        flags.get("lr_num_cycles", 1),
        flags.get("lr_power", 1.0),
        flags["learning_rate"],
    )
    expected = [flags["learning_rate"] * at(update) for update in range(total)]
    assert schedule.total_updates == total
    found = [schedule.curve(update) for update in range(total)]
    assert found == pytest.approx(expected, rel=0, abs=1e-12 * max(expected))


def stepped_cosine(rate, total, floor, start, warmup, floored):
    """PaddleMIX' CosineDecayWithWarmup, one step after the other."""
    for tick in range(10**6):
        if tick < warmup:
            yield start + (rate - start) * tick / max(warmup, 1)
        elif floored:
            yield (rate - floor) * 0.5 * (1.0 + math.cos(math.pi * tick // total)) + floor
        else:
            yield (rate - floor) * 0.5 * (1.0 + math.cos(math.pi * tick / total)) + floor


@settings(max_examples=40)
@given(
    flags=st.fixed_dictionaries(
        {"learning_rate": RATE, "eta_min": st.floats(0, 1e-5), "warmup_start_lr": st.floats(0, 1e-6)}
    ),
    warmup=st.one_of(st.integers(0, 40), st.floats(0, 0.5)),
    epochs=st.integers(1, 4),
    steps=st.integers(5, 20),
)
def test_cosines_with_a_ramp(flags, warmup, epochs, steps):
    total = epochs * steps
    length = int(warmup * total) if isinstance(warmup, float) else warmup
    expected = stepped_cosine(flags["learning_rate"], total, flags["eta_min"], flags["warmup_start_lr"], length, False)
    config = {**flags, "num_train_epochs": epochs, "warmup": warmup}
    schedule = load_schedule(config, suite="ppmix", steps_per_epoch=steps)
    assert (schedule.entry, schedule.total_updates) == ("paddlemix.minigpt4", total)
    found = [schedule.curve(update) for update in range(total)]
    assert found == pytest.approx([next(expected) for _ in range(total)], rel=1e-12, abs=1e-17)
    expected = stepped_cosine(flags["learning_rate"], total, flags["eta_min"], flags["warmup_start_lr"], length, True)
    config = {**flags, "num_train_epochs": float(epochs), "warmup_steps": warmup}
    schedule = load_schedule(config, suite="ppmix", steps_per_epoch=steps)
    assert schedule.entry == "paddlemix.blip2"
    found = [schedule.curve(update) for update in range(total)]
    assert found == pytest.approx([next(expected) for _ in range(total)], rel=1e-12, abs=1e-17)


@settings(max_examples=40)
@given(
    rate=RATE,
    floor=st.floats(0, 1e-6),
    epochs=st.integers(2, 5),
    steps=st.integers(1, 12),
    warm=st.integers(0, 5),
    updates=st.integers(-1, 20),
)
def test_the_table_of_eva02(rate, floor, epochs, steps, warm, updates):
    length = updates if updates > 0 else warm * steps
    ramp = np.linspace(0, rate, length) if warm > 0 else np.array([])
    left = np.arange(epochs * steps - length)
    cosine = [floor + 0.5 * (rate - floor) * (1 + math.cos(math.pi * i / len(left))) for i in left]
    table = [*ramp, *cosine]
    config = {"learning_rate": rate, "min_lr": floor, "num_train_epochs": epochs, "warmup_epochs": warm}
    config["warmup_steps"] = updates
    if len(table) != epochs * steps:
        with pytest.raises(ConfigError, match="warmup_"):
            load_schedule(config, suite="ppmix", steps_per_epoch=steps)
        return
    schedule = load_schedule(config, suite="ppmix", steps_per_epoch=steps)
    boundaries = range(len(table) - 1)
    expected = [
        next((v for v, b in zip(table, boundaries, strict=False) if t < b), table[-1]) for t in range(len(table))
    ]
    found = [schedule.curve(update) for update in range(len(table))]
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-17)


def test_clip_ramps_to_one():
    config = {"learning_rate": 5e-4, "max_steps": 300, "warmup_steps": 30}
    schedule = load_schedule(config, suite="ppmix", entry="paddlemix.clip")
    assert [schedule.curve(update) for update in (0, 15, 29, 30)] == [0.0, 0.5, pytest.approx(29 / 30), 5e-4]
    assert schedule.curve(165) == pytest.approx(2.5e-4)
    with pytest.raises(ConfigError, match="warmup_steps: must be below the 300 updates of the run, got 300"):
        load_schedule({**config, "warmup_steps": 300}, suite="ppmix", entry="paddlemix.clip")
    with pytest.raises(ConfigError, match="the keys fit several programs of PaddleMIX; say which with --entry"):
        load_schedule(config, suite="ppmix")


def call(**arguments):
    return load_schedule({"get_scheduler": arguments, "total": 200})


def test_rules_of_steps():
    schedule = call(name="piecewise_constant", learning_rate=0.1, step_rules="1:60,0.1:30,0.05:100,0.01")
    rates = [schedule.curve(update) for update in (0, 29, 30, 59, 60, 99, 100, 199)]
    assert rates == pytest.approx([0.01, 0.01, 0.1, 0.1, 0.005, 0.005, 0.001, 0.001])
    assert call(name="piecewise_constant", step_rules="0.5").curve(7) == 0.05
    for rules in ("1:50,0.1:", "1:2:3,1", "a", "1:5e1,1", 0.5, None, "nan"):
        with pytest.raises(ConfigError, match=r"get_scheduler\.step_rules: must be"):
            call(name="piecewise_constant", step_rules=rules)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"name": "Linear"}, r"get_scheduler\.name: .* did you mean 'linear'"),
        ({"name": 3}, r"get_scheduler\.name: must be one of 'linear', .*, got 3"),
        ({"name": "linear"}, r"get_scheduler\.num_warmup_steps: is missing, and linear needs it"),
        ({"name": "cosine", "num_warmup_steps": 1}, r"num_training_steps: is missing"),
        ({"name": "constant", "learning_rate": "1e-1"}, r"learning_rate: must be a finite number, got '1e-1'"),
        ({"name": "constant", "warmup": 3}, "get_scheduler of PaddleMIX takes no argument 'warmup'"),
        (
            {"name": "polynomial", "learning_rate": 1e-7, "num_warmup_steps": 1, "num_training_steps": 9},
            "must be above",
        ),
        ({"name": "polynomial", "num_warmup_steps": 50, "num_training_steps": 50}, "fails or overflows at update 50"),
    ],
)
def test_what_a_call_refuses(arguments, words):
    with pytest.raises(ConfigError, match=words):
        call(**arguments)


def test_flags_of_a_loop():
    config = {"learning_rate": "1e-6", "max_train_steps": 100}
    default = load_schedule(config)
    assert (default.entry, default.name, default.curve(99)) == ("ppdiffusers.loop", "constant", 1e-6)
    assert default.assumed == ("the program is ppdiffusers.loop, because of max_train_steps",)
    scaled = {**config, "scale_lr": True, "gradient_accumulation_steps": 2, "train_batch_size": 4}
    assert load_schedule(scaled, world_size=3).curve(0) == 1e-6 * 2 * 4 * 3
    with pytest.raises(ConfigError, match="train_batch_size: is missing; its default differs between the scripts"):
        load_schedule({**config, "scale_lr": True})
    with pytest.raises(ConfigError, match="lr_scheduler: piecewise_constant needs step_rules"):
        load_schedule({**config, "lr_scheduler": "piecewise_constant"})
    with pytest.raises(ConfigError, match="lr_scheduler: must be one of"):
        load_schedule({**config, "lr_scheduler": "Linear"})
    with pytest.raises(UnknownEpochError):
        load_schedule({"learning_rate": 1e-6, "lr_warmup_steps": 0, "num_train_epochs": 3})
    counted = load_schedule(
        {"learning_rate": 1e-6, "lr_warmup_steps": 0, "num_train_epochs": 3}, images=70, batch_size=8
    )
    assert counted.total_updates == 27
    assert load_schedule({"learning_rate": 3e-5, "max_steps": 300, "warmup": 30}, suite="ppmix").assumed[1:] == (
        "eta_min is 1e-05, the default of the script",
        "warmup_start_lr is 1e-06, the default of the script",
    )
    with pytest.raises(ConfigError, match="warmup: must be a whole number, got '10'"):
        load_schedule({"learning_rate": 3e-5, "max_steps": 300, "warmup": "10"}, suite="ppmix")


@pytest.mark.parametrize(
    "value", [None, [1], {"a": 1}, "text", float("nan"), float("inf"), 10**400, "1e400", "9" * 5000]
)
@pytest.mark.parametrize(
    "key", ["learning_rate", "lr_scheduler", "lr_warmup_steps", "lr_num_cycles", "gradient_accumulation_steps"]
)
def test_hostile_flags_are_refused_in_one_sentence(key, value):
    config = {"learning_rate": 0.1, "lr_scheduler": "linear", "max_train_steps": 9, key: value}
    if value is None and key not in ("learning_rate", "lr_scheduler"):
        value = "text"
        config[key] = value
    with pytest.raises(ConfigError) as caught:
        load_schedule(config, suite="ppmix")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, "text", float("nan"), float("inf"), -1, 0, 10**400, 1e300])
@pytest.mark.parametrize(
    "key", ["learning_rate", "eta_min", "num_train_epochs", "warmup", "warmup_epochs", "max_steps"]
)
@pytest.mark.parametrize("entry", ["minigpt4", "blip2", "clip", "eva02"])
def test_a_trainer_refuses_in_one_sentence_or_gives_finite_rates(entry, key, value):
    config = {"learning_rate": 0.1, "num_train_epochs": 3, "warmup": 2, "warmup_epochs": 1, key: value}
    try:
        schedule = load_schedule(config, suite="ppmix", entry=f"paddlemix.{entry}", steps_per_epoch=10)
    except ConfigError as error:
        sentence = str(error)
    else:
        sentence = ""
        assert all(math.isfinite(schedule.curve(update)) for update in range(min(schedule.total_updates, 40)))
    assert "\n" not in sentence
    assert len(sentence) < 300
