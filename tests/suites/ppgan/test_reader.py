"""PaddleGAN: expected rates from loops that step as its trainer does."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, UnknownEpochError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.load import load_schedules

MULTISTEP = {"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [3, 5], "gamma": 0.5}
LINEAR = {"name": "LinearDecay", "learning_rate": 0.2, "start_epoch": 2, "decay_epochs": 3, "iters_per_epoch": 9}


def iterations(scheduler, count=20, **more):
    return {"total_iters": count, "lr_scheduler": scheduler, **more}


def epochs(scheduler, count=5, **more):
    return {"epochs": count, "lr_scheduler": scheduler, **more}


def rates(config, steps=None, **options):
    schedule = load_schedule(config, suite="ppgan", steps_per_epoch=steps, **options)
    return [schedule.curve(update) for update in range(schedule.total_updates)]


def multistep(base, milestones, gamma, count):
    return [base * gamma ** sum(mark <= tick for mark in milestones) for tick in range(count)]


def stepped_restarts(base, floor, periods, weights, count):
    """The class's own loop over the sums of the periods."""
    sums = [sum(periods[: index + 1]) for index in range(len(periods))]
    found = []
    for tick in range(count):
        index = next(number for number, end in enumerate(sums) if tick <= end)
        begin = sums[index - 1] if index else 0
        wave = 1 + math.cos(math.pi * (tick - begin) / periods[index])
        found.append(floor + weights[index] * 0.5 * (base - floor) * wave)
    return found


def test_milestones_are_iterations_also_with_epochs():
    assert rates(iterations(MULTISTEP, 8)) == pytest.approx(multistep(0.1, [3, 5], 0.5, 8), rel=1e-12)
    assert rates(epochs(MULTISTEP, 2), 4) == pytest.approx(multistep(0.1, [3, 5], 0.5, 8), rel=1e-12)


def test_epochs_go_before_total_iters_unless_they_are_0():
    assert len(rates({**iterations(MULTISTEP, 50), "epochs": 3}, 7)) == 21
    assert len(rates({**iterations(MULTISTEP, 50), "epochs": 0}, 7)) == 50
    assert len(rates(iterations(MULTISTEP, 7.5))) == 8
    with pytest.raises(ConfigError, match="total_iters: is missing"):
        rates({"lr_scheduler": MULTISTEP})
    with pytest.raises(UnknownEpochError, match=r"dataset\.train\.batch_size"):
        rates(epochs(MULTISTEP))


@given(st.integers(-2, 8), st.integers(0, 6), st.integers(1, 5), st.integers(1, 12))
@settings(max_examples=60)
def test_the_linear_decay_starts_an_epoch_early_and_falls_below_0(start, span, steps, count):
    lr = {**LINEAR, "start_epoch": start, "decay_epochs": span}
    expected = [
        0.2 * (1.0 - max(0, epoch + 1 - start) / float(span + 1)) for epoch in range(count) for _ in range(steps)
    ]
    assert rates(epochs(lr, count), steps) == pytest.approx(expected, rel=1e-12, abs=1e-15)
    assert rates(iterations(lr, count * steps), steps) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_the_linear_decay_without_the_length_of_an_epoch():
    late = {**LINEAR, "start_epoch": 1000}
    schedule = load_schedule(iterations(late, 50_000))
    assert "at least 50 batches" in schedule.assumed[0]
    assert {schedule.curve(update) for update in (0, 49_999)} == {0.2}
    assert load_schedule(iterations(late, 1000)).assumed == ()
    with pytest.raises(UnknownEpochError):
        load_schedule(iterations(LINEAR, 1000))


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.lists(st.sampled_from([1, 0.5, 2.0]), min_size=4, max_size=4),
    st.sampled_from([0, 1e-7, 0.3]),
)
@settings(max_examples=60)
def test_a_restart_shows_a_tick_late_and_the_tick_after_the_sum_fails(periods, weights, floor):
    weights, total = weights[: len(periods)], sum(periods)
    lr = {"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": periods}
    lr |= {"restart_weights": weights, "eta_min": floor}
    expected = stepped_restarts(0.1, floor, periods, weights, total + 1)
    assert rates(iterations(lr, total + 1)) == pytest.approx(expected, rel=1e-12, abs=1e-15)
    with pytest.raises(ConfigError, match=f"stops with an error after update {total}: "):
        rates(iterations(lr, total + 2))


@pytest.mark.parametrize("periods", [[5, -2, 6], [4.5, 3], [3, 0, 4]])
def test_odd_periods(periods):
    lr = {"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": periods, "restart_weights": [1, 1, 1]}
    lr["restart_weights"] = [1] * len(periods)
    count = int(sum(periods)) + 1
    expected = stepped_restarts(0.1, 0, periods, [1] * len(periods), count)
    assert rates(iterations(lr, count)) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_the_nonlinear_decay_and_text():
    lr = {"name": "NonLinearDecay", "learning_rate": "1e-4", "lr_decay": "5e-2"}
    assert rates(iterations(lr)) == pytest.approx([1e-4 / (1 + 0.05 * tick) for tick in range(20)], rel=1e-12)
    with pytest.raises(ConfigError, match="fails or overflows at update 4"):
        rates(iterations({**lr, "lr_decay": -0.25}))


@pytest.mark.parametrize(
    ("lr", "message"),
    [
        ({"learning_rate": 0.1}, "name: is missing"),
        ({"name": "StepDecay", "learning_rate": 0.1}, "unknown schedule of PaddleGAN 'StepDecay'"),
        ({**MULTISTEP, "iters_per_epoch": 1}, "takes no argument 'iters_per_epoch'"),
        ({**MULTISTEP, "milestones": [5, 3]}, "milestones: must increase"),
        ({"name": "NonLinearDecay", "learning_rate": 0.1}, "lr_decay: is missing"),
        ({key: LINEAR[key] for key in LINEAR if key != "iters_per_epoch"}, "iters_per_epoch: is missing"),
        ({**LINEAR, "decay_epochs": -1}, "decay_epochs: must be another number than -1"),
        (
            {"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": [5, 9]},
            "restart_weights: must have as many numbers as periods, 2, got 1",
        ),
        ({"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": ["5"]}, r"periods\.0: must be a finite"),
        ({"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": []}, "periods: must have|must have as"),
        ({"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": [0]}, "periods: must be a list"),
    ],
)
def test_what_paddlegan_refuses(lr, message):
    with pytest.raises(ConfigError, match=message):
        rates(iterations(lr), 5)


@pytest.mark.parametrize(
    ("model", "entry", "factor"),
    [
        ({"name": "StyleGAN2Model"}, "styleganv2:gen", 4 / 5),
        ({"name": "StyleGAN2Model"}, "styleganv2:disc", 16 / 17),
        ({"name": "StyleGAN2Model", "params": {"gen_iters": 9}}, "styleganv2:gen", 9 / 10),
        ({"name": "GFPGANModel", "net_d_reg_every": 3}, "gfpgan:d", 3 / 4),
        ({"name": "GFPGANModel"}, "gfpgan:g", 1),
    ],
)
def test_networks_that_are_regularized_have_a_lower_rate(model, entry, factor):
    config = iterations(MULTISTEP, model=model)
    assert rates(config, entry=entry) == pytest.approx(multistep(0.1 * factor, [3, 5], 0.5, 20), rel=1e-12)
    position = 0 if entry.endswith((":gen", ":g")) else 1
    assert load_schedule(config, optimizer_index=position).entry == entry


def test_the_optimizers_of_a_config():
    config = iterations(MULTISTEP, model={"name": "StyleGAN2Model"})
    first, second = load_schedules(config)
    assert (first.entry, second.entry) == ("styleganv2:gen", "styleganv2:disc")
    said = "of the 2 optimizers styleganv2:gen is read; --entry styleganv2:disc reads the other"
    assert load_schedule(config).assumed == (said,)
    assert load_schedule(config, entry="styleganv2:gen").assumed == first.assumed == second.assumed == ()
    with pytest.raises(ConfigError, match="optimizer_index: must be 0 to 1"):
        load_schedule(config, optimizer_index=2)
    with pytest.raises(ConfigError, match="entry: must be one of 'styleganv2:gen', 'styleganv2:disc'"):
        load_schedule(config, entry="base")
    with pytest.raises(ConfigError, match=r"net_d_reg_every: is missing"):
        load_schedule(iterations(MULTISTEP, model={"name": "GFPGANModel"}), entry="gfpgan:d")


def test_first_order_motion_counts_iterations_and_ignores_the_name():
    keys = {"lr_kp_detector": 0.1, "lr_generator": 0.2, "lr_discriminator": 0.3}
    config = epochs({**keys, "epoch_milestones": [4], "name": "Anything"}, 2, model={"name": "FirstOrderModel"})
    for entry, base in (("firstorder:kp", 0.1), ("firstorder:gen", 0.2), ("firstorder:dis", 0.3)):
        assert rates(config, 3, entry=entry) == pytest.approx(multistep(base, [4], 0.1, 6), rel=1e-12)
    with pytest.raises(ConfigError, match="lr_generator: is missing"):
        rates(epochs({"lr_kp_detector": 0.1, "epoch_milestones": [4]}), 3)
    with pytest.raises(ConfigError, match="epoch_milestones: must increase"):
        rates(epochs({**keys, "epoch_milestones": [4, 4]}), 3)


@pytest.mark.parametrize(("total", "scales"), [(20, 4), (21, 4), (7, 9)])
def test_singan_begins_again_with_each_scale(total, scales):
    expected, tick, length = [], 0, math.ceil(total / scales)
    for update in range(total):
        tick = 0 if update % length == 0 else tick + 1
        expected.append(0.1 * 0.5 ** ((tick >= 3) + (tick >= 5)))
    config = iterations(MULTISTEP, total, model={"name": "SinGANModel"})
    assert rates(config, given={"model": {"scale_num": scales}}) == expected
    config["model"]["scale_num"] = scales
    assert rates(config) == expected
    config["model"]["is_finetune"] = True
    assert rates(config) == pytest.approx(multistep(0.1, [3, 5], 0.5, total))


def test_the_schedule_of_a_scale_also_needs_the_tick_behind_it():
    lr = {"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": [5]}
    scales = {"model": {"name": "SinGANModel", "scale_num": 2}}
    assert rates(iterations(lr, 10, **scales)) == 2 * stepped_restarts(0.1, 0, [5], [1], 5)
    with pytest.raises(ConfigError, match="stops with an error after update 5"):
        rates(iterations(lr, 12, **scales))


def test_the_number_of_scales_is_asked_for():
    with pytest.raises(ConfigError, match=r"--given model\.scale_num=8"):
        rates(iterations(MULTISTEP, model={"name": "SinGANModel"}))
    for outside in (8, {"scale": 8}, {"scale_num": 8, "other": 1}):
        with pytest.raises(ConfigError, match=r"given: must be model\.scale_num=8"):
            rates(iterations(MULTISTEP, model={"name": "SinGANModel"}), given={"model": outside})
    with pytest.raises(ConfigError, match="only a SinGAN takes"):
        rates(iterations(MULTISTEP), given={"model": {"scale_num": 8}})


def test_batches_are_counted_as_the_loader_does():
    config = epochs(MULTISTEP, 2, dataset={"train": {"name": "SingleDataset", "batch_size": 4}})
    schedule = load_schedule(config, images=50, world_size=3)
    assert (schedule.steps_per_epoch, schedule.batch_size) == (4, 4)
    with pytest.raises(ConfigError, match="RepeatDataset cannot be counted"):
        load_schedule(epochs(MULTISTEP, dataset={"train": {"name": "RepeatDataset"}}), images=50)


@pytest.mark.parametrize("value", [None, "x", [1], {"a": 1}, math.nan, math.inf, 10**400, -1, True, 0, 1e308])
@pytest.mark.parametrize("key", ["learning_rate", "periods", "restart_weights", "eta_min", "total_iters", "name"])
def test_any_value_gives_a_schedule_or_one_error(key, value):
    lr = {"name": "CosineAnnealingRestartLR", "learning_rate": 0.1, "periods": [30]}
    config = iterations(lr)
    (config if key == "total_iters" else lr)[key] = value
    found = outcome(config)
    assert found.key if isinstance(found, ConfigError) else math.isfinite(found.curve(0))


def outcome(config):
    try:
        return load_schedule(config, suite="ppgan")
    except ConfigError as error:
        return error


@pytest.mark.parametrize("name", [["FirstOrderModel"], {"a": 1}, None, 3])
def test_a_model_name_of_any_kind_is_any_model(name):
    assert rates(iterations(MULTISTEP, model={"name": name}), entry="base") == rates(iterations(MULTISTEP))
