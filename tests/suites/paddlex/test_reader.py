"""The rates of PaddleX's trainings, computed by loops that step as the suites do, and the errors of its trainers."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, NoScheduleError
from paddle_lrkit.suites import load_schedule
from tests.suites.paddlex import straight_loops

RATES = st.none() | st.floats(1e-5, 1.0)
COUNTS = st.none() | st.integers(1, 12)


def cosine(**lr):
    return {"Global": {"epochs": 9}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.1, **lr}}}


def detection(decay, **warmup):
    warmup = {"name": "LinearWarmup", "start_factor": 0.1, **warmup}
    return {"epoch": 12, "LearningRate": {"base_lr": 0.08, "schedulers": [decay, warmup]}}


def segmentation(**lr):
    return {"iters": 40, "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.01, **lr}}


def time_series(**optimizer_params):
    return {"epoch": 4, "model": {"model_cfg": {"optimizer_params": {"learning_rate": 0.001, **optimizer_params}}}}


SPAN = {"name": "CosineDecay", "max_epochs": 8}
DROPS = {"name": "PiecewiseDecay", "gamma": 0.1, "milestones": [4, 6]}
WARMED = {"warmup_iters": 15, "warmup_start_lr": 1e-6}
OCR = {"Global": {"epoch_num": 7}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.001, "warmup_epoch": 2}}}
VIDEO = {
    "epochs": 8,
    "OPTIMIZER": {
        "learning_rate": {
            "iter_step": True,
            "name": "CustomWarmupCosineDecay",
            "max_epoch": 8,
            "warmup_epochs": 2,
            "warmup_start_lr": 0.005,
            "cosine_base_lr": 0.01,
        }
    },
}
STEPS_3D = {"type": "MultiStepDecay", "milestones": [6, 9], "learning_rate": 0.001}
WARMED_3D = {"type": "LinearWarmup", "learning_rate": STEPS_3D, "warmup_steps": 5, "start_lr": 1e-6, "end_lr": 0.001}
CYCLE_3D = {
    "type": "OneCycle",
    "total_step": 40,
    "lr_max": 0.002,
    "moms": [0.95, 0.85],
    "div_factor": 10,
    "pct_start": 0.4,
}
MODELS = {
    "classification": (
        "ResNet50",
        [
            cosine(),
            cosine(warmup_epoch=3, eta_min=1e-6, warmup_start_lr=1e-6),
            cosine(by_epoch=True, warmup_epoch=2),
            cosine(name="Linear"),
        ],
    ),
    "detection": ("PicoDet-L", [detection(SPAN, steps=20), detection(SPAN, epochs=2), detection(DROPS, steps=5)]),
    "segmentation": (
        "PP-LiteSeg-T",
        [segmentation(end_lr=0, power=0.9), segmentation(decay_steps=30), segmentation(**WARMED, end_lr=0)],
    ),
    "recognition": ("PP-OCRv4_mobile_rec", [OCR]),
    "time_series": ("DLinear", [time_series(), time_series(gamma=0.5), time_series(gamma=0.9, start_epoch=3)]),
}


def config(model="ResNet50", **train):
    given = {"epochs_iters": 6, "batch_size": 8, "learning_rate": 0.02, "warmup_steps": 2, **train}
    return {"Global": {"model": model}, "Train": {key: value for key, value in given.items() if value != "missing"}}


@settings(max_examples=25, deadline=None)
@given(st.data())
@pytest.mark.parametrize("kind", MODELS)
def test_the_rates_of_a_loop_that_steps_as_the_suite_does(kind, data):
    model, bases = MODELS[kind]
    base = data.draw(st.sampled_from(bases))
    numbers = {"epochs_iters": data.draw(COUNTS), "learning_rate": data.draw(RATES), "warmup_steps": data.draw(COUNTS)}
    steps = data.draw(st.integers(1, 9))
    written = config(model, **numbers)
    rates = getattr(straight_loops, kind)(written["Train"], base, steps)
    schedule = load_schedule(written, base=base, steps_per_epoch=steps)
    assert schedule.total_updates == len(rates)
    assert [schedule.curve(update) for update in range(len(rates))] == pytest.approx(rates, rel=1e-11, abs=1e-15)


def test_what_was_read_is_said():
    schedule = load_schedule(config(), base=cosine(), steps_per_epoch=10)
    assert (schedule.suite, schedule.entry, schedule.name) == ("paddlex", "image_classification", "Cosine")
    assert schedule.assumed == ()
    recorded = load_schedule(config("PicoDet-L", warmup_steps=100), steps_per_epoch=100)
    assert recorded.peak_lr == 0.02
    assert recorded.assumed == (
        "the base config of PicoDet-L was not found, so its schedule is that of PaddleX 3.7.2; --base FILE gives "
        "another one",
    )


def test_the_base_config_is_found_where_paddlex_keeps_it(tmp_path):
    place = tmp_path / "paddlex" / "repo_apis" / "PaddleClas_api" / "configs"
    place.mkdir(parents=True)
    (place / "ResNet50.yaml").write_text("{Global: {epochs: 3}, Optimizer: {lr: {name: Cosine, learning_rate: 4e-1}}}")
    file = tmp_path / "paddlex" / "configs" / "modules" / "image_classification" / "ResNet50.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "{Global: {model: ResNet50}, Train: {epochs_iters: null, batch_size: 4, learning_rate: null, warmup_steps: 0}}"
    )
    schedule = load_schedule(file, steps_per_epoch=10)
    assert (schedule.total_updates, schedule.peak_lr, schedule.assumed) == (30, 0.4, ())


def test_a_base_config_that_the_file_names(tmp_path):
    (tmp_path / "my.yaml").write_text("{Global: {epochs: 3}, Optimizer: {lr: {name: Cosine, learning_rate: 0.5}}}")
    file = tmp_path / "run.yaml"
    text = "{Global: {model: ResNet50}, Train: {epochs_iters: 4, batch_size: 4, learning_rate: null, warmup_steps: 0"
    file.write_text(text + ", basic_config_path: my.yaml}}")
    assert load_schedule(file, steps_per_epoch=10).peak_lr == 0.5
    file.write_text(text + ", basic_config_path: your.yaml}}")
    with pytest.raises(NoScheduleError, match=r"the base config your.yaml of Train.basic_config_path is not there"):
        load_schedule(file, steps_per_epoch=10)


def test_a_base_config_that_is_the_file_itself(tmp_path):
    file = tmp_path / "run.yaml"
    for model, words in (
        ("MyNet", "is a config of no suite that PaddleX calls"),
        ("ResNet50", "is a config of PaddleX"),
    ):
        file.write_text(f"{{Global: {{model: {model}}}, Train: {{epochs_iters: 4, basic_config_path: run.yaml}}}}")
        with pytest.raises(ConfigError, match=words):
            load_schedule(file, steps_per_epoch=10)


def test_text_that_is_a_number_is_a_number():
    schedule = load_schedule(config(learning_rate="1e-2", epochs_iters="6"), base=cosine(), steps_per_epoch=10)
    assert (schedule.total_updates, schedule.peak_lr) == (60, 0.01)


def test_overrides_change_the_numbers():
    schedule = load_schedule(
        config(), base=cosine(), steps_per_epoch=10, overrides=["Train.learning_rate=0.5", "Train.epochs_iters=3"]
    )
    assert (schedule.total_updates, schedule.peak_lr) == (30, 0.5)


def test_devices_and_batch_size_count_the_updates_of_an_epoch():
    base = cosine()
    base["DataLoader"] = {"Train": {"sampler": {"batch_size": 64}}}
    four = config(batch_size=16)
    four["Global"]["device"] = "gpu:0,1,2,3"
    assert load_schedule(four, base=base, images=6400).steps_per_epoch == 100
    assert load_schedule(four, base=base, images=6400, world_size=1).steps_per_epoch == 400
    base["DataLoader"] = {"Train": {"sampler": {"first_bs": 64, "batch_size": 0}}}
    with pytest.raises(ConfigError):
        load_schedule(four, base=base, images=6400)


def test_errors_name_the_keys_of_the_file():
    with pytest.raises(ConfigError, match=r"images / \(Train.batch_size x GPUs\)"):
        load_schedule(config("PicoDet-L"), base=detection(SPAN))


def test_zero_changes_nothing_in_segmentation_and_rewrites_elsewhere():
    base = segmentation(end_lr=0)
    same = load_schedule(config("PP-LiteSeg-T", epochs_iters=0, learning_rate=0, batch_size=0), base=base)
    assert (same.total_updates, same.peak_lr) == (40, 0.01)
    assert load_schedule(config(learning_rate=0, warmup_steps=0), base=cosine(), steps_per_epoch=5).peak_lr == 0.0


@pytest.mark.parametrize(
    ("written", "base", "key", "words"),
    [
        (
            config(warmup_steps="missing"),
            cosine(),
            "Train.warmup_steps",
            "is missing, and PaddleX needs it; null keeps",
        ),
        (config(batch_size="missing"), cosine(), "Train.batch_size", "is missing"),
        (config("DLinear", epochs_iters="missing"), time_series(), "Train.epochs_iters", "is missing"),
        (config(), cosine(learning_rate=None), "Optimizer.lr", "no learning_rate or max_learning_rate that PaddleX"),
        (config(), {"Global": {"epochs": 3}, "Optimizer": [{"SGD": {}}]}, "Optimizer", "must be a section with keys"),
        (config(warmup_steps=2.5), cosine(), "Train.warmup_steps", "a whole number without a dot"),
        (config(learning_rate="auto"), cosine(), "Train.learning_rate", "must be a finite number, got 'auto'"),
        (config(epochs_iters=[3]), cosine(), "Train.epochs_iters", "must be a whole number"),
        (config(epochs_iters=10**400), cosine(), "Train.epochs_iters", "must be a"),
        (config("PicoDet-L", warmup_steps=2.5), detection(SPAN), "Train.warmup_steps", "a whole number of updates"),
        (
            config("PicoDet-L"),
            {"epoch": 3, "LearningRate": {"schedulers": [DROPS, {"steps": 3}]}},
            "LearningRate.schedulers.1.name",
            "is missing, and PaddleX needs it",
        ),
        (config("PicoDet-L"), {"epoch": 3, "LearningRate": {"schedulers": 3}}, "LearningRate.schedulers", "a list"),
        (config("PicoDet-L"), {"epoch": 3}, "LearningRate", "is missing, and PaddleDetection needs it"),
        (config("PP-LiteSeg-T", epochs_iters=40.0), segmentation(), "Train.epochs_iters", "without a dot, got 40.0"),
        (config("PP-LiteSeg-T", learning_rate=True), segmentation(), "Train.learning_rate", "must be a number"),
        (config("PP-LiteSeg-T", learning_rate="missing"), segmentation(), "Train.learning_rate", "is missing"),
        (config("DLinear"), time_series(learning_rate=None), "Train.batch_size", ""),
        (config("DLinear", learning_rate="fast"), time_series(), "Train.learning_rate", "must be a number, got 'fast'"),
        (config("DLinear"), time_series(gamma=2.0), "model.model_cfg.optimizer_params.gamma", "must be > 0 and < 1"),
        (config("DLinear"), {"epoch": 3, "model": 3}, "model", "must be a section with keys"),
    ],
)
def test_where_paddlex_stops(written, base, key, words):
    if not words:
        assert load_schedule(written, base=base, steps_per_epoch=5).peak_lr == 0.02
        return
    with pytest.raises(ConfigError) as caught:
        load_schedule(written, base=base, steps_per_epoch=5)
    assert caught.value.key == key
    assert words in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (config("PP-DocBee-2B"), "PaddleX only predicts with PP-DocBee-2B, by doc_vlm, and never trains it"),
        ({"Global": {"model": "ResNet50"}, "Predict": {}}, "it has no section Train"),
        (
            config("MaskRCNN-ResNet50-vd-SSLDv2-FPN"),
            "repo_apis/PaddleDetection_api/configs/MaskRCNN-ResNet50-vd-SSLDv2-FPN.yaml is in no folder",
        ),
        (config("ResNet5000"), "has no model ResNet5000; did you mean 'ResNet50"),
        (config("../../etc/passwd"), "has no model"),
    ],
)
def test_what_has_no_schedule_says_why(written, words):
    with pytest.raises(NoScheduleError) as caught:
        load_schedule(written, steps_per_epoch=5)
    assert caught.value.key == "Global.model"
    assert words in caught.value.message


def test_a_model_that_paddlex_does_not_have_is_trained_like_its_base():
    schedule = load_schedule(config("MyNet"), base=detection(SPAN), steps_per_epoch=5)
    assert schedule.entry == "object_detection"
    assert schedule.assumed == (
        "PaddleX 3.7.2 has no model MyNet, so it is trained as object_detection, like its base",
    )
    named = load_schedule(config("MyNet"), base=detection(SPAN), steps_per_epoch=5, entry="layout_analysis")
    assert (named.entry, named.assumed) == ("layout_analysis", ())
    with pytest.raises(ConfigError, match="trains ResNet50 with image_classification, not object_detection"):
        load_schedule(config(), base=cosine(), steps_per_epoch=5, entry="object_detection")
    with pytest.raises(ConfigError, match="is a config of PaddleDetection, and PaddleX rewrites one of PaddleClas"):
        load_schedule(config(), base=detection(SPAN), steps_per_epoch=5)


@pytest.mark.parametrize("model", [3, None, ["ResNet50"], {"name": "x"}, "", "a\0b"])
def test_a_model_of_another_kind_is_an_error_in_one_line(model):
    with pytest.raises(ConfigError) as caught:
        load_schedule(config(model), steps_per_epoch=5)
    assert "\n" not in str(caught.value)


def test_the_cosine_of_a_video_keeps_its_length():
    schedule = load_schedule(config("PP-TSM-R50_8frames_uniform", warmup_steps=3), base=VIDEO, steps_per_epoch=4)
    assert schedule.total_updates == 24
    clock, rates = 0.0, []
    for _ in range(24):
        end = 0.01 * (1 + math.cos(math.pi * 3 / 8))
        curve = 0.01 * (1 + math.cos(math.pi * clock / 8))
        rates.append(0.005 + clock * (end - 0.005) / 3 if clock < 3 else curve)
        clock += 1 / 4
    assert [schedule.curve(update) for update in range(24)] == pytest.approx(rates, rel=1e-12)
    with pytest.raises(ConfigError, match="no learning_rate that PaddleX could replace"):
        load_schedule(config("YOWO"), base=VIDEO, steps_per_epoch=4)


def test_a_rate_replaces_a_nested_schedule_of_paddle3d():
    base = {"epochs": 3, "batch_size": 2, "lr_scheduler": WARMED_3D}
    schedule = load_schedule(config("BEVFusion", epochs_iters=4), base=base, steps_per_epoch=5)
    warmup = [1e-6 + update * (0.001 - 1e-6) / 5 for update in range(5)]
    assert [schedule.curve(update) for update in range(20)] == pytest.approx([*warmup, *[0.02] * 15], rel=1e-12)
    kept = load_schedule(config("BEVFusion", learning_rate=None), base=base, steps_per_epoch=5)
    assert [kept.curve(update) for update in (5, 10, 11, 13, 14, 29)] == pytest.approx(
        [1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5], rel=1e-12
    )


def test_the_highest_rate_of_a_cycle_of_paddle3d_is_replaced():
    base = {"epochs": 3, "batch_size": 2, "lr_scheduler": CYCLE_3D}
    schedule = load_schedule(config("BEVFusion", epochs_iters=4), base=base, steps_per_epoch=10)
    assert (schedule.total_updates, schedule.curve(0)) == (40, pytest.approx(0.002))
    assert schedule.curve(16) == pytest.approx(0.02)
