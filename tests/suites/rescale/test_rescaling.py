"""Rescaled configs against Paddle's own classes and against the suites' formulas in NumPy.

The lengths are multiples of 8, so that the law ``rate'(u) = f * rate(k * u)`` holds exactly and not within one update.
"""

import inspect
from fractions import Fraction

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import UsageError
from paddle_lrkit.suites.lrkit.plain_updates import with_units
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions

PAIRS = [Change(8, 1), Change(2, 1), Change(1, 2), Change(1, 8), Change(3, 6)]
STEPS = 40
RATE = st.sampled_from([0.1, 0.03, 2.5e-4])
CHEAP = settings(max_examples=15, deadline=None)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("rescaling") / "config.yml"


def result(file, config, pair, suite, steps=None, **change):
    """The config that is written, and the factors of samples and rates."""
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    wish = BatchChange(pair, rule="linear", **change)
    found = rescaled(open_source(str(file), suite), str(file), wish, LengthOptions(steps))
    return yaml.safe_load(found.config.text), found


def assert_law(before, after, total, pair):
    """``after`` at an update is ``k`` times ``before`` at the same samples, at every update of the coarser run."""
    times = Fraction(pair.after, pair.before)
    scale = float(times)
    for coarse in np.unique(np.linspace(0, int(total / max(times, 1)) - 1, 200).astype(int)):
        old, new = (int(coarse * times), int(coarse)) if times >= 1 else (int(coarse), int(coarse / times))
        assert after(new) == pytest.approx(scale * before(old), rel=1e-8, abs=1e-12), (old, new)


def paddle_rates(section, total):
    """The rates of ``paddle.optimizer.lr``'s own class, update by update."""
    from paddle.optimizer import lr

    given = {key: value for key, value in section.items() if key != "type"}
    warmup, start = given.pop("warmup_iters", None), given.pop("warmup_start_lr", None)
    scheduler = getattr(lr, section["type"])(**given)
    if warmup:
        scheduler = lr.LinearWarmup(scheduler, warmup, start, section["learning_rate"])
    rates = []
    for _ in range(total):
        rates.append(scheduler())
        scheduler.step()
    return lambda update: rates[update]


def eights(low, high):
    return st.integers(low, high).map(lambda number: 8 * number)


@st.composite
def ppseg_sections(draw):
    total, rate = 8 * draw(st.integers(20, 60)), draw(RATE)
    length = draw(eights(2, total // 16))
    choices = {
        "CosineAnnealingDecay": {"learning_rate": rate, "T_max": total, "eta_min": rate / 10},
        "PolynomialDecay": {"learning_rate": rate, "decay_steps": total, "power": draw(st.sampled_from([0.9, 2.0]))},
        "StepDecay": {"learning_rate": rate, "step_size": length, "gamma": 0.5},
        "MultiStepDecay": {"learning_rate": rate, "milestones": [length, 2 * length + 8], "gamma": 0.2},
        "PiecewiseDecay": {"boundaries": [length, total - 8], "values": [rate, rate / 7, rate / 90]},
        "ExponentialDecay": {"learning_rate": rate, "gamma": 0.999},
        "NaturalExpDecay": {"learning_rate": rate, "gamma": 0.002},
        "InverseTimeDecay": {"learning_rate": rate, "gamma": 0.01},
        "NoamDecay": {"d_model": 64, "warmup_steps": length},
        "LinearLR": {"learning_rate": rate, "total_steps": length, "start_factor": 0.1},
        "LinearWarmup": {"learning_rate": rate, "warmup_steps": length, "start_lr": rate / 5, "end_lr": rate},
        "CyclicLR": {
            **{"base_learning_rate": rate / 9, "max_learning_rate": rate, "step_size_up": length},
            **{"step_size_down": 2 * length, "mode": "exp_range", "exp_gamma": 0.999},
        },
    }
    name = draw(st.sampled_from(sorted(choices)))
    section = {"type": name, **choices[name]}
    if name in ("CosineAnnealingDecay", "StepDecay", "MultiStepDecay", "ExponentialDecay") and draw(st.booleans()):
        section |= {"warmup_iters": draw(eights(1, 4)), "warmup_start_lr": rate / 20}
    return {"iters": total, "optimizer": {"type": "SGD"}, "lr_scheduler": section}


@CHEAP
@given(config=ppseg_sections(), pair=st.sampled_from(PAIRS))
def test_paddles_own_classes_keep_the_law(file, config, pair):
    after, _ = result(file, config, pair, "ppseg")
    times = Fraction(pair.after, pair.before)
    assert after["iters"] == config["iters"] / times
    before = paddle_rates(config["lr_scheduler"], config["iters"])
    assert_law(before, paddle_rates(after["lr_scheduler"], after["iters"]), config["iters"], pair)


def ppcls_rate(config, steps):
    """PaddleClas' Cosine, Linear, MultiStepDecay and Piecewise; what follows the warmup counts from its end."""
    lr, epochs = config["Optimizer"]["lr"], config["Global"]["epochs"]
    warmup = lr.get("warmup_epoch", 0) * steps
    span, base = (epochs * steps) - warmup, lr.get("learning_rate")

    def body(t):
        if lr["name"] == "Cosine":
            floor = lr.get("eta_min", 0.0)
            return floor + (base - floor) * (1 + np.cos(np.pi * t / span)) / 2
        if lr["name"] == "Linear":
            return (base - lr["end_lr"]) * (1 - t / span) + lr["end_lr"]
        if lr["name"] == "MultiStepDecay":
            return base * lr["gamma"] ** sum(t >= mark * steps for mark in lr["milestones"])
        if base:
            return base * 0.1 ** min(t // (30 * steps), (epochs - 1) // 30)
        return lr["values"][sum(t >= mark * steps for mark in lr["decay_epochs"])]

    end = base or lr.get("values", [0])[0]
    start = lr.get("warmup_start_lr", 0.0)
    return lambda u: start + (end - start) * u / warmup if u < warmup else body(u - warmup)


@st.composite
def ppcls_configs(draw):
    rate, epochs = draw(RATE), draw(st.sampled_from([12, 100]))
    marks, values = [epochs // 3, epochs // 2], [rate, rate / 10, rate / 50]
    lr = draw(
        st.sampled_from(
            [
                {"name": "Cosine", "learning_rate": rate, "eta_min": rate / 100},
                {"name": "Linear", "learning_rate": rate, "end_lr": rate / 10},
                {"name": "MultiStepDecay", "learning_rate": rate, "milestones": marks, "gamma": 0.3},
                {"name": "Piecewise", "decay_epochs": marks, "values": values},
                {"name": "Piecewise", "learning_rate": rate, "decay_epochs": marks, "values": values},
            ]
        )
    )
    if draw(st.booleans()):
        lr = {**lr, "warmup_epoch": 5, "warmup_start_lr": rate / 30}
    return {"Global": {"epochs": epochs}, "Optimizer": {"name": "Momentum", "lr": lr}}


@CHEAP
@given(config=ppcls_configs(), pair=st.sampled_from(PAIRS))
def test_ppcls_keeps_the_law(file, config, pair):
    after, found = result(file, config, pair, "ppcls", STEPS)
    times = Fraction(pair.after, pair.before)
    assert found.length_after.steps == STEPS / times
    before, rates = ppcls_rate(config, STEPS), ppcls_rate(after, int(STEPS / times))
    assert_law(before, rates, STEPS * config["Global"]["epochs"], pair)
    old, new = config["Optimizer"]["lr"], after["Optimizer"]["lr"]
    for key in ("learning_rate", "warmup_start_lr", "end_lr", "eta_min"):
        assert new.get(key) == (pytest.approx(float(times) * old[key]) if key in old else None)
    assert new.get("values", []) == pytest.approx([float(times) * value for value in old.get("values", [])])


def ppdet_rate(config, steps):
    """PaddleDetection's decays after a LinearWarmup in updates; milestones count from the start of the run."""
    section = config["LearningRate"]
    decay, warm = section["schedulers"]
    base, warmup, start = section["base_lr"], warm["steps"], warm["start_factor"]

    def rate(u):
        if u < warmup:
            return base * (start * (1 - u / warmup) + u / warmup)
        if decay["name"] == "PiecewiseDecay":
            return base * ([1, *decay["gamma"]][sum(u >= mark * steps for mark in decay["milestones"])])
        end, floor = decay["max_epochs"] * steps, base * decay["min_lr_ratio"]
        return floor + (base - floor) / 2 * (1 + np.cos(np.pi * (u - warmup) / (end - warmup)))

    return rate


@CHEAP
@given(
    decay=st.sampled_from(
        [
            {"name": "PiecewiseDecay", "gamma": [0.1, 0.05], "milestones": [8, 11]},
            {"name": "CosineDecay", "max_epochs": 16, "min_lr_ratio": 0.1},
        ]
    ),
    rate=RATE,
    warmup=eights(1, 10),
    pair=st.sampled_from(PAIRS),
)
def test_ppdet_keeps_the_law(file, decay, rate, warmup, pair):
    ramp = {"name": "LinearWarmup", "steps": warmup, "start_factor": 0.25}
    config = {"epoch": 12, "LearningRate": {"base_lr": rate, "schedulers": [decay, ramp]}}
    after, found = result(file, config, pair, "ppdet", STEPS)
    assert_law(ppdet_rate(config, STEPS), ppdet_rate(after, found.length_after.steps), 12 * STEPS, pair)


def ppnlp_rate(config):
    """The Trainer's linear and polynomial, and the cosine of ``run_pretrain`` without its tick ahead."""
    base, warmup, total = config["learning_rate"], config["warmup_steps"], config["max_steps"]
    floor = config.get("lr_end", 0.0) if config["lr_scheduler_type"] == "polynomial" else 0.0
    power = config.get("power", 1.0) if config["lr_scheduler_type"] == "polynomial" else 1.0

    def rate(u):
        if u < warmup:
            return base * u / warmup
        return (base - floor) * (1 - (u - warmup) / (total - warmup)) ** power + floor

    return rate


@CHEAP
@given(
    kind=st.sampled_from([{"lr_scheduler_type": "linear"}, {"lr_scheduler_type": "polynomial", "power": 2.0}]),
    warmup=eights(1, 10),
    pair=st.sampled_from(PAIRS),
)
def test_ppnlp_keeps_the_law_and_writes_its_default_floor(file, kind, warmup, pair):
    config = {"learning_rate": 1e-4, "max_steps": 800, "warmup_steps": warmup, **kind}
    after, _ = result(file, config, pair, "ppnlp")
    assert_law(ppnlp_rate({"lr_end": 1e-7, **config}), ppnlp_rate(after), 800, pair)


def own_rate(config):
    """Some schedules of our own dialect, in updates."""
    lr, total = config["Optimizer"]["lr"], config["Global"]["updates"]

    def updates(text):
        return float(text.removesuffix("it"))

    warmup, rate = updates(lr.get("warmup", "0it")), lr["learning_rate"]

    def body(u):
        if lr["name"] == "WSD":
            decay = updates(lr["decay_steps"])
            return rate * min(1.0, 1 - np.sqrt(max(u - (total - decay), 0) / decay))
        if lr["name"] == "InverseSqrt":
            return rate * np.sqrt(updates(lr["timescale"]) / max(u, updates(lr["timescale"])))
        if lr["name"] == "Power":
            return min(rate, lr["factor"] * u ** lr["exponent"]) if u else rate
        if lr["name"] == "ExponentialDecay":
            return rate * lr["gamma"] ** ((u - warmup) // updates(lr["interval"]))
        if lr["name"] == "NaturalExpDecay":
            return rate * np.exp(-lr["gamma"] * (u - warmup) / updates(lr["interval"]))
        return rate * lr["gamma"] ** sum(u >= updates(mark) for mark in lr["milestones"])

    return lambda u: body(warmup) * u / warmup if u < warmup else body(u)


OWN = [
    {"name": "WSD", "decay_steps": "160it"},
    {"name": "InverseSqrt", "timescale": "64it"},
    {"name": "Power", "factor": 1.5, "exponent": -0.6},
    {"name": "ExponentialDecay", "gamma": 0.9, "interval": "80it"},
    {"name": "NaturalExpDecay", "gamma": 0.2, "interval": "36it"},
    {"name": "MultiStepDecay", "milestones": ["240it", "480it"], "gamma": 0.1},
]


@CHEAP
@given(lr=st.sampled_from(OWN), warmup=st.booleans(), pair=st.sampled_from(PAIRS))
def test_our_own_dialect_keeps_the_law(file, lr, warmup, pair):
    section = {"learning_rate": 0.1, **lr, **({"warmup": "32it"} if warmup and lr["name"] != "Power" else {})}
    config = {"Global": {"updates": 800}, "Optimizer": {"name": "SGD", "lr": section}}
    after, _ = result(file, config, pair, "lrkit")
    assert_law(own_rate(config), own_rate(after), 800, pair)
    if warmup and "warmup" in section:
        assert after["Optimizer"]["lr"]["warmup"] == f"{int(32 / Fraction(pair.after, pair.before))}it"


ACCUMULATING = {
    "lrkit": (
        {
            "Global": {"epochs": 9},
            "Optimizer": {"name": "SGD", "lr": {"name": "Cosine", "learning_rate": 0.1, "warmup": "30it"}},
            "Train": {"dataset": {"name": "Digits"}, "num_samples": 5120, "loader": {"batch_size": 4}},
        },
        ("Global", "accumulate_steps"),
    ),
    "ppcls": (
        {
            "Global": {"epochs": 9},
            "Optimizer": {"name": "Momentum", "lr": {"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 1}},
            "DataLoader": {"Train": {"sampler": {"batch_size": 4}}},
        },
        ("Global", "update_freq"),
    ),
    "ppnlp": (
        {"learning_rate": 1e-4, "num_train_epochs": 9, "warmup_steps": 30, "per_device_train_batch_size": 4},
        ("gradient_accumulation_steps",),
    ),
}


@pytest.mark.parametrize("suite", ACCUMULATING)
def test_accumulation_keeps_everything_else(file, suite):
    config, path = ACCUMULATING[suite]
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    wish = BatchChange(Change(8, 1), accumulate=8)
    found = rescaled(open_source(str(file), suite), str(file), wish, LengthOptions(None, 5120))
    (before, after) = found.schedules[0]
    assert [(edit.path, edit.value) for edit in found.config.made] == [(path, 8)]
    assert before.total_updates == after.total_updates == 5120 // 32 * 9
    assert [after.curve(u) for u in range(0, 1440, 7)] == [before.curve(u) for u in range(0, 1440, 7)]


def test_a_part_of_the_batch_is_accumulated_and_the_rest_scaled(file):
    config, _ = ACCUMULATING["ppnlp"]
    after, found = result(file, config, Change(8, 1), "ppnlp", 160, accumulate=4)
    assert (found.times, found.rate_factor) == (Fraction(1, 2), 0.5)
    assert after["learning_rate"] == 5e-5
    assert (after["warmup_steps"], after["gradient_accumulation_steps"]) == (60, 4)


@pytest.mark.parametrize(
    ("suite", "config", "message"),
    [
        ("ppdet", {"epoch": 12, "LearningRate": {"base_lr": 0.1}}, "PaddleDetection has no key for it"),
        (
            "ppseg",
            {"iters": 9, "lr_scheduler": {"type": "StepDecay", "learning_rate": 0.1, "step_size": 3}},
            "PaddleSeg has no key for it",
        ),
        (
            "ppocr",
            {"Global": {"epoch_num": 9}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.1}}},
            "PaddleOCR has no key for it",
        ),
    ],
)
def test_suites_that_accumulate_nothing_say_so(file, suite, config, message):
    with pytest.raises(UsageError, match=message):
        result(file, config, Change(8, 1), suite, 100, accumulate=8)


REFUSED = [
    ({"type": "CyclicLR", "base_learning_rate": 0.01, "max_learning_rate": 0.1, "step_size_up": 15}, "1.875 updates"),
    ({"type": "CosineAnnealingWarmRestarts", "learning_rate": 0.1, "T_0": 20}, "lr_scheduler.T_0 20 .* 2.5 updates"),
    (
        {
            **{"type": "NoamDecay", "d_model": 64, "warmup_steps": 96, "learning_rate": 1.0},
            **{"warmup_iters": 96, "warmup_start_lr": 0.01},
        },
        "update [0-9,]+ would have the rate .* 8 times the rate at the same samples before",
    ),
    (
        {"type": "MultiStepDecay", "learning_rate": 0.1, "milestones": [40, 41]},
        "refuse the rescaled config: .*milestones",
    ),
    ({"type": "PolynomialDecay", "learning_rate": "auto", "end_lr": 0}, "learning_rate"),
]


@pytest.mark.parametrize(("section", "message"), REFUSED)
def test_what_cannot_keep_the_law_is_refused_with_the_reason(file, section, message):
    with pytest.raises(Exception, match=message):
        result(file, {"iters": 800, "lr_scheduler": section}, Change(1, 8), "ppseg")


def test_a_curve_written_out_family_by_family_is_refused(file):
    curve = {"wave": {"base": 0.1, "floor": 0.0, "half_period": 800}}
    config = {"Global": {"updates": 800}, "Optimizer": {"name": "SGD", "lr": {"name": "Composed", "curve": curve}}}
    with pytest.raises(UsageError, match="no rate to rescale"):
        result(file, config, Change(1, 8), "lrkit")


@pytest.mark.parametrize("entry", [*catalog.ENTRIES, *catalog.OPTIONS], ids=lambda entry: entry.title or entry.name)
def test_every_schedule_of_the_catalogue_keeps_the_law(file, entry):
    parameters = inspect.signature(entry.factory).parameters
    durations = {name for name, parameter in parameters.items() if "Updates" in str(parameter.annotation)}
    lr = with_units(entry.name, entry.example)
    config = {"Global": {"updates": 1000}, "Optimizer": {"name": "SGD", "lr": {"name": entry.name, **lr}}}
    after, found = result(file, config, Change(4, 1), "lrkit")
    written = after["Optimizer"]["lr"]
    assert {written[key] for key in durations & lr.keys() if isinstance(lr[key], str)} == {
        f"{4 * int(lr[key].removesuffix('it'))}it" for key in durations & lr.keys() if isinstance(lr[key], str)
    }
    ((old, new),) = found.schedules
    fine = np.array([new.curve(update) for update in range(4010)])
    for update in range(1000):
        window = fine[max(4 * update - 4, 0) : 4 * update + 8]
        assert 4 * window.min() - 1e-4 <= old.curve(update) <= 4 * window.max() + 1e-4
