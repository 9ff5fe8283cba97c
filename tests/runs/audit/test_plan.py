"""The plan of a logged run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paddle_lrkit.errors import ConfigError, UnknownEpochError
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.plan import PlanOptions, plan_of
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.detect import NoSuiteError
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.units import LengthOptions

DIGITS = PrintedDigits("decimals", 6)
OCR = LogFormat(
    "ppocr-2.5+",
    "ppocr",
    "",
    "run",
    1,
    1,
    "median",
    DIGITS,
    counter_restarts=True,
    window_key="Global.log_smooth_window",
)
CLS = LogFormat(
    "ppcls-2.4+",
    "ppcls",
    "",
    "epoch",
    1,
    0,
    "after",
    DIGITS,
    counts_batches=True,
    accumulation_key="Global.update_freq",
)
OWN = LogFormat("csv", "", "", "run", 0, 0, "unknown", DIGITS)
OCR_CONFIG = """\
Global: {epoch_num: 5, log_smooth_window: 10}
Optimizer: {name: Adam, lr: {name: Cosine, learning_rate: 0.001, warmup_epoch: 1}}
Architecture: {model_type: rec, algorithm: CRNN}
Train: {loader: {batch_size_per_card: 8}}
"""
CLS_CONFIG = """\
Global: {epochs: 4, update_freq: 2}
Arch: {name: ResNet50}
Optimizer: {name: Momentum, lr: {name: Cosine, learning_rate: 0.1}}
DataLoader: {Train: {sampler: {batch_size: 8}}}
"""


def log_of(form, source="-", **changes):
    return TrainingLog(str(source), form, LogRows(), DIGITS, **changes)


@pytest.fixture
def ocr(tmp_path):
    file = tmp_path / "ocr.yml"
    file.write_text(OCR_CONFIG)
    return str(file)


def test_a_named_config_with_the_epoch_of_the_command_line(ocr):
    plan = plan_of(log_of(OCR), PlanOptions(config=ocr, length=LengthOptions(200), total=900))
    assert (plan.schedule.total_updates, plan.schedule.peak_lr, plan.source) == (1000, 0.001, ocr)
    assert plan.options == AuditOptions(steps_per_epoch=200, total=900, accumulate=None, window=10)
    assert plan.notes == []


def test_the_epoch_that_the_log_prints(ocr):
    assert plan_of(log_of(OCR, steps_per_epoch=300), PlanOptions(config=ocr)).schedule.total_updates == 1500
    counted = log_of(OCR)
    for epoch, step in ((1, 50), (1, 60), (2, 61), (2, 110)):
        counted.rows.add(0.1, epoch=epoch, step=step)
    assert plan_of(counted, PlanOptions(config=ocr)).options.steps_per_epoch == 60


def test_a_log_that_counts_batches_has_fewer_updates(tmp_path):
    (tmp_path / "cls.yml").write_text(CLS_CONFIG)
    plan = plan_of(log_of(CLS, steps_per_epoch=41), PlanOptions(config=str(tmp_path / "cls.yml")))
    assert plan.options == AuditOptions(steps_per_epoch=20, accumulate=2)
    assert plan.schedule.total_updates == 80


def test_images_go_before_what_the_log_prints(ocr):
    options = PlanOptions(config=ocr, length=LengthOptions(images=800))
    assert plan_of(log_of(OCR, steps_per_epoch=300), options).schedule.total_updates == 500


def test_the_length_of_the_run_tells_that_of_an_epoch(ocr):
    plan = plan_of(log_of(OCR, total=2500), PlanOptions(config=ocr))
    assert (plan.schedule.total_updates, plan.options.steps_per_epoch) == (2500, 500)
    assert plan_of(log_of(OCR), PlanOptions(config=ocr, total=1500)).options.steps_per_epoch == 300


@pytest.mark.parametrize("total", [None, 2501])
def test_without_the_length_of_an_epoch_the_sentence_says_what_to_give(ocr, total):
    with pytest.raises(UnknownEpochError, match=r"ocr\.yml.*--steps-per-epoch.*the log does not print it either"):
        plan_of(log_of(OCR, total=total), PlanOptions(config=ocr))


def test_a_config_of_another_suite_is_said(ocr):
    (note,) = plan_of(log_of(CLS), PlanOptions(config=ocr, length=LengthOptions(200))).notes
    assert note.kind == "config-of-another-suite"
    assert note.text == f"{ocr} is a config of PaddleOCR, and PaddleClas wrote the log"


def test_the_suite_that_paddlex_calls_is_no_other_one(tmp_path):
    file = tmp_path / "paddlex.yaml"
    train = "{epochs_iters: 5, batch_size: 8, learning_rate: 0.001}"
    file.write_text(f"{{Global: {{model: PP-OCRv4_mobile_rec}}, Train: {train}}}")
    plan = plan_of(log_of(OCR), PlanOptions(config=str(file), length=LengthOptions(100)))
    assert (plan.schedule.suite, plan.schedule.total_updates, plan.notes) == ("paddlex", 500, [])


def test_another_length_than_the_log_prints_is_said(ocr):
    plan = plan_of(log_of(OCR, steps_per_epoch=300), PlanOptions(config=ocr, length=LengthOptions(200)))
    assert [(note.kind, note.text) for note in plan.notes] == [
        ("other-epoch-length", "the log prints epochs of 300 updates, and --steps-per-epoch says 200")
    ]


def test_the_config_that_the_log_contains(tmp_path):
    plan = plan_of(log_of(OCR, tmp_path / "train.log", config=OCR_CONFIG, steps_per_epoch=100), PlanOptions())
    assert (plan.schedule.total_updates, plan.source) == (500, "the config in the log")


def test_the_config_beside_the_log(tmp_path):
    (tmp_path / "config.yml").write_text(OCR_CONFIG)
    for source in (tmp_path / "train.log", tmp_path):
        plan = plan_of(log_of(OCR, source, steps_per_epoch=100), PlanOptions())
        assert (plan.schedule.total_updates, plan.source) == (500, str(tmp_path / "config.yml"))


@pytest.mark.parametrize(
    ("dumped", "beside", "reason"),
    [
        ("Global: {epoch_num: five}", None, "the config in the log is not used as the plan: "),
        ("{", None, "the config in the log is not used as the plan: "),
        (None, CLS_CONFIG, "it is a config of ppcls, and the log is of ppocr"),
        (None, "a: 1", "config.yml is not used as the plan: "),
    ],
)
def test_a_config_that_was_only_found_is_left_out_with_a_note(tmp_path, dumped, beside, reason):
    if beside is not None:
        (tmp_path / "config.yml").write_text(beside)
    plan = plan_of(log_of(OCR, tmp_path / "train.log", config=dumped, steps_per_epoch=100), PlanOptions())
    assert (plan.schedule, plan.options.steps_per_epoch) == (None, 100)
    (note,) = plan.notes
    assert note.kind == "config-not-used"
    assert reason in note.text


def test_a_named_config_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yml: cannot be read"):
        plan_of(log_of(OCR, config=OCR_CONFIG), PlanOptions(config=str(tmp_path / "none.yml")))


def test_a_log_of_ones_own_takes_any_config(ocr):
    plan = plan_of(log_of(OWN), PlanOptions(ocr, length=LengthOptions(10)))
    assert plan.schedule.total_updates == 50
    assert plan_of(log_of(OWN), PlanOptions()).schedule is None


def test_the_log_tells_the_suite_where_the_keys_of_the_config_do_not(tmp_path):
    file = tmp_path / "bare.yml"
    file.write_text(
        "iters: 1000\nmodel: {type: BiSeNetV2}\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01}\n"
    )
    with pytest.raises(NoSuiteError):
        plan_of(log_of(OWN), PlanOptions(str(file)))
    seg = replace(OWN, name="ppseg-2.1-2.9", suite="ppseg")
    assert plan_of(log_of(seg), PlanOptions(str(file))).schedule.suite == "ppseg"


SPEECH = LogFormat("ppspeech", "ppspeech", "", "run", 0, 0, "applied", DIGITS, accumulation_key="accum_grad")
SPEECH_CONFIG = """\
n_epoch: 3
accum_grad: 8
optim_conf: {lr: 0.002}
scheduler: warmuplr
scheduler_conf: {warmup_steps: 7, lr_decay: 1.0}
encoder_conf: {output_size: 16}
"""


@pytest.mark.parametrize("given", [None, 40, 43])
def test_a_suite_that_counts_batches_gets_them_from_the_updates_of_the_log(tmp_path, given):
    config = tmp_path / "conf.yaml"
    config.write_text(SPEECH_CONFIG)
    options = PlanOptions(config=str(config), length=LengthOptions(given))
    plan = plan_of(log_of(SPEECH, total=15), options)
    assert (plan.schedule.total_updates, plan.schedule.steps_per_epoch) == (15, 5)
    assert plan.notes == []
