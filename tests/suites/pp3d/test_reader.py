"""Schedules of Paddle3D and PaddleRendering against a loop that steps as their trainers do."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.suites.pp3d.stepping import trained

COSINE = {"type": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 170, "eta_min": 0.001}
BY_EPOCH = {"type": "CosineAnnealingDecayByEpoch", "learning_rate": 0.1, "T_max": 10, "eta_min": 0.001}
STEP = {"type": "StepDecay", "learning_rate": 0.1, "step_size": 40}
ONE_CYCLE = {
    "type": "OneCycle",
    "total_step": 150,
    "lr_max": 0.01,
    "moms": [0.95, 0.85],
    "div_factor": 10,
    "pct_start": 0.4,
}
WARMUP_DECAY = {"type": "OneCycleWarmupDecayLr", "base_learning_rate": 0.001}
ONE_CYCLE_ADAM = {"type": "OneCycleAdam", "beta1": {"type": "OneCycleDecayWarmupMomentum"}}
DELAYED = {
    "type": "CustomExponentialDecay",
    "lr_init": 0.001,
    "lr_final": 1e-5,
    "max_steps": 150,
    "lr_delay_steps": 50,
    "lr_delay_mult": 0.01,
}
NERF = {"type": "ExponentialDecay", "lr_init": 5e-4, "delay_rate": 0.1, "delay_steps": 120}
FIXED = {"type": "FixationExponentialDecay", "learning_rate": 0.001, "delay_rate": 0.1, "total_steps": 120}


def warmed(inner, steps=30, start=0.0, end=0.1):
    return {"type": "LinearWarmup", "learning_rate": inner, "warmup_steps": steps, "start_lr": start, "end_lr": end}


def config(scheduler, **others):
    return {"epochs": 10, "lr_scheduler": scheduler, **others}


def read(data, batches=20, **options):
    return load_schedule(data, suite="pp3d", steps_per_epoch=batches, **options)


def rates(schedule):
    return [schedule.curve(update) for update in range(schedule.total_updates)]


def assert_trained(data, batches=20, **options):
    found, expected = rates(read(data, batches, **options)), trained(data, batches)
    assert found == pytest.approx(expected, rel=0, abs=1e-13 * max(map(abs, expected)))


@pytest.mark.parametrize("inner", [COSINE, BY_EPOCH, STEP, ONE_CYCLE], ids=lambda inner: inner["type"])
@pytest.mark.parametrize("warmup", [None, 7, 30, 300])
def test_an_update_has_the_rate_of_the_loop(inner, warmup):
    assert_trained(config(inner if warmup is None else warmed(inner, warmup)))


@pytest.mark.parametrize("inner", [DELAYED, NERF, FIXED, STEP], ids=lambda inner: inner["type"])
@pytest.mark.parametrize("warmup", [None, 30])
def test_the_classes_of_paddle_rendering(inner, warmup):
    data = {"iters": 200, "lr_scheduler": inner if warmup is None else warmed(inner, warmup)}
    assert_trained(data, None, entry="pprndr")
    assert read(data, None).entry == ("paddle3d" if inner is STEP else "pprndr")


@settings(max_examples=60)
@given(
    peak=st.floats(0.1, 20),
    trough=st.floats(0, 2),
    share=st.floats(-0.3, 1.4),
    run=st.one_of(st.tuples(st.just("iters"), st.integers(1, 90)), st.tuples(st.just("epochs"), st.integers(1, 4))),
)
def test_any_one_cycle(peak, trough, share, run):
    ratios = {"lr_ratio_peak": peak, "lr_ratio_trough": trough, "step_ratio_peak": share}
    data = {run[0]: run[1], "optimizer": ONE_CYCLE_ADAM, "lr_scheduler": {**WARMUP_DECAY, **ratios}}
    assert_trained(data)


@settings(max_examples=25)
@given(span=st.integers(1, 60), floor=st.floats(-0.1, 0.2), batches=st.integers(1, 20))
def test_a_cosine_that_rises_again_is_paddles_recursion(span, floor, batches):
    assert_trained(config({**COSINE, "T_max": span, "eta_min": floor}), batches)


def test_a_long_cosine_keeps_the_rounding_of_its_rise():
    data = {"iters": 120_000, "lr_scheduler": {**COSINE, "T_max": 50_000}, "model": {}}
    schedule, loop = read(data, None), trained(data, None)
    asked = (49_999, 50_000, 50_001, 50_002, 50_100, 70_000, 99_999, 119_999)
    assert [schedule.curve(update) for update in asked] == pytest.approx([loop[update] for update in asked], abs=1e-13)


def test_iters_win_over_epochs():
    assert read(config(STEP, iters=50)).total_updates == 50
    assert read(config(STEP, iters=None)).total_updates == 200
    assert read(config(STEP, epochs=2.5)).total_updates == 50


def test_options_of_the_command_line():
    schedule = read(config(warmed(COSINE)), given={"learning_rate": 0.05, "iters": 90})
    assert (schedule.total_updates, schedule.curve(30), schedule.curve(89)) == (90, 0.05, 0.05)
    assert read(config(STEP), given={"epochs": 3, "learning_rate": "2e-1"}).curve(59) == pytest.approx(0.02)
    data = {"iters": 9, "optimizer": {"type": "SGD", "learning_rate": 0.1}}
    assert read(data, entry="pprndr", given={"learning_rate": 0.3}).curve(5) == 0.3


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (config(STEP), {"given": {"learning_rate": "high"}}, "learning_rate: must be a finite number, got 'high'"),
        (config(STEP), {"given": {"iters": 2.5}}, "iters: must be a whole number, got 2.5"),
        (config(STEP), {"given": {"itters": 2}}, "did you mean 'iters'"),
        (config(STEP, iters=9), {"given": {"epochs": 2}, "entry": "pprndr"}, "PaddleRendering has no --epochs"),
        ({"iters": 9}, {"given": {"learning_rate": 0.1}}, "lr_scheduler: is missing"),
        ({"iters": 9}, {}, "lr_scheduler: is missing, and Paddle3D needs it"),
        ({"iters": 9, "optimizer": {}}, {"entry": "pprndr"}, "optimizer.learning_rate: is missing"),
        ({"iters": 9, "optimizer": {"learning_rate": 1}}, {"entry": "pprndr"}, "must be a number with a dot"),
        ({"lr_scheduler": STEP}, {}, "iters: is missing"),
        ({"lr_scheduler": STEP, "epochs": 0}, {}, "epochs: must be positive, got 0"),
        (config({"learning_rate": 0.1}), {}, "type: is missing"),
        (config({"type": "Poly", "learning_rate": 0.1}), {}, "unknown schedule of Paddle3D 'Poly'"),
        (config(DELAYED), {"entry": "paddle3d"}, "did you mean 'ExponentialDecay'"),
        (config(BY_EPOCH, iters=9), {"entry": "pprndr"}, "unknown schedule of PaddleRendering"),
        (config({**STEP, "foo": 1}), {}, "takes no argument 'foo'"),
        (config({**STEP, "_inherited_": True}), {}, "takes no argument '_inherited_'"),
        (config({**STEP, "learning_rate": "1e-1"}), {}, "text in YAML 1.1: write 0.1"),
        (config({**STEP, "learning_rate": COSINE}), {}, "only LinearWarmup takes a schedule, not StepDecay"),
        (config(warmed({"T_max": 3})), {}, "learning_rate.type: is missing"),
        (config(warmed(STEP, start=0.1)), {}, "must end above the rate that it starts with"),
        (config({**BY_EPOCH, "T_max": 10.0}), {}, "T_max: must be a whole number"),
        (config(WARMUP_DECAY, optimizer={"type": "AdamW"}), {}, "works with the optimizer OneCycleAdam only"),
        (config(STEP, optimizer=ONE_CYCLE_ADAM), {}, "must be OneCycleWarmupDecayLr with the optimizer OneCycleAdam"),
        (config({**WARMUP_DECAY, "learning_rate": 0.1}, optimizer=ONE_CYCLE_ADAM), {}, "takes no argument 'learning_r"),
        (config(warmed(WARMUP_DECAY)), {}, "after update 29: OneCycleWarmupDecayLr has no rate of its own"),
        (config({**ONE_CYCLE, "pct_start": 0.0}), {}, "pct_start: must be > 0"),
        (config({**ONE_CYCLE, "pct_start": 0.001}), {}, "at least one step of total_step 150"),
        (config({**ONE_CYCLE, "pct_start": 1.0}), {}, "after update 149: its decay has no steps"),
        (config({**ONE_CYCLE, "moms": [0.9]}), {}, "moms: must have two numbers"),
        (config({**ONE_CYCLE, "div_factor": 0}), {}, "div_factor: must be a number other than 0"),
        (config({"type": "ReduceOnPlateau", "learning_rate": 0.1}), {}, "after update 0: it steps ReduceOnPlateau"),
        (config({"type": "OneCycleLR", "max_learning_rate": 0.1, "total_steps": 50}), {}, "after update 50"),
        ({"iters": 9, "lr_scheduler": {**DELAYED, "lr_final": 0}}, {}, "lr_final: must be > 0"),
        ({"iters": 9, "lr_scheduler": {**FIXED, "delay_rate": 1.0}}, {"entry": "pprndr"}, "delay_rate: must be < 1"),
        ({"iters": 9, "lr_scheduler": {**NERF, "delay_steps": 0}}, {}, "delay_steps: must be a number other than 0"),
        ({"iters": 9, "lr_scheduler": {**NERF, "learning_rate": 0.1}}, {}, "takes no argument 'learning_rate'"),
    ],
)
def test_a_fault_is_explained(data, options, message):
    with pytest.raises(ConfigError) as caught:
        read(data, **options)
    assert message in str(caught.value)


def test_the_epoch_must_be_known_where_it_matters():
    with pytest.raises(ConfigError, match=r"images / \(batch_size x GPUs\)"):
        load_schedule(config(STEP))
    with pytest.raises(ConfigError, match=r"images / \(batch_size x GPUs\)"):
        load_schedule({"iters": 9, "lr_scheduler": BY_EPOCH})
    assert load_schedule(config(STEP, batch_size=4), images=103, world_size=2).total_updates == 130
    assert load_schedule({"iters": 9, "lr_scheduler": warmed(STEP)}).total_updates == 9


def test_what_is_assumed_is_said():
    (assumed,) = read(config(WARMUP_DECAY)).assumed
    assert assumed == "the optimizer is OneCycleAdam, without which OneCycleWarmupDecayLr has no rate"


def test_updates_of_several_iterations():
    data = {"iters": 50, "ray_batch_size": 9, "lr_scheduler": NERF, "grad_accum_cfg": {"accum_steps": 4}}
    schedule = read(data, None)
    assert schedule.total_updates == 12
    assert rates(schedule) == pytest.approx(trained({**data, "iters": 12}, None))
    with pytest.raises(ConfigError, match="never updated in 3 iterations"):
        read({**data, "iters": 3}, None)


def test_a_schedule_that_begins_again():
    again = {"upsamp_list": [70, 40, 900], "lr_scheduler": {**FIXED, "learning_rate": 0.002}}
    schedule = read({"iters": 100, "lr_scheduler": FIXED, "reinit_optim_cfg": again}, None)
    first, second = (trained({"iters": 100, "lr_scheduler": one}, None) for one in (FIXED, again["lr_scheduler"]))
    assert rates(schedule) == pytest.approx([*first[:40], *second[:30], *second[:30]])
    assert schedule.entry == "pprndr"


FILES = {
    "b.yml": config(warmed(STEP, 10), epochs=6),
    "c1.yml": {
        "_base_": "./b.yml",
        "epochs": 8,
        "lr_scheduler": {"warmup_steps": 20, "learning_rate": {"step_size": 9}},
    },
    "c2.yml": {"_base_": "./b.yml", "lr_scheduler": {"_inherited_": False, **STEP}},
    "c3.yml": {"_base_": ["./b.yml"], "epochs": 8},
    "c4.yml": {"_base_": "./c1.yml", "lr_scheduler": {"learning_rate": 0.1}},
    "c5.yml": {"_base_": "./b.yml", "lr_scheduler": STEP},
    "quant.yml": {"quant_config": {}, "finetune_config": {"lr_scheduler": {"warmup_steps": 15}}},
}


@pytest.fixture
def folder(tmp_path):
    for name, data in FILES.items():
        (tmp_path / name).write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


def test_bases(folder):
    expected = {"c1.yml": config(warmed({**STEP, "step_size": 9}, 20), epochs=8), "c2.yml": config(STEP, epochs=6)}
    expected["c4.yml"] = config(warmed(0.1, 20), epochs=8)
    for name, data in expected.items():
        schedule = load_schedule(str(folder / name), steps_per_epoch=20)
        assert (schedule.suite, rates(schedule)) == ("pp3d", pytest.approx(trained(data, 20)))
    with pytest.raises(ConfigError, match=r"c3\.yml:1: _base_: must be one file name"):
        load_schedule(str(folder / "c3.yml"), steps_per_epoch=20)
    with pytest.raises(ConfigError, match="StepDecay of Paddle3D takes no argument 'warmup_steps'"):
        load_schedule(str(folder / "c5.yml"), steps_per_epoch=20)


def test_a_quant_config_is_merged_over_the_main_one(folder):
    file = str(folder / "quant.yml")
    schedule = load_schedule(file, base=str(folder / "b.yml"), steps_per_epoch=20)
    assert rates(schedule) == pytest.approx(trained(config(warmed(STEP, 15), epochs=6), 20))
    with pytest.raises(ConfigError, match=r"quant\.yml:1: finetune_config\.iters: is missing"):
        load_schedule(file, steps_per_epoch=20)
    with pytest.raises(ConfigError, match="does not rewrite another one"):
        load_schedule(str(folder / "b.yml"), base=file, steps_per_epoch=20)
