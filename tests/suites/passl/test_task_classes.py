"""The classes of PASSL's tasks against loops that tick as its trainer does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.suites.passl.trainers import EPOCHS, RATES, STEPS, Annealing, Ramped, TimmCosine, set_ticks

UNITS = st.sampled_from(["step", "epoch"])
FEW = settings(max_examples=30, deadline=None)


def rates(scheduler, epochs, steps):
    """Our rates of a run, and those of updates that are asked for in reverse."""
    schedule = load_schedule({"Global": {"epochs": epochs}, "LRScheduler": scheduler}, steps_per_epoch=steps)
    assert schedule.total_updates == epochs * steps
    return [schedule.curve(update) for update in reversed(range(epochs * steps))][::-1]


@FEW
@given(RATES, st.floats(0, 0.1), EPOCHS, STEPS, UNITS, st.floats(0.4, 4.0), st.booleans(), st.integers(-3, 4))
def test_timm_cosine(peak, floor, epochs, steps, unit, warmup, prefix, last_epoch):
    given_keys = {"learning_rate": peak, "eta_min": floor, "warmup_epoch": warmup, "warmup_start_lr": 0.01}
    given_keys |= {"decay_unit": unit, "warmup_prefix": prefix, "last_epoch": last_epoch}
    length = round(min(warmup, epochs) * steps) if unit == "step" else min(warmup, epochs)
    config = {"name": "TimmCosine", **given_keys, "T_max": 3}
    if (prefix and length == (epochs * steps if unit == "step" else epochs)) or (length == 0 and last_epoch < 0):
        with pytest.raises(ConfigError, match="PASSL fails"):
            rates(config, epochs, steps)
        return
    wanted = set_ticks(TimmCosine(steps=steps, epochs=epochs, **given_keys), epochs, steps, unit)
    assert rates(config, epochs, steps) == pytest.approx(wanted, abs=1e-12 * peak, rel=1e-12)


@FEW
@given(RATES, EPOCHS, STEPS, st.integers(1, 3), st.booleans())
def test_timm_cosine_without_a_unit_counts_epochs_and_ticks_per_update(peak, epochs, steps, warmup, prefix):
    if prefix and warmup >= epochs:
        return
    keys = {"learning_rate": peak, "warmup_epoch": warmup, "warmup_prefix": prefix}
    wanted = set_ticks(TimmCosine(steps=steps, epochs=epochs, **keys), epochs, steps, "step")
    assert rates({"name": "TimmCosine", **keys}, epochs, steps) == pytest.approx(wanted, abs=1e-12 * peak, rel=1e-12)


@FEW
@given(RATES, EPOCHS, STEPS, UNITS, st.sampled_from(["cosine", "linear"]), st.floats(0, 1), st.integers(-1, 5))
def test_vit(peak, epochs, steps, unit, kind, share, last_epoch):
    keys = {"learning_rate": peak, "decay_type": kind, "warmup_steps": int(share * (epochs * steps - 1))}
    keys |= {"last_epoch": last_epoch, "linear_end": 1e-4}
    wanted = set_ticks(Annealing(total=epochs * steps, **keys), epochs, steps, unit)
    found = rates({"name": "ViTLRScheduler", "decay_unit": unit, **keys}, epochs, steps)
    assert found == pytest.approx(wanted, abs=1e-12 * peak, rel=1e-12)


@FEW
@given(st.lists(st.integers(1, 30), max_size=4), RATES, EPOCHS, STEPS, UNITS, st.integers(0, 3))
def test_step(marks, peak, epochs, steps, unit, warmup):
    values = [peak / 2**index for index in range(len(marks) + 1)]

    def table(tick):
        return next((value for mark, value in zip(marks, values, strict=False) if tick < mark), values[-1])

    keys = {"boundaries": marks, "values": values, "decay_unit": unit, "warmup_end_lr": peak, "warmup_start_lr": 0.01}
    key = "warmup_steps" if unit == "step" else "warmup_epochs"
    wanted = set_ticks(Ramped(table, warmup, 0.01, peak), epochs, steps, unit)
    assert rates({"name": "Step", key: warmup, **keys}, epochs, steps) == pytest.approx(wanted, rel=1e-12)


@FEW
@given(RATES, EPOCHS, STEPS, st.sampled_from(["step", "epoch", None]), st.integers(0, 2), st.integers(0, 2))
def test_poly(peak, epochs, steps, unit, in_steps, in_epochs):
    counted = epochs * steps if unit == "step" else epochs
    warmup = in_epochs * (steps if unit == "step" and in_steps == 0 else 1)
    warmup = in_steps if unit == "step" and (in_steps or not in_epochs) else warmup
    keys = {"learning_rate": peak, "warmup_steps": in_steps, "warmup_epochs": in_epochs}
    config = {"name": "Poly", **keys, **({} if unit is None else {"decay_unit": unit})}
    if warmup == counted:
        with pytest.raises(ConfigError, match="PASSL fails"):
            rates(config, epochs, steps)
        return
    body = Ramped(lambda tick: peak * (1 - (tick - warmup) / (counted - warmup)) ** 2, warmup, 0.0, 0.0)
    wanted = set_ticks(body, epochs, steps, unit or "step")
    largest = max(map(abs, wanted))
    assert rates(config, epochs, steps) == pytest.approx(wanted, abs=1e-12 * largest, rel=1e-12)


def test_too_few_values_fail_where_they_are_reached():
    step = {"name": "Step", "boundaries": [4, 8], "values": [0.1], "decay_unit": "step"}
    with pytest.raises(ConfigError, match=r"LRScheduler\.values: PASSL fails at update 4: values must have a number"):
        rates(step, 5, 2)
    with pytest.raises(ConfigError, match="PASSL fails after the last update"):
        rates(step, 2, 2)
    assert rates(step, 3, 1) == [0.1] * 3
    with pytest.raises(ConfigError, match="at update 12:"):
        rates({**step, "values": [0.1, "1e-2", 0.001], "decay_unit": "epoch"}, 5, 3)
    assert rates({**step, "values": [0.1, 0.2, "1e-2"]}, 3, 2)[4:] == [0.2, 0.2]
    with pytest.raises(ConfigError, match="PASSL fails at update 0"):
        rates({**step, "boundaries": [], "values": []}, 3, 2)


def test_a_unit_that_the_trainer_does_not_know_never_ticks():
    vit = {"name": "ViTLRScheduler", "learning_rate": 0.1, "warmup_steps": 4, "decay_unit": "iter", "last_epoch": 1}
    assert rates(vit, 3, 2) == [0.05] * 6
    with pytest.raises(ConfigError, match="decay_unit"):
        rates({"name": "TimmCosine", "learning_rate": 0.1, "decay_unit": "iter"}, 3, 2)


@pytest.mark.parametrize(
    ("scheduler", "key", "words"),
    [
        ({"name": "TimmCosine", "learning_rate": 0.1}, "last_epoch", "at update 0: TimmCosine divides by the warmup"),
        ({"name": "TimmCosine", "learning_rate": "abc"}, "learning_rate", "must be a finite number"),
        ({"name": "TimmCosine", "learning_rate": 0.1, "warmup_epoch": None}, "warmup_epoch", "must be a finite number"),
        ({"name": "ViTLRScheduler", "learning_rate": 0.1, "warmup_steps": 6}, "warmup_steps", "below the 6 updates"),
        ({"name": "ViTLRScheduler", "learning_rate": 0.1, "decay_type": "poly"}, "decay_type", "cosine"),
        ({"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [2], "gamma": 0.1}, "last_epoch", "is missing"),
        ({"name": "Poly"}, "learning_rate", "is missing"),
        ({"name": "CosineAnnealingDecay", "T_max": 3}, "name", "unknown schedule of PASSL"),
        ({"name": ["Poly"]}, "name", "must be the name"),
        ({}, "learning_rate", "is missing"),
        ({"name": "TimmCosine", "learning_rate": 10**400, "warmup_epoch": 1}, "learning_rate", "finite number"),
    ],
)
def test_a_refusal_names_the_key(scheduler, key, words):
    with pytest.raises(ConfigError, match=words) as caught:
        rates(scheduler, 3, 2)
    assert caught.value.key == f"LRScheduler.{key}"
