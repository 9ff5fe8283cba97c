"""PaddleScience: classes by entry and by keys, the loop, interpolations, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, UnknownEpochError
from paddle_lrkit.suites import load_schedule
from tests.suites.ppsci.stepped import rates, scheduler

RUN = {"epochs": "${TRAIN.epochs}", "iters_per_epoch": "${TRAIN.iters_per_epoch}"}
RATE = st.floats(1e-5, 1.0)
SMALL = st.floats(0.0, 1e-6)
OWN = {
    "ExponentialDecay": {"learning_rate": RATE, "gamma": st.floats(0.1, 0.99), "decay_steps": st.integers(1, 90)},
    "Step": {"learning_rate": RATE, "gamma": st.floats(0.1, 0.99), "step_size": st.integers(1, 9)},
    "MultiStepDecay": {
        "learning_rate": RATE,
        "gamma": st.floats(0.1, 0.99),
        "milestones": st.sets(st.integers(0, 15), min_size=1).map(sorted),
    },
    "Piecewise": {"decay_epochs": st.just([3, 2, 7]), "values": st.lists(RATE, min_size=4, max_size=5)},
    "Cosine": {"learning_rate": RATE, "eta_min": SMALL},
    "CosineWarmRestarts": {
        "learning_rate": RATE,
        "eta_min": SMALL,
        "T_0": st.integers(1, 4),
        "T_mult": st.integers(1, 3),
    },
    "Linear": {
        "learning_rate": RATE,
        "end_lr": SMALL,
        "power": st.sampled_from([0.5, 1.0, 2.0]),
        "cycle": st.booleans(),
    },
}
LOOP = {
    "epochs": st.integers(1, 14),
    "iters": st.integers(1, 12),
    "by_epoch": st.booleans(),
    "warmup": st.integers(0, 6),
    "start": st.sampled_from([0.0, 1e-6]),
}


@pytest.mark.parametrize("name", OWN)
@settings(max_examples=25)
@given(data=st.data())
def test_a_class_gives_the_rates_that_its_steps_give(name, data):
    own, loop = (data.draw(st.fixed_dictionaries(part)) for part in (OWN[name], LOOP))
    run = {"epochs": data.draw(st.integers(1, 14)), "iters_per_epoch": loop["iters"]}
    frequency = data.draw(st.integers(1, 5))
    section = {"epochs": loop["epochs"], "iters_per_epoch": loop["iters"], **own, "by_epoch": loop["by_epoch"]}
    section |= {"warmup_epoch": loop["warmup"], "warmup_start_lr": loop["start"]}
    config = {"TRAIN": {**run, "update_freq": frequency, "lr_scheduler": section}}
    schedule = load_schedule(config, entry=f"ppsci.{name}")
    stepped = scheduler(name, **loop, **own)
    expected = rates(stepped, loop["by_epoch"], run["epochs"], run["iters_per_epoch"], frequency)
    assert schedule.total_updates == len(expected)
    peak = max(expected)
    assert [schedule.curve(update) for update in range(len(expected))] == pytest.approx(
        expected, rel=0, abs=1e-12 * peak
    )


def read(section, run=None, **options):
    return load_schedule(
        {"TRAIN": {"epochs": 12, "iters_per_epoch": 20, **(run or {}), "lr_scheduler": section}}, **options
    )


@pytest.mark.parametrize(
    ("own", "entry"),
    [
        ({"learning_rate": 0.1, "gamma": 0.9, "decay_steps": 60}, "ppsci.ExponentialDecay"),
        ({"learning_rate": 0.1, "gamma": 0.9, "step_size": 3}, "ppsci.Step"),
        ({"learning_rate": 0.1, "T_0": 3, "T_mult": 2}, "ppsci.CosineWarmRestarts"),
        ({"max_learning_rate": 0.1}, "ppsci.OneCycleLR"),
        ({"decay_epochs": [3], "values": [0.1, 0.01]}, "ppsci.Piecewise"),
        ({"learning_rate": 0.1, "milestones": [3]}, "ppsci.MultiStepDecay"),
        ({"learning_rate": 0.1, "eta_min": 0.01, "warmup_epoch": 1}, "ppsci.Cosine"),
        ({"learning_rate": 0.1, "end_lr": 0.01}, "ppsci.Linear"),
    ],
)
def test_the_keys_tell_the_class(own, entry):
    inferred, said = read({**RUN, **own}), read({**RUN, **own}, entry=entry)
    assert inferred.entry == said.entry == entry
    assert inferred.curve == said.curve
    assert entry.partition(".")[2] in inferred.assumed[0]
    assert said.assumed == ()


def test_keys_that_tell_no_class_are_refused():
    with pytest.raises(ConfigError, match=r"TRAIN\.lr_scheduler: the script .* its keys fit several; say which"):
        read({**RUN, "learning_rate": 0.1, "gamma": 0.05, "by_epoch": True})
    with pytest.raises(ConfigError, match=r"TRAIN\.lr_warmup shows that its script makes another one"):
        read({**RUN, "learning_rate": 0.1}, {"lr_warmup": 4000}, suite="ppsci")
    with pytest.raises(ConfigError, match="names the class"):
        read(RUN)


def test_a_rate_alone_is_constant():
    schedule = load_schedule({"TRAIN": {"epochs": 3, "learning_rate": "1e-3"}}, steps_per_epoch=10)
    assert (schedule.entry, schedule.total_updates, schedule.curve(29)) == ("ppsci.const", 30, 0.001)
    with pytest.raises(ConfigError, match=r"TRAIN\.learning_rate: must be a number with a dot"):
        load_schedule({"TRAIN": {"epochs": 3, "learning_rate": 1}}, steps_per_epoch=10)
    assert read({**RUN, "learning_rate": 0.1}, {"learning_rate": 0.5}).peak_lr == 0.1
    assert read({**RUN, "learning_rate": 0.1}, {"learning_rate": 0.5}, entry="ppsci.const").peak_lr == 0.5


def test_what_the_script_passes():
    section = {"epochs": 12, "learning_rate": 0.1, "gamma": 0.9, "by_epoch": True}
    enn = read(section)
    assert enn.curve(20) == pytest.approx(0.09)
    assert any("decay_steps is the 20 iterations" in sentence for sentence in enn.assumed)
    assert read(section, given={"decay_steps": 40}).curve(40) == pytest.approx(0.09)
    with pytest.raises(ConfigError, match=r"decay_steps: is missing, .* give --given decay_steps=VALUE"):
        read(section, entry="ppsci.ExponentialDecay")
    with pytest.raises(ConfigError, match=r"TRAIN\.lr_scheduler\.gamma: is passed by the script too"):
        read(section, given={"gamma": 0.5})
    with pytest.raises(ConfigError, match="takes no 'gama' from outside its config; did you mean 'gamma'"):
        read(section, given={"gama": 0.5})
    constant = {"TRAIN": {"epochs": 3, "iters_per_epoch": 2}}
    assert load_schedule(constant, suite="ppsci", entry="ppsci.const", given={"learning_rate": 0.2}).peak_lr == 0.2
    with pytest.raises(ConfigError, match=r"ppsci\.const gets no 'gamma' from the script"):
        load_schedule(constant, suite="ppsci", entry="ppsci.const", given={"gamma": 0.2})


def test_the_scripts_of_earthformer_pass_a_floor_and_a_warmup():
    section, run = {"epochs": 12, "learning_rate": 0.1, "by_epoch": True}, {"min_lr_ratio": 0.01}
    inferred = read(section, run)
    assert inferred.curve == read(section, entry="ppsci.Cosine", given={"eta_min": 0.001, "warmup_epoch": 2}).curve
    assert "eta_min is TRAIN.min_lr_ratio times the rate, 0.001, and warmup_epoch" in inferred.assumed[1]
    assert read(section, run, entry="ppsci.Cosine").curve(0) == 0.1


def test_the_iterations_of_an_epoch():
    section = {"epochs": 5, "learning_rate": 0.1, "eta_min": 0.0}
    unknown = {"TRAIN": {"epochs": 5, "lr_scheduler": section}}
    with pytest.raises(UnknownEpochError, match=r"TRAIN\.iters_per_epoch, or the batches"):
        load_schedule(unknown)
    assert load_schedule(unknown, steps_per_epoch=8).total_updates == 40
    counted = load_schedule({"TRAIN": {"epochs": 5, "lr_scheduler": {**section, "iters_per_epoch": 7}}})
    assert counted.total_updates == 35
    assert "an epoch of the run has 7 iterations" in counted.assumed[-1]
    fixed = read(section, steps_per_epoch=8)
    assert fixed.total_updates == 240
    assert "TRAIN.iters_per_epoch = 20 is what PaddleScience runs, and not 8" in fixed.assumed[-1]
    assert load_schedule({"epochs": 3, "TRAIN": {"learning_rate": 0.1}}, steps_per_epoch=8).total_updates == 24


def test_one_cycle_ends_with_its_steps():
    """The scheduler ticks after the last iteration too: a run may have those of the cycle and not one more."""
    section = {"epochs": 5, "iters_per_epoch": 20, "max_learning_rate": 0.1}
    assert read(section, {"epochs": 5}).total_updates == 100
    with pytest.raises(ConfigError, match="stops with an error after update 100: the schedule has 100 iterations, the"):
        read(section, {"epochs": 101, "iters_per_epoch": 1})
    with pytest.raises(ConfigError, match=r"stops with an error after update 34: .* the run 240"):
        read(section, {"update_freq": 3, "iters_per_epoch": 20})
    by_epoch = {**section, "by_epoch": True}
    assert read(by_epoch, {"epochs": 5}).total_updates == 100
    with pytest.raises(ConfigError, match="stops with an error after update 119: the schedule has 5 epochs, the run 6"):
        read(by_epoch, {"epochs": 6})


def test_the_scripts_of_neuraloperator():
    section = {"epochs": 12, "learning_rate": "5e-3", "by_epoch": True, "type": "StepDecay", "step_size": 4}
    step = read({**section, "gamma": 0.5})
    assert [step.curve(update) for update in (79, 80, 160)] == [0.005, 0.0025, 0.00125]
    cosine = read({**section, "type": "CosineAnnealingDecay", "scheduler_T_max": 30})
    assert [cosine.curve(update) for update in (0, 239)] == [0.005, 0.005]
    with pytest.raises(ConfigError, match="depends on a metric"):
        read({**section, "type": "ReduceOnPlateau", "gamma": 0.5, "scheduler_patience": 5})
    with pytest.raises(ConfigError, match=r"TRAIN\.lr_scheduler\.type: .*did you mean 'StepDecay'"):
        read({**section, "type": "StepDecai"})
    with pytest.raises(ConfigError, match=r"TRAIN\.lr_scheduler\.gamma: is missing"):
        read(section)


def test_a_file_is_loaded_as_omegaconf_loads_it(tmp_path):
    file = tmp_path / "ldc.yaml"
    text = """
    epochs: [20, 40]
    TRAIN:
      epochs: 20
      iters_per_epoch: 10
      lr_scheduler:
        epochs: ${sum:${epochs}}
        iters_per_epoch: ${TRAIN.iters_per_epoch}
        learning_rate: 1e-3
    """
    file.write_text(text)
    schedule = load_schedule(file)
    assert schedule.curve(0) == 1e-3
    assert schedule.curve(199) == pytest.approx(0.5e-3 * 1.5, rel=0.01)
    file.write_text(text.replace("1e-3", "'1e-3'"))
    with pytest.raises(ConfigError, match=r"ldc\.yaml:9: TRAIN\.lr_scheduler\.learning_rate: must be a finite number"):
        load_schedule(file)
    file.write_text(text.replace("{epochs}", "{epoch}"))
    with pytest.raises(ConfigError, match=r"ldc\.yaml:7: TRAIN\.lr_scheduler\.epochs: .*did you mean 'epochs'"):
        load_schedule(file)
    file.write_text(text)
    assert load_schedule(file, overrides=["TRAIN.iters_per_epoch=5"]).total_updates == 100


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"gamma": 1.0}, r"gamma: must be such that gamma \*\* \(1 / decay_steps\) is above 0 and below 1, got 1"),
        ({"gamma": -0.5}, "gamma: must be such that"),
        ({"gamma": 0.97, "decay_steps": 1e20}, "gamma: must be such that"),
        ({"gamma": 1e9, "decay_steps": 1e-300}, "gamma: must be such that"),
        ({"decay_steps": 0}, "decay_steps: must be a number other than 0"),
        ({"iters_per_epoch": 0, "by_epoch": True}, "iters_per_epoch: must be a number other than 0"),
        ({"learning_rate": -1.0}, "learning_rate: must not be negative"),
        ({"warmup_epoch": 1, "warmup_start_lr": 0.2}, "a warmup must end above the rate"),
        ({"warmup_epoch": [1]}, "warmup_epoch: must be a finite number"),
        ({"epochs": None}, "epochs: must be a finite number"),
        ({"foo": 1}, "ExponentialDecay of PaddleScience takes no argument 'foo'"),
    ],
)
def test_what_a_class_refuses(own, words):
    section = {**RUN, "learning_rate": 0.1, "gamma": 0.9, "decay_steps": 60, **own}
    with pytest.raises(ConfigError, match=words):
        read(section, entry="ppsci.ExponentialDecay")


@pytest.mark.parametrize(
    ("name", "own", "words"),
    [
        ("Cosine", {"warmup_epoch": 2.5}, "warmup_epoch: must be a whole number without a dot"),
        ("Cosine", {"epochs": 12.0}, r"epochs: must be a whole number without a dot.* got 12\.0"),
        ("Step", {"step_size": 2.5, "gamma": 0.5}, r"step_size: must be a whole number, got 2\.5"),
        (
            "Step",
            {"step_size": 2, "gamma": 0.5, "iters_per_epoch": 20.0},
            "iters_per_epoch: must be a whole number with",
        ),
        ("CosineWarmRestarts", {"T_0": 0, "T_mult": 1}, "T_0: must be a whole number >= 1"),
        ("CosineWarmRestarts", {"T_0": 2, "T_mult": 1.5}, "T_mult: must be a whole number >= 1"),
        ("CosineWarmRestarts", {"T_0": 2}, "T_mult: is missing"),
        ("MultiStepDecay", {"milestones": [7, 3]}, "milestones: must increase"),
    ],
)
def test_what_other_classes_refuse(name, own, words):
    with pytest.raises(ConfigError, match=words):
        read({**RUN, "learning_rate": 0.1, **own}, entry=f"ppsci.{name}")


@pytest.mark.parametrize(
    "value", [None, [1], {"a": 1}, "text", float("nan"), float("inf"), -3, 0, 1e300, 10**400, True]
)
@pytest.mark.parametrize("key", ["epochs", "iters_per_epoch", "update_freq", "learning_rate", "lr_scheduler"])
def test_hostile_values_are_refused_in_one_sentence(key, value):
    train = {"epochs": 12, "iters_per_epoch": 20, "learning_rate": 0.1, key: value}
    accepted = (key, value) in (("epochs", 0), ("epochs", True), ("iters_per_epoch", True), ("update_freq", True))
    if accepted or (key == "lr_scheduler" and value is None) or (key == "learning_rate" and value == 1e300):
        assert load_schedule({"TRAIN": train}, suite="ppsci").total_updates >= 0
        return
    with pytest.raises(ConfigError) as caught:
        load_schedule({"TRAIN": train}, suite="ppsci")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
