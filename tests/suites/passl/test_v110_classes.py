"""The classes of PASSL 1.1 against loops that step as its trainer does."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.suites.passl.test_task_classes import FEW
from tests.suites.passl.trainers import EPOCHS, RATES, STEPS, Annealing, LateTimmCosine, WarmedCosine, stepped


def rates(scheduler, epochs, steps, **top):
    """Our rates of a run, and those of updates that are asked for in reverse."""
    schedule = load_schedule({"epochs": epochs, "lr_scheduler": scheduler, **top}, steps_per_epoch=steps, suite="passl")
    assert schedule.entry == "passl_v110"
    return [schedule.curve(update) for update in reversed(range(epochs * steps))][::-1]


@FEW
@given(RATES, st.integers(1, 9), st.integers(1, 30), st.floats(0, 0.001), EPOCHS, STEPS)
def test_cosine_warmup(peak, warmup, period, floor, epochs, steps):
    keys = {"learning_rate": peak, "warmup_steps": warmup, "start_lr": 1e-7, "end_lr": peak, "T_max": period}
    config = {"name": "CosineWarmup", **keys, "eta_min": floor}
    if period == warmup and epochs * steps > warmup:
        after = "after the last update" if epochs * steps == warmup + 1 else f"at update {warmup + 1}"
        with pytest.raises(ConfigError, match=f"PASSL fails {after}"):
            rates(config, epochs, steps)
        return
    if period == warmup:
        period += 1
        config["T_max"] = keys["T_max"] = period
    wanted = stepped(WarmedCosine(**keys, eta_min=floor), epochs, steps)
    assert rates(config, epochs, steps) == pytest.approx(wanted, abs=1e-12 * max(map(abs, wanted)), rel=1e-12)


@FEW
@given(RATES, st.integers(1, 20), st.integers(0, 6), st.integers(-1, 3), EPOCHS, STEPS, st.booleans())
def test_timm_cosine(peak, period, warmup, last_epoch, epochs, steps, by_epoch):
    keys = {"learning_rate": peak, "T_max": period, "warmup_epoch": warmup, "warmup_start_lr": 0.01, "eta_min": 1e-4}
    keys["last_epoch"] = last_epoch
    wanted = stepped(LateTimmCosine(**keys), epochs, steps, by_epoch)
    unit = {"lr_config": {"name": "LRSchedulerHook", "unit": "epoch"}} if by_epoch else {}
    found = rates({"name": "TimmCosine", **keys}, epochs, steps, **unit)
    assert found == pytest.approx(wanted, abs=1e-12 * peak, rel=1e-12)
    assert found[0] == peak


@FEW
@given(RATES, st.integers(1, 4), st.integers(1, 8), EPOCHS, STEPS, st.booleans())
def test_warmup_and_cosine_in_epochs(peak, warmup, period, epochs, steps, by_epoch):
    """PASSL multiplies both lengths by the updates of an epoch, also where a tick is an epoch."""
    inner = {"name": "CosineAnnealingDecay", "learning_rate": peak, "T_max": period, "eta_min": 1e-5}
    config = {"name": "LinearWarmup", "learning_rate": inner, "warmup_steps": warmup, "start_lr": 0, "end_lr": peak}
    unit = {"lr_config": {"name": "LRSchedulerHook", "unit": "epoch"}} if by_epoch else {}

    def rate(tick):
        if tick < warmup * steps:
            return peak * tick / (warmup * steps)
        late = math.pi * (tick - warmup * steps) / (period * steps)
        return 1e-5 + (peak - 1e-5) * (1 + math.cos(late)) / 2

    wanted = [rate(update // steps if by_epoch else update) for update in range(epochs * steps)]
    assert rates(config, epochs, steps, **unit) == pytest.approx(wanted, abs=1e-12 * peak, rel=1e-12)


@FEW
@given(RATES, st.integers(0, 5), EPOCHS, STEPS, st.sampled_from(["cosine", "linear"]))
def test_vit_counts_its_warmup_in_updates(peak, warmup, epochs, steps, kind):
    if warmup >= epochs * steps:
        return
    keys = {"learning_rate": peak, "decay_type": kind, "warmup_steps": warmup}
    reference, wanted = Annealing(total=epochs * steps, **keys), []
    for update in range(epochs * steps):
        reference.tick = update
        wanted.append(reference.rate())
    found = rates({"name": "ViTLRScheduler", "T_max": epochs, **keys}, epochs, steps)
    assert found == pytest.approx(wanted, abs=1e-12 * peak, rel=1e-12)


@FEW
@given(st.sampled_from(["linear", "sqrt"]), st.integers(1, 4), EPOCHS, STEPS)
def test_simclr_counts_images(scaling, size, epochs, steps):
    images, batch = 500, 8 * size
    config = {"name": "simclrCosineWarmup", "learning_rate_scaling": scaling, "total_images": images, "end_lr": 1.5}
    top = {
        "use_simclr_iters": True,
        "global_batch_size": 64,
        "dataloader": {"train": {"sampler": {"batch_size": size}}},
    }
    peak = 1.5 * (batch / 256 if scaling == "linear" else batch**0.5)
    warmup = round(1 * images // batch)
    span = images * epochs // batch + 1 - warmup
    wanted = [
        peak * update / warmup if update < warmup else peak * (1 + math.cos(math.pi * (update - warmup) / span)) / 2
        for update in range(epochs * steps)
    ]
    found = rates({**config, "warmup_epochs": 1, "T_max": 9, "start_lr": 0}, epochs, steps, **top)
    assert found == pytest.approx(wanted, abs=1e-12 * peak, rel=1e-12)


def test_a_failure_inside_a_warmup_is_told_at_the_update_of_the_run():
    keys = {"learning_rate": 0.1, "warmup_steps": 1, "start_lr": 0, "end_lr": 0.1, "T_max": 1}
    inner = {"name": "CosineWarmup", **keys}
    config = {"name": "LinearWarmup", "learning_rate": inner, "warmup_steps": 1, "start_lr": 0, "end_lr": 0.1}
    with pytest.raises(ConfigError, match=r"lr_scheduler\.learning_rate\.T_max: PASSL fails at update 6:"):
        rates(config, 3, 4)
    assert rates(config, 1, 4) == pytest.approx([0.0, 0.025, 0.05, 0.075])
    timm = {"name": "TimmCosine", "learning_rate": 0.1, "T_max": 0}
    with pytest.raises(ConfigError, match="PASSL fails after the last update"):
        rates({**config, "learning_rate": timm}, 1, 4)


def test_byol_multiplies_by_the_updates_of_the_whole_run():
    config = {"name": "MultiStepDecay", "learning_rate": 1.0, "milestones": [1, 2]}
    top = {"use_byol_iters": True, "total_images": 40, "global_batch_size": 10}
    assert rates(config, 3, 8, **top) == pytest.approx([1.0] * 12 + [0.1] * 12)


@pytest.mark.parametrize(
    ("scheduler", "top", "key", "words"),
    [
        ({"name": "ByolLRScheduler"}, {}, "lr_scheduler.name", "unknown schedule of PASSL"),
        ({"name": "Cosinesimclr", "learning_rate": 0.1, "T_max": 3}, {}, "lr_scheduler.name", "use_simclr_iters"),
        (
            {"name": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 3.0},
            {},
            "lr_scheduler.T_max",
            "must be a whole number >= 1",
        ),
        (
            {"name": "LinearWarmup", "learning_rate": 0.1, "warmup_steps": 1, "start_lr": 0, "end_lr": 0.1},
            {},
            "lr_scheduler.learning_rate",
            "must be a section",
        ),
        (
            {"name": "CosineWarmup", "learning_rate": 0.1, "foo": 1},
            {},
            "lr_scheduler.foo",
            "takes no argument 'foo'",
        ),
        ({"name": "TimmCosine", "T_max": 3}, {"lr_config": {"name": "LogHook"}}, "lr_config.name", "LRSchedulerHook"),
        (
            {"name": "TimmCosine", "T_max": 3},
            {"lr_config": {"name": "LRSchedulerHook", "unit": "step"}},
            "lr_config.unit",
            "iter",
        ),
        ({"name": "TimmCosine"}, {"use_simclr_iters": True}, "global_batch_size", "is missing"),
        ({"name": "TimmCosine"}, {"use_byol_iters": True, "total_images": 9}, "lr_scheduler.learning_rate", "missing"),
    ],
)
def test_a_refusal_names_the_key(scheduler, top, key, words):
    if "use_byol_iters" in top:
        top = {**top, "global_batch_size": 3}
    with pytest.raises(ConfigError, match=words) as caught:
        rates(scheduler, 3, 2, **top)
    assert caught.value.key == key
