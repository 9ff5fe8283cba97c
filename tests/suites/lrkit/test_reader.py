"""Our own dialect: values against independent arithmetic, located sentences, and no input that raises anything else."""

from __future__ import annotations

import copy
import inspect
import math
import sys
from dataclasses import fields
from typing import get_args, get_type_hints

import pytest
import yaml

from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.lrkit.common_keys import COMMON_KEYS, Warmup
from paddle_lrkit.units import Updates
from tests.suites.lrkit_config import CONFIG

TOTAL, STEPS, PEAK = 1000, 100, 0.1
WARMUP_KEYS = [field.name for field in fields(Warmup)]


def config(lr, total=TOTAL):
    """A config as a mapping, of a run of ``total`` updates."""
    return {
        "Global": {"updates": total},
        "Architecture": {"name": "ResNet18"},
        "Optimizer": {"name": "SGD", "lr": lr},
    }


def schedule(name, total=TOTAL, **arguments):
    return load_schedule(config({"name": name, **arguments}, total), steps_per_epoch=STEPS)


@pytest.fixture
def refused(tmp_path):
    """The sentence about a config text, without the directory."""

    def sentence(text, **options):
        file = tmp_path / "c.yml"
        file.write_text(text)
        with pytest.raises(LrkitError) as caught:
            load_schedule(file, suite="lrkit", **options)
        return str(caught.value).replace(f"{tmp_path}/", "")

    return sentence


def lr_text(*lines):
    """A config whose arguments of ``Optimizer.lr`` start in line 5."""
    head = "Global: {updates: 1000}\nOptimizer:\n  name: SGD\n  lr:\n"
    return head + "".join(f"    {line}\n" for line in lines)


def cosine(t, length, peak=PEAK, floor=0.0):
    return floor + (peak - floor) * (1 + math.cos(math.pi * min(t, length) / length)) / 2


# name, arguments, rate at an update of the run when there are ``w`` updates of warmup, for updates from ``w`` on
SHAPES = {
    "constant": ("Constant", {"learning_rate": PEAK}, lambda t, w: PEAK),
    "cosine": (
        "CosineAnnealingDecay",
        {"learning_rate": PEAK, "eta_min": 0.01},
        lambda t, w: cosine(t - w, TOTAL - w, floor=0.01),
    ),
    "cosine with T_max": (
        "CosineAnnealingDecay",
        {"learning_rate": PEAK, "T_max": "3ep"},
        lambda t, w: cosine(t - w, 300),
    ),
    "restarts": (
        "CosineAnnealingWarmRestarts",
        {"learning_rate": PEAK, "T_0": "2ep", "T_mult": 1},
        lambda t, w: cosine((t - w) % 200, 200),
    ),
    "linear": ("LinearDecay", {"learning_rate": PEAK}, lambda t, w: PEAK * (TOTAL - t) / (TOTAL - w)),
    "polynomial": (
        "PolynomialDecay",
        {"learning_rate": PEAK, "end_lr": 0.02, "power": 2},
        lambda t, w: 0.02 + 0.08 * ((TOTAL - t) / (TOTAL - w)) ** 2,
    ),
    "exponential": (
        "ExponentialDecay",
        {"learning_rate": PEAK, "gamma": 0.9, "interval": "1ep"},
        lambda t, w: PEAK * 0.9 ** ((t - w) // 100),
    ),
    "step": (
        "StepDecay",
        {"learning_rate": PEAK, "step_size": "3ep", "gamma": 0.5},
        lambda t, w: PEAK * 0.5 ** (t // 300),
    ),
    "multistep": (
        "MultiStepDecay",
        {"learning_rate": PEAK, "milestones": ["30%", "8ep"]},
        lambda t, w: PEAK * 0.1 ** ((t >= 300) + (t >= 800)),
    ),
    "piecewise": (
        "PiecewiseDecay",
        {"boundaries": ["300it", "8ep"], "values": [PEAK, 0.05, 0.002]},
        lambda t, w: PEAK if t < 300 else 0.05 if t < 800 else 0.002,
    ),
}


@pytest.mark.parametrize("warmup", [0, 1, 50, 300, 350, 999])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_rate_equals_independent_arithmetic(shape, warmup):
    name, arguments, rate = SHAPES[shape]
    read = schedule(name, **arguments, warmup=f"{warmup}it", warmup_start_lr=0.001)
    peak = rate(warmup, warmup)
    for update in range(TOTAL):
        ramp = 0.001 + (peak - 0.001) * update / warmup if update < warmup else rate(update, warmup)
        assert read.curve(update) == pytest.approx(ramp, abs=1e-12 * PEAK), update
    assert (read.total_updates, read.warmup_updates, read.name, read.suite) == (TOTAL, warmup, name, "lrkit")


def test_a_warmup_starts_at_zero_unless_told():
    assert schedule("Constant", learning_rate=PEAK, warmup="1ep").curve(0) == 0.0


def test_a_start_factor_is_relative_to_the_rate_after_the_warmup():
    plain = schedule("Constant", learning_rate=PEAK, warmup="1ep", warmup_start_factor=0.25)
    assert [plain.curve(update) for update in (0, 50, 100)] == pytest.approx([0.025, 0.0625, 0.1])
    dropped = schedule("StepDecay", learning_rate=PEAK, step_size="1ep", warmup="150it", warmup_start_factor=0.5)
    assert [dropped.curve(update) for update in (0, 149, 150)] == pytest.approx(
        [0.005, 0.005 + 0.005 * 149 / 150, 0.01]
    )


@pytest.mark.parametrize(
    ("shape", "middle"),
    [
        ("linear", 0.055),
        ("constant", 0.01),
        ("cosine", 0.055),
        ("exponential", math.sqrt(0.1 * 0.01)),
        ("polynomial", 0.0325),
    ],
)
def test_the_shape_of_the_warmup(shape, middle):
    read = schedule("Constant", learning_rate=PEAK, warmup="1ep", warmup_start_lr=0.01, warmup_shape=shape)
    assert [read.curve(update) for update in (0, 50, 100)] == pytest.approx([0.01, middle, PEAK])


@pytest.mark.parametrize("name", ["CosineAnnealingDecay", "StepDecay"])
@pytest.mark.parametrize("warmup", [1000, 1001, 4000])
def test_a_warmup_that_outlasts_the_run_is_cut_off_by_its_end(name, warmup):
    more = {"step_size": "9000it"} if name == "StepDecay" else {}
    read = schedule(name, learning_rate=PEAK, warmup=f"{warmup}it", **more)
    assert [read.curve(update) for update in (0, 500, 999)] == pytest.approx(
        [0, PEAK * 500 / warmup, PEAK * 999 / warmup]
    )


@pytest.mark.parametrize(
    ("written", "updates"),
    [
        ("0", 0),
        (0, 0),
        ("0ep", 0),
        ("50it", 50),
        ("1ep", 100),
        ("0.5ep", 50),
        ("2.5%", 25),
        ("0.125ep", 13),
        ("1_0it", 10),
    ],
)
def test_a_warmup_may_be_written_in_every_unit(written, updates):
    if written == "0":
        with pytest.raises(ConfigError, match="must be a number with a unit"):
            schedule("Constant", learning_rate=PEAK, warmup=written)
        return
    assert schedule("Constant", learning_rate=PEAK, warmup=written).warmup_updates == updates


def test_samples_are_counted_by_the_global_batch(tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(CONFIG.replace("warmup: 1ep", "warmup: 1024sa").replace("seed: 3", "accumulate_steps: 2"))
    assert load_schedule(file).warmup_updates == 8
    assert load_schedule(file, world_size=4).warmup_updates == 2


def test_the_length_of_an_epoch_follows_the_data_and_the_processes(tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(CONFIG)
    for world, steps in {1: 22, 2: 11, 4: 5}.items():
        read = load_schedule(file, world_size=world)
        assert (read.steps_per_epoch, read.total_updates, read.warmup_updates) == (steps, 20 * steps, steps)
        assert (read.batch_size, read.world_size, read.file) == (64, world, str(file))
    assert load_schedule(file, steps_per_epoch=7).total_updates == 140


def test_the_length_of_an_epoch_must_be_known(refused):
    text = CONFIG.replace("  num_samples: 1437\n", "").replace("{name: Digits}", "{name: Installed}")
    assert refused(text).startswith(
        "c.yml:1: Global.epochs: the number of updates in an epoch is not known; give --steps-per-epoch"
    )
    assert refused(text.replace("epochs: 20", "updates: 50")).startswith(
        "c.yml:9: Optimizer.lr.warmup: 1ep needs the number of updates in an epoch"
    )


def test_an_epoch_without_an_update_names_the_batch_size(refused):
    text = CONFIG.replace("1437", "63")
    assert refused(text).startswith(
        "c.yml:15: Train.loader.batch_size: 63 samples give 0 batches of 64 on each of 1 processes"
    )


@pytest.mark.parametrize("world_size", [0, -1, 1.5, "2", True])
def test_a_wrong_number_of_processes_is_an_error(world_size):
    with pytest.raises(ConfigError, match=r"^world_size: "):
        load_schedule(config({"name": "Constant", "learning_rate": PEAK}), world_size=world_size)


NO_UNIT = "has no unit; write {0}it (updates), {0}ep (epochs) or a per cent of the run such as 10%"
NO_EPOCH = (
    "needs the number of updates in an epoch (images / (batch size x GPUs); --steps-per-epoch), which is not known"
)


@pytest.mark.parametrize(
    ("lines", "place", "sentence"),
    [
        ("Constant; learning_rate: -1", "6 learning_rate", "must be >= 0, got -1.0"),
        ("Constant; learning_rate: 1e999", "6 learning_rate", "must be a finite number, got inf"),
        ("Constant; learning_rate: .nan", "6 learning_rate", "must be a finite number, got nan"),
        ("Constant; learning_rate: '1e-4'", "6 learning_rate", "must be a number, got '1e-4'"),
        ("Constant; learning_rate: on", "6 learning_rate", "must be a number, got 'on'"),
        ("Constant", "4", "the key 'learning_rate' is missing"),
        ("Constant; learing_rate: 1", "6 learing_rate", "unknown key; did you mean 'learning_rate'?"),
        ("Constant; learning_rate: 1; warmupp: 1ep", "7 warmupp", "unknown key; did you mean 'warmup'?"),
        ("Constant; warmup_start: 0", "6 warmup_start", "unknown key; did you mean 'warmup_start_lr'?"),
        ("Constant; length: 5", "6 length", f"unknown key; known: learning_rate, {', '.join(COMMON_KEYS)}"),
        ("Cosine; learning_rate: 0.1; eta_min: 0.2", "7 eta_min", "must be >= 0 and <= 0.1, got 0.2"),
        ("Cosine; learning_rate: 0.1; T_max: 0it", "7 T_max", "must be >= 1, got 0"),
        ("Cosine; learning_rate: 0.1; T_max: 50", "7 T_max", f"50 {NO_UNIT.format(50)}"),
        ("StepDecai", "5 name", "unknown schedule 'StepDecai'; did you mean 'StepDecay'?"),
        ("Lambda", "5 name", "unknown schedule 'Lambda'; lrkit plot --catalogue draws every schedule by name"),
        ("[a]", "4", "the key 'name' is missing or not text"),
        ("StepDecay; learning_rate: 1; step_size: 1ep", "7 step_size", f"1ep {NO_EPOCH}"),
        ("StepDecay; learning_rate: 1; step_size: 1it; gamma: 0", "8 gamma", "must be > 0, got 0.0"),
        (
            "StepDecay; learning_rate: 1; step_size: 1it; gamma: 1e300",
            "4",
            "step(start=1.0, step_size=1, gamma=1e+300) is too large for a float at update 999",
        ),
        ("MultiStepDecay; learning_rate: 1; milestones:; - 0it", "8 milestones.0", "must be >= 1, got 0"),
        ("MultiStepDecay; learning_rate: 1; milestones:; - 1it; - 5", "9 milestones.1", f"5 {NO_UNIT.format(5)}"),
        (
            "MultiStepDecay; learning_rate: 1; milestones:; - 10it; - 5it",
            "7 milestones",
            "must ascend, each once, got 5 after 10",
        ),
        ("Piecewise; boundaries: [5it]; values:; - 1; - -1", "9 values.1", "must be >= 0, got -1.0"),
        ("Constant; warmup: 1e999it", "6 warmup", "a duration must be 1e+18 at most, got '1e999it'"),
        ("Constant; warmup: -5it", "6 warmup", "a duration must not be negative, got '-5it'"),
        ("Constant; warmup: 5it; warmup_start_lr: -1", "7 warmup_start_lr", "must be >= 0, got -1.0"),
        (
            "Constant; learning_rate: 1e10; warmup: 5it; warmup_start_factor: 1e300",
            "8 warmup_start_factor",
            "must be a finite number >= 0, got inf",
        ),
        (
            "Constant; warmup: 5it; warmup_start_lr: 0; warmup_start_factor: 0",
            "8 warmup_start_factor",
            "give warmup_start_lr or warmup_start_factor, not both",
        ),
        (
            "Constant; learning_rate: 1; warmup: 5it; warmup_shape: exponential",
            "4 warmup_start_lr",
            "must be > 0 for the shape 'exponential', got 0",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_and_the_key_as_written(refused, lines, place, sentence):
    line, _, key = place.partition(" ")
    where = f"c.yml:{line}: Optimizer.lr{key and '.' + key}"
    assert refused(lr_text(*f"name: {lines}".split("; "))) == f"{where}: {sentence}"


def test_an_unknown_shape_of_the_warmup_is_listed(refused):
    sentence = refused(lr_text("name: Constant", "learning_rate: 1", "warmup: 5it", "warmup_shape: lin"))
    assert sentence.startswith("c.yml:8: Optimizer.lr.warmup_shape: must be one of 'constant', 'linear', ")
    assert sentence.endswith("got 'lin'; did you mean 'linear'?")


def test_a_base_and_an_override_are_named_as_the_place_of_a_mistake(tmp_path):
    base, top = tmp_path / "base.yml", tmp_path / "top.yml"
    base.write_text(lr_text("name: Constant", "learning_rate: -1"))
    top.write_text("_BASE_: base.yml\n")
    with pytest.raises(ConfigError) as caught:
        load_schedule(top)
    assert str(caught.value) == f"{base}:6: Optimizer.lr.learning_rate: must be >= 0, got -1.0"
    with pytest.raises(ConfigError) as caught:
        load_schedule(top, overrides=["Optimizer.lr.learning_rate=-2"])
    place = "-o Optimizer.lr.learning_rate=-2"
    assert str(caught.value) == f"{place}: Optimizer.lr.learning_rate: must be >= 0, got -2.0"


@pytest.mark.parametrize(
    "name", ["os.system", "os:system", "antigravity:x", "this", "paddle.optimizer.lr:StepDecay", "__import__('os')"]
)
def test_a_name_in_a_config_never_imports_a_module(refused, name):
    before = set(sys.modules)
    assert "unknown schedule" in refused(lr_text(f'name: "{name}"', "learning_rate: 1"))
    assert not {"this", "antigravity", "paddle"} & (set(sys.modules) - before)


def accepts_updates(hint):
    return hint is Updates or any(accepts_updates(inner) for inner in get_args(hint))


def as_written(value, hint):
    """An argument of an example as YAML has it: updates carry their unit."""
    if isinstance(value, (list, tuple)):
        return [as_written(item, hint) for item in value]
    return f"{value}it" if accepts_updates(hint) and isinstance(value, int) else value


def wrong_values(hint):
    """Values of the right type that many factories must refuse."""
    if accepts_updates(hint):
        single = ["0it", "1it", "999999999it", f"{10**17}it"]
        return [[], single[:1], ["5it", "3it"], [single[3]]] if "list" in str(hint) else single
    if "list" in str(hint):
        return [[], [-1.0], [1e300], [0.1, 0.2]]
    if hint is str:
        return ["nonsense", ""]
    if "float" in str(hint):
        return [-1.0, 0.0, 1e9, 1e300]
    return [-1, 0, 1, 10**300] if "int" in str(hint) else []


ENTRIES = {entry.name: entry for entry in catalog.ENTRIES}


def parts(name):
    """The entry's written example, its parameters and their annotations."""
    entry = ENTRIES[name]
    hints = get_type_hints(inspect.unwrap(entry.factory))
    example = {key: as_written(value, hints.get(key)) for key, value in entry.example.items()}
    return example, [key for key in inspect.signature(entry.factory).parameters if key != "length"], hints


@pytest.mark.parametrize("name", ENTRIES)
def test_every_schedule_of_the_catalogue_can_be_read(name):
    example, _, _ = parts(name)
    for each in (name, *ENTRIES[name].aliases):
        read = schedule(each, **example)
        assert read.name == each
        assert all(0 <= read.curve(update) < math.inf for update in range(TOTAL))
    assert read.curve == schedule(name, **example).curve


@pytest.mark.parametrize("name", ENTRIES)
def test_a_factory_that_refuses_a_value_names_a_key_that_yaml_has(tmp_path, name):
    example, keys, hints = parts(name)
    file = tmp_path / "c.yml"
    for key, value in [(each, value) for each in keys for value in wrong_values(hints[each])]:
        file.write_text(yaml.safe_dump(config({"name": name, **example, key: value}), sort_keys=False))
        try:
            read = load_schedule(file, suite="lrkit", steps_per_epoch=STEPS)
        except ConfigError as error:
            check_place(error, file, keys)
        else:
            assert all(math.isfinite(read.curve(update)) for update in (0, 1, TOTAL - 1))


def check_place(error, file, keys):
    """The error is about ``Optimizer.lr`` or one of ``keys`` in it, and has the line of that key when it is written."""
    section, lr, *named = error.key.split(".")
    assert (section, lr, error.file) == ("Optimizer", "lr", str(file))
    assert set(named[:1]) <= set(keys), str(error)
    lines = [line.strip() for line in file.read_text().splitlines()]
    if named and any(line.startswith(f"{named[0]}:") for line in lines):
        assert lines[error.line - 1].startswith((f"{named[0]}:", "- ")), str(error)


def test_a_mapping_is_read_like_a_file_and_left_as_it_was(tmp_path):
    given_config = yaml.safe_load(CONFIG.replace("1e-1", "0.1"))
    before = copy.deepcopy(given_config)
    (tmp_path / "c.yml").write_text(CONFIG)
    read = load_schedule(
        given_config,
        overrides=["Optimizer.lr.eta_min=0.02", "Train.transforms.0.Resize.size=64", "Global.amp.level=O1"],
    )
    assert given_config == before
    assert read.curve == load_schedule(tmp_path / "c.yml", overrides=["Optimizer.lr.eta_min=0.02"]).curve
    assert read.file is None


def test_a_mistake_in_a_mapping_names_the_key():
    with pytest.raises(ConfigError) as caught:
        schedule("Constant", learning_rate=-1)
    assert str(caught.value) == "config: Optimizer.lr.learning_rate: must be >= 0, got -1.0"


@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_a_path_may_be_text_or_a_path(tmp_path, kind):
    (tmp_path / "c.yml").write_text(CONFIG)
    assert load_schedule(kind(tmp_path / "c.yml")).total_updates == 440
