"""Every row in every suite: the config is the schedule that is advised, and lrkit check has nothing to say."""

import math

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.dialects import DIALECTS
from paddle_lrkit.advise.fit import OPEN_STAND_INS, STAND_INS
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config, check_file
from paddle_lrkit.suites.carried import carry
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.table import detector_of, writer_of
from paddle_lrkit.units import LengthOptions
from tests.advise.cases import CASES, advised, written

REMARKS = {remark for suite in DIALECTS for remark in writer_of(suite).remarks.values()}
EVERY = [(key, suite) for key in CASES for suite in DIALECTS]
EXACT = {
    "lrkit": set(CASES),
    "ppdet": {
        "two-stage-scratch",
        "ocr-finetune",
        "cnn-finetune",
        "two-stage",
        "detr",
        "one-stage",
        "vit-finetune",
        "vit-scratch",
        "ocr",
        "cnn-noisy-labels",
    },
    "ppcls": {
        "cnn-noisy-labels",
        "finetune-small",
        "cnn",
        "cnn-short",
        "vit-finetune",
        "vit-scratch",
        "two-stage",
        "two-stage-scratch",
        "ocr-finetune",
        "cnn-finetune",
        "detr",
        "segmentation",
        "ocr",
    },
    "ppseg": set(CASES) - {"open-length", "pretrain-untuned"},
    "ppocr": {"segmentation"},
    "ppnlp": {"segmentation", "cnn-finetune", "decoder-finetune", "decoder-lora", "decoder-dpo"},
    "ppformers": {"segmentation", "cnn-finetune", "decoder-finetune", "decoder-lora", "decoder-dpo"},
}
"""Suite -> rows that it can say as they are."""
ALLOWED = {
    "lrkit": set(),
    "ppdet": {
        "warmup-in-iterations",
        "cosine-longer-than-run",
        "milestone-after-end",
        "never-decays",
        "per-update-table",
    },
    "ppcls": {"shifted-by-warmup", "short-run-step-decay"},
    "ppseg": {"shifted-by-warmup"},
    "ppocr": {
        "zero-first-rate",
        "shifted-by-warmup",
        "warmup-not-subtracted",
        "warmup-in-iterations",
        "short-run-step-decay",
    },
    "ppnlp": {"zero-first-rate", "no-warmup-finetune"},
    "ppformers": {"zero-first-rate", "no-warmup-finetune"},
}
"""Suite -> remarks (info) that its dialect leaves no way around."""
FLOORED = {"floor-guide"}
"""What is remarked on PP-YOLOE's end at 7% of the peak."""


@pytest.mark.parametrize(("key", "suite"), EVERY)
def test_a_config_reads_back_to_the_curve_and_is_clean(tmp_path, key, suite):
    advice = advised(key, suite)
    file = tmp_path / "advised.yml"
    file.write_text(written(key, suite), encoding="utf-8")
    schedule, steps = advice.fitted.schedule, advice.case.steps
    read = load_schedule(str(file), steps_per_epoch=steps)
    assert read.suite == suite
    assert read.total_updates == schedule.total_updates
    for update in updates(schedule):
        assert read.curve(update) == pytest.approx(schedule.curve(update), rel=1e-12, abs=1e-15)
    assert check_file(str(file), CheckOptions(length=LengthOptions(steps, world_size=CASES[key].gpus))) == []
    assert check_file(str(file)) == []


@pytest.mark.parametrize(("key", "suite"), EVERY)
def test_only_remarks_are_silenced_and_they_are_named(key, suite):
    advice = advised(key, suite)
    options = CheckOptions(suite=suite, length=LengthOptions(advice.case.steps, world_size=CASES[key].gpus))
    findings = check_config(advice.fitted.data, options)
    assert [finding for finding in findings if finding.severity != "info"] == []
    text = written(key, suite)
    assert all(finding.rule in text and finding.code in text for finding in findings)
    allowed = FLOORED if key == "one-stage" else set()
    assert {finding.rule for finding in findings} <= ALLOWED[suite] | allowed


def updates(schedule):
    total = schedule.total_updates
    spread = range(0, total, max(total // 997, 1))
    return sorted(
        {*spread, total - 1, *(knot + step for knot in schedule.curve.knots(total) for step in (-1, 0) if knot)}
    )


@pytest.mark.parametrize(("key", "suite"), EVERY)
def test_what_a_suite_cannot_say_is_said(key, suite):
    advice = advised(key, suite)
    said = advice.fitted.deviations
    assert all(" has no key for " in text.en or text in REMARKS for text in said) == (key in EXACT[suite])
    for text in said:
        assert detector_of(suite).title in text.en
        assert text.en.count("\n") == 0
        assert text.zh.endswith("。")
    row = advice.row
    others = STAND_INS[row.decay.name] if advice.case.fixed else OPEN_STAND_INS
    allowed = {row.decay.name, *others}
    assert advice.schedule in {NAMES[name] for name in allowed}


@pytest.mark.parametrize(("key", "suite"), EVERY)
def test_the_optimizer_is_whole_or_its_gaps_are_said(key, suite):
    """What is read back from the suite's section, and what the deviations name, is all that our own section has."""
    ours, theirs = (values(advised(key, each).fitted.data, each) for each in ("lrkit", suite))
    said = " ".join(text.en for text in advised(key, suite).fitted.deviations)
    for name, value in ours.items() if "has no key for the optimizer" not in said else ():
        if name in theirs:
            assert theirs[name] == value, name
        else:
            assert not value or WORDS.get(name, name) in said, name


WORDS = {
    "clip_norm": "gradient norm",
    "weight_decay": "weight decay",
    "l2": "weight decay",
    "layer_decay": "layer decay",
    "ema_decay": "EMA",
}


def values(section, suite):
    return carry(section, writer_of(suite).places, writer_of("lrkit").places, writer_of(suite).keys).values


@pytest.mark.parametrize(
    ("key", "suite", "path", "value"),
    [
        ("vit-finetune", "ppcls", ("Optimizer", "name"), "AdamWDL"),
        ("vit-finetune", "ppcls", ("Optimizer", "layerwise_decay"), 0.65),
        ("vit-scratch", "ppcls", ("Optimizer", "one_dim_param_no_weight_decay"), True),
        ("cnn", "ppcls", ("Optimizer", "regularizer"), {"name": "L2", "coeff": 0.0001}),
        ("one-stage", "ppdet", ("use_ema",), True),
        ("one-stage", "ppdet", ("ema_decay",), 0.9998),
        ("detr", "ppdet", ("OptimizerBuilder", "clip_grad_by_norm"), 0.1),
        ("segformer", "ppseg", ("optimizer",), {"type": "AdamW", "weight_decay": 0.01}),
        ("finetune", "ppnlp", ("max_grad_norm",), 1.0),
        ("finetune", "ppformers", ("weight_decay",), 0.01),
        ("finetune", "ppformers", ("stage",), "SFT"),
        ("decoder-dpo", "ppformers", ("stage",), "DPO"),
        ("decoder-lora", "ppformers", ("fine_tuning",), "lora"),
        ("decoder-lora", "ppnlp", ("lora",), True),
        ("pretrain", "ppformers", ("stage",), "PT"),
    ],
)
def test_what_the_recipes_have_beside_the_schedule(key, suite, path, value):
    section = advised(key, suite).fitted.data
    for step in path:
        section = section[step]
    assert section == value


def test_our_trainer_is_named_for_what_it_trains_alone():
    assert advised("decoder-finetune").fitted.data["Global"]["task"] == "text_classification"
    assert "task" not in advised("decoder-lora").fitted.data["Global"]


def test_what_a_program_takes_elsewhere_is_said():
    assert any("--use_ema" in text.en for text in advised("one-stage", "ppseg").fitted.deviations)
    assert any("get_num_layers()" in text.zh for text in advised("vit-finetune", "ppcls").fitted.deviations)
    said = " ".join(text.en for text in advised("vit-finetune", "ppocr").fitted.deviations)
    assert "a layer decay of 0.65: left out. The peak rate is known with it only" in said
    said = " ".join(text.en for text in advised("cnn", "ppnlp").fitted.deviations)
    assert "the optimizer Momentum, weight decay 1e-4: left out. The peak rate is for that optimizer only." in said


def test_a_stand_in_has_the_same_peak_and_a_stated_end():
    advice = advised("pretrain", "ppdet")
    assert advice.schedule == "CosineAnnealingDecay"
    assert advice.fitted.schedule.peak_lr == advice.peak.rate
    assert "PaddleDetection has no name for a linear decay" in advice.fitted.deviations[0].en
    assert "lrkit exec" in advice.fitted.deviations[0].zh


@pytest.mark.parametrize("suite", [suite for suite in DIALECTS if suite != "lrkit"])
def test_an_open_length_stays_open(suite):
    """Schedule, reason and section agree: a suite without warmup-stable-decay keeps the rate up to the last update."""
    advice = advised("open-length", suite)
    assert advice.schedule == "ConstantLR"
    assert advice.min_lr == advice.peak.rate == advised("open-length", "lrkit").peak.rate
    because = {reason.topic: reason.statement.text.en for reason in advice.reasons}
    assert "this is its constant part, for as long as the run is open" in because["schedule"]
    assert because["min_lr"].startswith("The constant part of ")


def test_a_reason_says_what_the_suite_has_instead():
    """A reason of the guide does not contradict the number above it."""
    case = Case("classification", "ResNet50", epochs=15, samples=64_000, batch_size=64, pretrained=False)
    advice = advise(case, "ppcls")
    because = next(reason.statement.text.en for reason in advice.reasons if reason.topic == "warmup")
    assert advice.warmup == "1ep"
    assert because == (
        "PaddleClas decays after whole epochs of warmup only: 1ep here. The guide: At most 5% of a short run."
    )


def test_paddle_ocr_stops_above_zero_and_says_where():
    advice = advised("cnn", "ppocr")
    assert "stops at 1.1% of the peak" in advice.fitted.deviations[0].en
    assert advice.min_lr == pytest.approx(0.1 / 90)


def test_a_decay_that_would_stop_high_gives_way_to_one_that_does_not():
    advice = advised("finetune", "ppocr")
    assert advice.schedule == "CosineAnnealingDecay"
    assert advice.min_lr < 0.05 * advice.peak.rate


def test_updates_become_whole_epochs():
    advice = advised("segmentation", "ppcls")
    assert advice.fitted.schedule.total_updates == 215 * 372
    advice = advise(Case("segmentation", updates=371, steps_per_epoch=100, batch_size=8), "ppdet")
    assert "371 updates become 400" in advice.fitted.deviations[0].en


@pytest.mark.parametrize("suite", ["ppdet", "ppcls", "ppocr"])
def test_a_suite_that_counts_epochs_needs_to_know_them(suite):
    with pytest.raises(UsageError, match=f"--suite {suite} counts epochs"):
        advise(Case("segmentation", updates=1000), suite)


@pytest.mark.parametrize("suite", ["ppseg", "ppnlp"])
def test_a_suite_that_writes_updates_needs_the_epoch(suite):
    with pytest.raises(UsageError, match=f"--suite {suite} counts updates here"):
        advise(Case("classification", epochs=100), suite)


@pytest.mark.parametrize("suite", ["lrkit", "ppdet", "ppcls", "ppocr"])
@pytest.mark.parametrize("steps", [1000, 77])
def test_without_the_epoch_the_config_holds_for_every_epoch(suite, steps):
    advice = advise(Case("classification", epochs=100), suite)
    assert advice.warmup_updates is None
    read = load_schedule(advice.fitted.data, suite=suite, steps_per_epoch=steps)
    assert read.total_updates == 100 * steps
    assert read.warmup_updates == steps
    assert read.curve(steps) == pytest.approx(0.1)
    assert math.isclose(read.curve(100 * steps), advice.min_lr, abs_tol=1e-7)


@pytest.mark.parametrize("key", ["pretrain", "pretrain-untuned", "pretrain-encoder", "open-length"])
def test_the_program_that_pretrains_ends_where_the_answer_says(key):
    """``run_pretrain`` ends at 1e-5 where ``min_learning_rate`` is missing, and is one update ahead of the Trainer."""
    advice = advised(key, "ppnlp")
    read = load_schedule(advice.fitted.data, suite="ppnlp", variant="run_pretrain", steps_per_epoch=advice.case.steps)
    last = read.total_updates - 1
    for update in (0, 1, last // 2, last, last + 1):
        assert read.curve(update) == advice.fitted.schedule.curve(update)
    falls = advice.schedule != "ConstantLR"
    assert advice.min_lr == read.curve(last) == (0 if falls else read.peak_lr)
    assert (advice.fitted.data.get("min_learning_rate") == 0) == falls
    assert any("one update ahead" in text.en for text in advice.fitted.deviations) == falls


def test_only_a_pretraining_has_the_end_of_its_program():
    assert "min_learning_rate" not in advised("finetune", "ppnlp").fitted.data
    assert advised("pretrain", "ppformers").fitted.data["stage"] == "PT"
