"""PaddleSpeech: expected rates from loops that step as its programs do."""

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, NoScheduleError, UnknownEpochError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.load import load_schedules
from paddle_lrkit.suites.ppspeech.entries import ALL
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.suites.table import reader_of


def rates(config, steps=None, **options):
    schedule = load_schedule(config, suite="ppspeech", steps_per_epoch=steps, **options)
    return [schedule.curve(update) for update in range(schedule.total_updates)]


def u2(scheduler="warmuplr", lr=0.002, warmup=7, decay=1.0, epochs=3, accum=1, size=16):
    return {
        "n_epoch": epochs,
        "accum_grad": accum,
        "optim_conf": {"lr": lr},
        "scheduler": scheduler,
        "scheduler_conf": {"warmup_steps": warmup, "lr_decay": decay},
        "encoder_conf": {"output_size": size},
    }


def updates_of(batches, epochs, accum):
    """The (epoch, tick) of each update of a program that updates at every ``accum``-th batch of an epoch."""
    found = []
    for epoch in range(epochs):
        for batch in range(batches):
            if (batch + 1) % accum == 0:
                found.append((epoch, len(found)))
    return found


def warmed(lr, warmup, tick):
    step = tick + 1
    return lr * warmup**0.5 * min(step**-0.5, step * warmup**-1.5)


@given(st.floats(0.5, 40), st.integers(3, 20), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=50)
def test_the_warmup_of_u2_peaks_an_update_early(warmup, batches, accum, epochs):
    config = u2(warmup=warmup, accum=accum, epochs=epochs)
    expected = [warmed(0.002, warmup, tick) for _, tick in updates_of(batches, epochs, accum)]
    assert rates(config, batches) == pytest.approx(expected, rel=1e-12)


def test_the_classes_of_u2():
    ticks = range(12)
    assert rates(u2("WarmupLR"), 4) == pytest.approx([warmed(0.002, 7, tick) for tick in ticks], rel=1e-12)
    assert rates(u2("constantlr"), 4) == rates(u2("NewBobScheduler"), 4) == [0.002] * 12
    exponential = u2("expdecaylr", decay=0.9)
    assert rates(exponential, 4) == pytest.approx([0.002 * 0.9**tick for tick in ticks], rel=1e-12)
    noam = [2.5 * 16**-0.5 * min((tick or 1) ** -0.5, tick * 7**-1.5) for tick in ticks]
    assert rates(u2("noam", lr=2.5), 4) == pytest.approx(noam, rel=1e-12)
    assert rates(u2("noam", lr=2.5), 4, entry="s2t.u2_st") == rates(u2("noam", lr=2.5), 4)
    kaldi = u2()
    kaldi["scheduler_conf"]["lr"] = kaldi["optim_conf"].pop("lr")
    assert load_schedule(kaldi, steps_per_epoch=4).entry == "s2t.u2_kaldi"
    assert rates(kaldi, 4) == rates(u2(), 4)


def test_a_value_of_none_is_not_passed():
    assert rates(u2(lr=None), 4) == pytest.approx([warmed(1.0, 7, tick) for tick in range(12)], rel=1e-12)
    assert rates(u2(warmup=None), 4) == pytest.approx([warmed(0.002, 25000, tick) for tick in range(12)], rel=1e-12)
    with pytest.raises(ConfigError, match=r"optim_conf\.lr: is missing, and constantlr"):
        rates(u2("constantlr", lr=None), 4)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (u2(warmup=0), r"scheduler_conf\.warmup_steps: must be > 0"),
        (u2(warmup=-5), r"scheduler_conf\.warmup_steps: must be > 0"),
        (u2(warmup="7"), r"scheduler_conf\.warmup_steps: must be a finite number, got '7'"),
        (u2(lr="2e-3"), r"optim_conf\.lr: must be a finite number, got '2e-3'.*write 0\.002"),
        (u2("expdecaylr"), r"scheduler_conf\.lr_decay: must be > 0 and < 1"),
        (u2("piecewisedecay"), "scheduler: piecewisedecay needs boundaries, which this program does not pass"),
        (u2("cosine"), "scheduler: unknown schedule of PaddleSpeech 'cosine'"),
        (u2("paddle.optimizer.lr:NoamDecay"), "scheduler: .* lower case, where Python has no such class"),
        (u2(None), "scheduler: must be the name of a schedule"),
        (u2(accum=0), "accum_grad: must be a whole number >= 1"),
        (u2(accum=9), "accum_grad: is 9, and an epoch of 4 batches has no update"),
        ({**u2(), "scheduler_conf": {"warmup_steps": 7}}, r"scheduler_conf\.lr_decay: is missing"),
        ({**u2("noam"), "encoder_conf": {}}, r"encoder_conf\.output_size: is missing"),
        ({**u2(), "optim_conf": {}}, r"optim_conf\.lr: is missing"),
    ],
)
def test_what_u2_refuses(config, message):
    with pytest.raises(ConfigError, match=message):
        rates(config, 4)


def test_text_is_a_number_at_the_top_level_of_recognition_only():
    deepspeech = {"n_epoch": "4", "accum_grad": 2, "lr": "5e-4", "lr_decay": 0.5}
    expected = [5e-4 * 0.5**epoch for epoch, _ in updates_of(7, 4, 2)]
    assert rates(deepspeech, 7) == pytest.approx(expected, rel=1e-12)
    assert load_schedule(deepspeech, steps_per_epoch=7).stepped == "epoch"
    with pytest.raises(ConfigError, match="learning_rate: must be a finite number, got '1e-4'"):
        rates({"train_max_steps": 5, "learning_rate": "1e-4"})
    with pytest.raises(ConfigError, match="lr_decay: must be > 0 and < 1"):
        rates({**deepspeech, "lr_decay": 1.0}, 7)


def encoder(name, conf, lr=0.9, **more):
    return {
        "n_epoch": 3,
        "accum_grad": 2,
        "model_scheduler": name,
        "model_scheduler_conf": conf,
        "model_optim_conf": {"lr": lr},
        **more,
    }


def test_the_optimizers_around_an_encoder():
    table = {"boundaries": [2, 5], "values": [0.1, 0.01, 0.001]}
    assert rates(encoder("piecewisedecay", table), 6) == [0.1] * 2 + [0.01] * 3 + [0.001] * 4
    noam = encoder("noam", {"d_model": 64, "warmup_steps": 3, "lr_decay": 7})
    wave = [0.9 * 64**-0.5 * min((tick or 1) ** -0.5, tick * 3**-1.5) for tick in range(9)]
    assert rates(noam, 6) == pytest.approx(wave, rel=1e-12)
    assert rates(encoder("expdecaylr", {"gamma": 0.5}), 2) == [0.9, 0.45, 0.225]
    assert rates(encoder("NewBobScheduler", {"patient": 0}), 2) == [0.9] * 3
    other = {"wavlm_scheduler": "constantlr", "wavlm_scheduler_conf": {}, "wavlm_optim_conf": {"lr": 0.5}}
    both = encoder("noam", {"d_model": 64, "warmup_steps": 3}, freeze_wavlm=True, **other)
    first, second = load_schedules(both, steps_per_epoch=4)
    assert (first.entry, second.entry) == ("s2t.wavlm:model", "s2t.wavlm:wavlm")
    assert second.curve(0) == 0.5
    assert second.assumed == ("freeze_wavlm keeps this optimizer from running; the rates are those it would have",)


@pytest.mark.parametrize(
    ("name", "conf", "message"),
    [
        ("constantlr", {"learning_rate": 0.1}, r"model_scheduler_conf\.learning_rate: must not be given"),
        ("constantlr", {"verbose": True}, r"model_scheduler_conf\.verbose: must not be given"),
        ("noam", {"warmup_steps": 3}, r"model_scheduler_conf\.d_model: is missing"),
        ("piecewisedecay", {"boundaries": [3], "values": [0.1]}, r"model_scheduler_conf\.values: must have 2"),
        ("warmuplr", None, "model_scheduler_conf: must be a section"),
    ],
)
def test_what_is_refused_around_an_encoder(name, conf, message):
    with pytest.raises(ConfigError, match=message):
        rates(encoder(name, conf), 4)


def test_new_bob_needs_the_loss_of_the_dev_set():
    with pytest.raises(NoScheduleError, match="model_scheduler: newbobscheduler lowers the rate when the loss"):
        rates(encoder("newbobscheduler", {}), 4)


def gan(part, arguments, **more):
    return {"train_max_steps": 30, f"{part}_scheduler_params": {"learning_rate": 0.1, **arguments}, **more}


@pytest.mark.parametrize("start", [0, 1, 7])
@pytest.mark.parametrize("part", ["generator", "discriminator"])
def test_a_vocoder_counts_the_updates_of_each_network(part, start):
    config = gan(part, {"milestones": [5, 20], "gamma": 0.5}, **{f"{part}_train_start_steps": start})
    expected, tick = [], 0
    for iteration in range(30):
        if iteration > start:
            expected.append(0.1 * 0.5 ** ((tick >= 5) + (tick >= 20)))
            tick += 1
    assert rates(config) == pytest.approx(expected, rel=1e-12)


def test_the_vocoders_and_their_classes():
    step = gan("generator", {"step_size": 9, "gamma": 0.5})
    assert load_schedule(step).entry == "t2s.parallelwave_gan:generator"
    assert rates(step) == [0.1 * 0.5 ** (tick // 9) for tick in range(29)]
    assert load_schedule(gan("generator", {"milestones": [5]}, generator_train_start_steps=1)).entry.startswith(
        "t2s.hifi"
    )
    assert "style_melgan" in load_schedule(gan("generator", {"milestones": [5]})).assumed[0]
    with pytest.raises(ConfigError, match="takes no argument 'milestones'"):
        rates(gan("generator", {"milestones": [5]}), entry="t2s.parallelwave_gan:generator")
    with pytest.raises(ConfigError, match="discriminator_train_start_steps: is missing"):
        rates(gan("discriminator", {"milestones": [5]}))
    with pytest.raises(ConfigError, match="discriminator_train_start_steps: is not below train_max_steps - 1"):
        rates(gan("discriminator", {"milestones": [5]}, discriminator_train_start_steps=29))


def vits(name, arguments, kind="vits_generator", **more):
    network = {"generator_scheduler": name, "generator_scheduler_params": {"learning_rate": 0.1, **arguments}}
    return {"model": {"generator_type": kind}, **network, **more}


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_vits_ticks_after_update_0_and_then_once_an_epoch(steps):
    expected, tick = [], 0
    for iteration in range(4 * steps):
        expected.append(0.1 * 0.5**tick)
        if iteration % steps == 0:
            tick += 1
    config = vits("exponential_decay", {"gamma": 0.5}, max_epoch=4, train_max_steps=99)
    assert rates(config, steps) == pytest.approx(expected, rel=1e-12)


def test_jets_ticks_at_each_iteration():
    config = vits("step_decay", {"gamma": 0.5, "step_size": 4}, "jets_generator", train_max_steps=10)
    assert rates(config) == [0.1 * 0.5 ** (tick // 4) for tick in range(10)]
    cosine = vits("CosineAnnealingDecay", {"T_max": 4}, "jets_generator", train_max_steps=9)
    wave = [0.05 * (1 + math.cos(math.pi * tick / 4)) for tick in range(9)]
    assert rates(cosine) == pytest.approx(wave, abs=1e-15)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (vits("exponential_decay", {"gamma": 0.5}, train_max_steps=9), "max_epoch: is missing"),
        (vits("ExponentialDecay", {"gamma": 0.5}, max_epoch=3), "unknown schedule of PaddleSpeech 'ExponentialDecay'"),
        (vits("ReduceOnPlateau", {}, max_epoch=3), "generator_scheduler: fails after update 0"),
        (vits("lambda_decay", {}, max_epoch=3), r"generator_scheduler_params\.lr_lambda: must be a function"),
    ],
)
def test_what_vits_refuses(config, message):
    with pytest.raises(ConfigError, match=message):
        rates(config, 5)


def test_one_cycle_of_stargan_fails_behind_its_end():
    cycle = {"max_learning_rate": 0.1, "total_steps": 6, "phase_pct": 0.0, "divide_factor": 1, "end_learning_rate": 0.1}
    config = {"max_epoch": 7, "mapping_network_scheduler_params": cycle}
    assert load_schedule(config, steps_per_epoch=1).entry == "t2s.starganv2_vc:mapping_network"
    assert rates(config, 1) == pytest.approx([0.1] * 7)
    with pytest.raises(ConfigError, match="stops with an error after update 6"):
        rates({**config, "max_epoch": 8}, 1)


def test_diffsinger_never_steps_its_schedule():
    config = {"train_max_steps": 30, "ds_train_start_steps": 10, "fs2_optimizer": {"optim": "adam"}}
    config["ds_scheduler_params"] = {"learning_rate": 0.1, "step_size": 3, "gamma": 0.5}
    diffusion, first = load_schedules(config)
    assert (diffusion.total_updates, first.total_updates) == (19, 10)
    assert {diffusion.curve(update) for update in range(19)} == {0.1}
    assert {first.curve(update) for update in range(10)} == {0.01}


def test_programs_with_scheduler_params():
    sat = {"max_epoch": 3, "scheduler_params": {"d_model": 16, "warmup_steps": 4, "learning_rate": 9}}
    wave = [0.25 * min((tick or 1) ** -0.5, tick * 4**-1.5) for tick in range(12)]
    assert rates(sat, 4) == pytest.approx(wave, rel=1e-12)
    linear = {"max_epoch": 3, "scheduler_params": {"learning_rate": 0.1, "gamma": 0.5}}
    assert rates(linear, 4) == pytest.approx([0.1 * 0.5**tick for tick in range(12)], rel=1e-12)
    with pytest.raises(ConfigError, match="gamma: is missing"):
        rates({"max_epoch": 3, "scheduler_params": {"learning_rate": 0.1}}, 4)


@pytest.mark.parametrize(
    ("config", "entry"),
    [
        ({"max_epoch": 3, "optimizer": {"optim": "adam", "learning_rate": 0.5}}, "t2s.const"),
        ({"train_max_steps": 6, "learning_rate": 0.5}, "t2s.wavernn"),
        ({"epochs": 3, "learning_rate": 0.5}, "kws.mdtc"),
        ({"training": {"epochs": 3, "learning_rate": 0.5}}, "cls.panns"),
    ],
)
def test_programs_without_a_schedule(config, entry):
    assert rates(config, 2) == [0.5] * 6
    assert load_schedule(config, suite="ppspeech", steps_per_epoch=2).entry == entry
    place = config.get("optimizer") or config.get("training") or config
    place["learning_rate"] = 1
    with pytest.raises(ConfigError, match="must be a number with a dot"):
        rates(config, 2)


@given(st.sampled_from([1, 3, 7, 4.5, -3, 10**6]), st.sampled_from([1, 2]), st.integers(2, 40))
@settings(max_examples=60)
def test_the_cycle_of_ecapa_begins_with_the_default_of_the_base_class(step, ranks, total):
    half, current, expected = step // ranks, -1, [0.1]
    if not half:
        return
    for _ in range(1, total):
        current += 1
        if current >= 2 * half:
            current %= 2 * half
        part = current / (2 * half)
        low, high = 1e-3, 0.5
        expected.append(low + part / 0.5 * (high - low) if part < 0.5 else high - (part / 0.5 - 1) * (high - low))
    config = {"epochs": total, "learning_rate": "1e-3", "max_lr": 0.5, "step_size": step}
    assert rates(config, 1, world_size=ranks) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_a_cycle_of_no_update_fails_at_update_1():
    config = {"epochs": 3, "learning_rate": 1e-3, "max_lr": 0.5, "step_size": 1}
    with pytest.raises(ConfigError, match="step_size: // 4 GPUs must not be 0: PaddleSpeech fails at update 1"):
        rates(config, 2, world_size=4)
    assert rates({**config, "epochs": 1}, 1, world_size=4) == [0.1]


def test_batches_are_counted_where_the_loader_has_a_fixed_size():
    constant = {"max_epoch": 3, "batch_size": 4, "optimizer": {"optim": "adam", "learning_rate": 0.5}}
    assert load_schedule(constant, images=31, world_size=2).steps_per_epoch == 4
    cycle = {"epochs": 3, "batch_size": 4, "learning_rate": 1e-3, "max_lr": 0.5, "step_size": 9}
    assert load_schedule(cycle, images=35, world_size=2).steps_per_epoch == 5
    with pytest.raises(UnknownEpochError, match="depend on the lengths of the samples"):
        load_schedule(u2(), images=31)


def test_the_optimizers_of_the_program_that_is_named():
    config = {**gan("generator", {"milestones": [5]}), **gan("discriminator", {"milestones": [5]})}
    config["discriminator_train_start_steps"] = 3
    names = reader_of("ppspeech").optimizer_names
    assert names(Document(config)) == ("t2s.multi_band_melgan:generator", "t2s.multi_band_melgan:discriminator")
    named = names(Document(config), "t2s.style_melgan:discriminator")
    assert named == ("t2s.style_melgan:generator", "t2s.style_melgan:discriminator")
    assert names(Document(config), "t2s.const") == ("t2s.const",)


def test_the_optimizers_move_together(tmp_path):
    config = {**gan("generator", {"milestones": [5]}), **gan("discriminator", {"milestones": [5]})}
    file = tmp_path / "gan.yml"
    file.write_text(yaml.safe_dump({**config, "discriminator_train_start_steps": 0}), encoding="utf-8")
    source = open_source(file, selection=Selection(entry="t2s.style_melgan:discriminator"))
    found = rescaled(source, str(file), BatchChange(Change(2, 1), rule="linear"))
    after = yaml.safe_load(found.config.text)
    for part in ("generator", "discriminator"):
        assert after[f"{part}_scheduler_params"] == {"learning_rate": 0.05, "milestones": [10]}


def test_an_unknown_program_is_asked_for():
    with pytest.raises(ConfigError, match=r"entry: must be given, .* one of s2t\.u2, "):
        rates({"batch_size": 3}, 4)
    with pytest.raises(ConfigError, match="entry: must be one of"):
        rates(u2(), 4, entry="s2t.u3")
    with pytest.raises(ConfigError, match="optimizer_index: must be 0 to 0"):
        rates(u2(), 4, optimizer_index=1)


HOSTILE = [None, "x", [1], {"a": 1}, math.nan, math.inf, 10**400, -1, True, 0, 1e308, [[[]]]]


def outcome(config, **options):
    try:
        return load_schedule(config, suite="ppspeech", steps_per_epoch=3, **options)
    except ConfigError as error:
        return error


@pytest.mark.parametrize("entry", ALL)
def test_a_config_of_another_program_is_refused_in_a_sentence(entry):
    found = outcome({"a": 1}, entry=entry)
    assert isinstance(found, ConfigError)
    assert "is missing" in found.message


@pytest.mark.parametrize("value", HOSTILE)
def test_any_value_gives_a_schedule_or_one_error(value):
    configs = [
        u2(),
        encoder("noam", {"d_model": 4, "warmup_steps": 3}),
        vits("step_decay", {"step_size": 2}, max_epoch=3),
    ]
    configs += [
        gan("generator", {"milestones": [5]}),
        {"epochs": 3, "learning_rate": 0.1, "max_lr": 0.5, "step_size": 9},
    ]
    for config in configs:
        for key in list(config):
            found = outcome({**config, key: value})
            assert found.message if isinstance(found, ConfigError) else math.isfinite(found.curve(1))
            for inner in config[key] if isinstance(config[key], dict) else ():
                found = outcome({**config, key: {**config[key], inner: value}})
                assert found.message if isinstance(found, ConfigError) else math.isfinite(found.curve(1))
