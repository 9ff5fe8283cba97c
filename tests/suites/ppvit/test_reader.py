"""PaddleViT's two programs against straight loops, and what their loader refuses."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.ppvit.models import MODELS, ONLY_BASE_SCALED

DEFAULTS = {
    "TRAIN": {
        **{"NUM_EPOCHS": 300, "WARMUP_EPOCHS": 5, "BASE_LR": 0.5, "WARMUP_START_LR": 1e-3, "END_LR": 0.01},
        **{"ACCUM_ITER": 1, "LINEAR_SCALED_LR": 512, "LAST_EPOCH": 0},
    },
    "DATA": {"BATCH_SIZE": 256},
}
RATES = st.floats(0.05, 5.0)
FEW = settings(max_examples=40, deadline=None)


def read(train, batches=20, data=None, **keywords):
    config = {"TRAIN": train, **({} if data is None else {"DATA": data})}
    keywords = {"given": DEFAULTS, **keywords}
    return load_schedule(config, suite="ppvit", steps_per_epoch=batches, **keywords)


def rates(schedule):
    return [schedule.curve(update) for update in reversed(range(schedule.total_updates))][::-1]


def epochs_of(base, start, floor, warmup, epochs, last):
    """The rate of each epoch: the constructor is at ``last``, and makes one step."""
    found = []
    for tick in range(last + 1, last + 1 + epochs):
        if tick < warmup:
            found.append((base - start) * tick / warmup + start)
        else:
            part = math.pi * (tick - warmup) / (epochs - warmup)
            found.append(floor + (base - floor) * (1 + math.cos(part)) / 2)
    return found


@FEW
@given(RATES, st.integers(2, 8), st.integers(1, 7), st.integers(1, 9), st.integers(1, 4), st.integers(1, 8))
def test_classification(base, epochs, warmup, batches, every, gpus):
    warmup = min(warmup, epochs - 1)
    train = {"NUM_EPOCHS": epochs, "WARMUP_EPOCHS": warmup, "BASE_LR": base, "ACCUM_ITER": every}
    schedule = read(train, batches, {"BATCH_SIZE": 64}, world_size=gpus, given={**DEFAULTS, "model": "CaiT"})
    factor = 64 * every * gpus / 512
    ticks = epochs_of(base * factor, 1e-3 * factor, 0.01 * factor, warmup, epochs, 0)
    updates = math.ceil(batches / every)
    assert rates(schedule) == pytest.approx([rate for rate in ticks for _ in range(updates)], rel=1e-12)
    assert schedule.steps_per_epoch == updates
    assert schedule.stepped == "epoch"


@pytest.mark.parametrize("model", MODELS)
def test_some_models_scale_their_peak_alone(model):
    train = {"NUM_EPOCHS": 10, "LINEAR_SCALED_LR": 256} if model != "ViT" else {"NUM_EPOCHS": 10}
    schedule = read(train, given={**DEFAULTS, "model": model}, world_size=4)
    factor = 256 * 4 / train.get("LINEAR_SCALED_LR", 512)
    small = 1.0 if model in ONLY_BASE_SCALED else factor
    wanted = epochs_of(0.5 * factor, 1e-3 * small, 0.01 * small, 5, 10, 0)
    if model == "SwinTransformer":
        assert schedule.curve(0) == pytest.approx(1e-3 * factor)
        assert schedule.curve(20) == pytest.approx(wanted[0])
    else:
        assert rates(schedule)[::20] == pytest.approx(wanted, rel=1e-12)


def test_the_swin_transformer_sets_the_tick_before_each_update():
    train = {"NUM_EPOCHS": 4, "WARMUP_EPOCHS": 1, "ACCUM_ITER": 2, "LINEAR_SCALED_LR": None}
    schedule = read(train, 5, given={**DEFAULTS, "model": "swin"})
    wanted = []
    for epoch in range(1, 5):
        for batch in range(0, 5, 2):
            tick = batch / 5 + epoch - 1
            cosine = 0.01 + 0.49 * (1 + math.cos(math.pi * (tick - 1) / 3)) / 2
            wanted.append((0.5 - 1e-3) * tick + 1e-3 if tick < 1 else cosine)
    assert rates(schedule) == pytest.approx(wanted, rel=1e-12)
    assert schedule.stepped == "update"


def test_the_model_is_known_by_its_defaults():
    def given(name):
        return {"TRAIN": dict(MODELS[name].tree["TRAIN"]), "DATA": {"BATCH_SIZE": MODELS[name].BATCH_SIZE}}

    train = {"NUM_EPOCHS": 40, "LINEAR_SCALED_LR": 256}
    assert read(train, given=given("LeViT"), world_size=8).curve(799) == pytest.approx(1e-5)
    assert read(train, given=given("CSwin"), world_size=8).curve(799) == pytest.approx(8e-5)
    alike = read(train, given=given("MobileViT"), world_size=8)
    assert any("the model is MobileOne, whose defaults MobileViT has too" in one for one in alike.assumed)


def test_a_file_alone_is_read_with_the_defaults_of_its_model():
    config = {"MODEL": {"TYPE": "cait", "NAME": "cait_s24"}, "DATA": {"IMAGE_SIZE": 224, "CROP_PCT": 0.9}}
    schedule = load_schedule(config, steps_per_epoch=20)
    assert (schedule.suite, schedule.entry, schedule.total_updates) == ("ppvit", "ppvit.cls", 6000)
    assert schedule.peak_lr == pytest.approx(0.0005 * 256 / 512)
    assert "BASE_LR 0.0005" in schedule.assumed[0]
    assert "image_classification/CaiT" in schedule.assumed[0]
    assert schedule.assumed[1].startswith("1 GPU")
    with pytest.raises(ConfigError, match="its default differs by model: name the model, as --given model=ConvNeXt"):
        load_schedule({"TRAIN": {"BASE_LR": 0.1, "ACCUM_ITER": 2}}, steps_per_epoch=20)
    five = {key: value for key, value in DEFAULTS["TRAIN"].items() if key not in ("LINEAR_SCALED_LR", "LAST_EPOCH")}
    with pytest.raises(ConfigError, match=r"TRAIN\.LINEAR_SCALED_LR: is missing"):
        load_schedule({"TRAIN": five}, steps_per_epoch=20)


def test_config_py_is_read_and_not_run(tmp_path):
    folder = tmp_path / "LeViT" / "configs"
    folder.mkdir(parents=True)
    (tmp_path / "LeViT" / "config.py").write_text(
        "import os\nraise SystemExit\n_C = CN()\n_C.TRAIN = CN()\n_C.DATA = CN()\n_C.DATA.BATCH_SIZE = 2 * 64\n"
        "_C.TRAIN.NUM_EPOCHS = 10\n_C.TRAIN.WARMUP_EPOCHS = 2\n_C.TRAIN.BASE_LR = 0.5\n_C.TRAIN.END_LR = 53-4\n"
        "_C.TRAIN.WARMUP_START_LR = 1e-3\n_C.TRAIN.ACCUM_ITER = 1\n_C.TRAIN.LAST_EPOCH = 0\n"
        "_C.TRAIN.LINEAR_SCALED_LR = None\n_C.TRAIN.FILE = os.environ['HOME']\n"
    )
    file = folder / "levit.yaml"
    file.write_text("TRAIN:\n  LINEAR_SCALED_LR: 256\n  BASE_LR: 1e-1\n")
    schedule = load_schedule(file, steps_per_epoch=5, world_size=2)
    assert rates(schedule)[::5] == pytest.approx(epochs_of(0.1, 1e-3, 49, 2, 10, 0), rel=1e-12)
    assert "config.py" in schedule.assumed[0]
    file.write_text("TRAIN:\n  BASE_LR: 1e-1\n  WARMUP_EPOCH: 3\n")
    with pytest.raises(
        ConfigError, match=r"levit\.yaml:3: TRAIN\.WARMUP_EPOCH: is not in the config.py .* mean 'WARMUP_E"
    ):
        load_schedule(file, steps_per_epoch=5)
    file.write_text("TRAIN:\n  END_LR: 1e-5\n")
    with pytest.raises(ConfigError, match="must be a whole number without a dot, got 1e-05: its default is 49"):
        load_schedule(file, steps_per_epoch=5)
    elsewhere = tmp_path / "levit.yaml"
    elsewhere.write_text("TRAIN: {BASE_LR: 0.25}\n")
    assert load_schedule(elsewhere, steps_per_epoch=5, base=tmp_path / "LeViT" / "config.py").total_updates == 50
    with pytest.raises(ConfigError, match="has no defaults of PaddleViT"):
        load_schedule(elsewhere, steps_per_epoch=5, base=__file__)


def test_bases_are_lists_of_files_of_which_an_empty_name_is_none(tmp_path):
    (tmp_path / "base.yaml").write_text("BASE: ['']\nTRAIN: {BASE_LR: 1e-1, NUM_EPOCHS: 7}\n")
    (tmp_path / "own.yaml").write_text("BASE: ['base.yaml']\nTRAIN: {NUM_EPOCHS: 9}\n")
    schedule = load_schedule(tmp_path / "own.yaml", given=DEFAULTS, steps_per_epoch=1)
    assert schedule.total_updates == 9
    assert schedule.curve(4) == pytest.approx(0.1 / 2)
    (tmp_path / "own.yaml").write_text("BASE: base.yaml\nTRAIN: {NUM_EPOCHS: 9}\n")
    with pytest.raises(ConfigError, match="BASE: must be a list of file names"):
        load_schedule(tmp_path / "own.yaml", given=DEFAULTS, steps_per_epoch=1)


@FEW
@given(RATES, st.integers(2, 30), st.integers(-2, 35), st.floats(0.3, 3.0), st.floats(0.0, 0.04), st.floats(0.0, 0.2))
def test_segmentation(base, total, warmup, power, floor, start):
    scheduler = {"WARM_UP_STEPS": warmup, "WARM_UP_LR_INIT": start, "POWER": power}
    train = {"ITERS": total, "BASE_LR": base, "END_LR": floor, "DECAY_STEPS": 5, "POWER": 0.7}

    def found(name):
        schedule = load_schedule({"TRAIN": {**train, "LR_SCHEDULER": {**scheduler, "NAME": name}}})
        assert (schedule.entry, schedule.total_updates) == ("ppvit.seg", total)
        return rates(schedule)

    wanted = [floor + (base - floor) * (1 - tick / total) ** 0.7 for tick in range(total)]
    assert found("PolynomialDecay") == pytest.approx(wanted, rel=1e-12)
    wanted = [
        start + tick * ((base - start) / warmup)
        if tick < warmup
        else floor + 0.5 * (base - floor) * (1 + math.cos(math.pi * tick / total))
        for tick in range(total)
    ]
    assert found("WarmupCosineLR") == pytest.approx(wanted, rel=1e-12, abs=1e-12 * base)
    if warmup != total:
        parts = [
            tick / warmup if tick < warmup else (1 - (tick - warmup) / (total - warmup)) ** power
            for tick in range(total)
        ]
        wanted = [max(start + (base - start) * part, floor) for part in parts]
        assert found("WarmupPolyLR") == pytest.approx(wanted, rel=1e-12, abs=1e-12 * base)
    else:
        with pytest.raises(ConfigError, match="fails after the last update"):
            found("WarmupPolyLR")


@FEW
@given(RATES, st.lists(st.integers(1, 30), min_size=1, max_size=4), st.integers(1, 30), st.floats(0.1, 0.9))
def test_segmentation_in_steps(base, marks, warmup, gamma):
    marks, warmup = sorted(marks), min(warmup, min(marks))
    scheduler = {"NAME": "WarmupMultiStepLR", "MILESTONES": marks, "WARM_UP_STEPS": warmup, "GAMMA": gamma}
    schedule = load_schedule({"TRAIN": {"ITERS": 35, "BASE_LR": base, "LR_SCHEDULER": scheduler}})
    wanted = [
        base * tick / warmup if tick <= warmup else base * gamma ** sum(mark <= tick for mark in marks)
        for tick in range(35)
    ]
    assert rates(schedule) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    ("train", "key", "words"),
    [
        ({"BASE_LR": 1}, "TRAIN.BASE_LR", "must be a number with a dot, got 1: its default is 0.5"),
        ({"BASE_LR": "1"}, "TRAIN.BASE_LR", "must be a number with a dot, got 1"),
        ({"NUM_EPOCHS": True}, "TRAIN.NUM_EPOCHS", "must be a whole number without a dot, got True"),
        ({"BASE_LR": None}, "TRAIN.BASE_LR", "must be a finite number, got None"),
        ({"BASE_LR": {"a": 1}}, "TRAIN.BASE_LR", "must be a number with a dot"),
        ({"FOO": 1}, "TRAIN.FOO", "is not in the config.py of the model"),
        ({"NUM_EPOCHS": 5}, "TRAIN.WARMUP_EPOCHS", "must be below NUM_EPOCHS 5"),
        ({"LINEAR_SCALED_LR": 0}, "TRAIN.LINEAR_SCALED_LR", "must not be 0"),
        ({"ACCUM_ITER": 0}, "TRAIN.ACCUM_ITER", "whole number >= 1"),
        ({"WARMUP_START_LR": 1e3}, "TRAIN.WARMUP_START_LR", "must end above the rate that it starts with"),
        ({"BASE_LR": float("nan")}, "TRAIN.BASE_LR", "must be a finite number"),
    ],
)
def test_a_refusal_names_the_key(train, key, words):
    with pytest.raises(ConfigError, match=words) as caught:
        read(train)
    assert caught.value.key == key


def test_programs_with_a_scheduler_of_their_own_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="is a config of MAE of PaddleViT, whose program has a scheduler of its own"):
        load_schedule({"MODEL": {"TYPE": "MAE"}, "TRAIN": {"NUM_EPOCHS": 9, "BASE_LR": 0.1}}, steps_per_epoch=2)
    file = tmp_path / "object_detection" / "Swin" / "swin.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("TRAIN: {NUM_EPOCHS: 9, BASE_LR: 1e-4}\n")
    with pytest.raises(ConfigError, match="a config of object_detection"):
        load_schedule(file, steps_per_epoch=2)
    with pytest.raises(ConfigError, match="'LeVit2' is not a model directory of image_classification; did you mean"):
        read({}, given={"model": "LeVit2"})


def test_a_default_with_almost_the_name_of_one_is_refused():
    config = {"TRAIN": {"NUM_EPOCHS": 10, "WARMUP_EPOCHS": 1, "BASE_LR": 0.1}}
    options = {"suite": "ppvit", "entry": "ppvit.cls", "steps_per_epoch": 5}
    with pytest.raises(ConfigError, match=r"given\.TRAIN\.END_LRR: .* did you mean 'END_LR'"):
        load_schedule(config, given={"model": "ConvNeXt", "TRAIN": {"END_LRR": 0.01}}, **options)
    other = load_schedule(config, given={"model": "ConvNeXt", "TRAIN": {"WEIGHT_DECAY": 0.01}}, **options)
    assert other.curve(0) == load_schedule(config, given={"model": "ConvNeXt"}, **options).curve(0)
