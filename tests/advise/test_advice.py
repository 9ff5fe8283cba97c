"""Any valid case: an advice that holds together, or a sentence about what is not known."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.case import KINDS
from paddle_lrkit.advise.dialects import DIALECTS
from paddle_lrkit.advise.models import MODELS, TASKS
from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.suites.load import load_schedule
from tests.advise.cases import CASES

MAYBE = st.one_of(st.none(), st.booleans())


@st.composite
def cases(draw):
    epochs = draw(st.one_of(st.none(), st.integers(1, 400)))
    batch_size = draw(st.one_of(st.none(), st.integers(1, 2048)))
    lr = draw(st.one_of(st.none(), st.floats(1e-7, 10)))
    return {
        "task": draw(st.sampled_from(list(TASKS))),
        "model": draw(st.one_of(st.none(), st.sampled_from([model.name for model in MODELS.values()]))),
        "optimizer": draw(st.one_of(st.none(), st.sampled_from(list(KINDS)))),
        "epochs": epochs,
        "updates": draw(st.integers(1, 20_000)) if epochs is None else None,
        "samples": draw(st.one_of(st.none(), st.integers(1, 4000))) if batch_size else None,
        "batch_size": batch_size,
        "gpus": draw(st.integers(1, 16)) if batch_size else 1,
        "pretrained": draw(MAYBE),
        "fixed": draw(st.booleans()),
        "lr": lr,
        "tuned": draw(MAYBE if lr else st.sampled_from([None, False])),
    }


@settings(max_examples=100)
@given(arguments=cases(), suite=st.sampled_from(list(DIALECTS)))
def test_an_advice_holds_together_or_says_what_is_not_known(arguments, suite):
    try:
        advice = advise(Case(**arguments), suite)
    except LrkitError as error:
        sentence, code = str(error), error.exit_code
    else:
        sentence, code = None, 2
    assert code == 2
    if sentence is not None:
        assert "\n" not in sentence
        return
    if advice.fitted is None:
        assert advice.not_known
        assert advice.min_lr is None
        return
    schedule = advice.fitted.schedule
    total, curve = schedule.total_updates, schedule.curve
    knots = {update for knot in curve.knots(total) for update in (knot - 1, knot, knot + 1) if 0 <= update <= total}
    asked = sorted({0, total - 1, total, *range(0, total, max(total // 50, 1)), *knots})
    rates = [curve(update) for update in asked]
    assert all(math.isfinite(rate) and rate >= 0 for rate in rates)
    assert max(rates) == pytest.approx(advice.peak.rate, rel=1e-12)
    assert rates[-1] == advice.min_lr
    read = load_schedule(advice.fitted.data, suite=suite, steps_per_epoch=schedule.steps_per_epoch)
    assert read.total_updates == total
    assert all(
        math.isclose(read.curve(update), rate, rel_tol=1e-12, abs_tol=1e-12 * advice.peak.rate)
        for update, rate in zip(asked, rates, strict=True)
        if update < total
    )
    assert advice.warmup_updates is None or advice.warmup_updates <= 0.31 * total
    assert {reason.topic for reason in advice.reasons} >= {"schedule", "warmup", "min_lr", "peak_lr"}
    assert all(reason.statement.grade in "ABC" for reason in advice.reasons)


@pytest.mark.parametrize(
    ("case", "nearest"),
    [
        (Case("classification", "ResNet50", epochs=90, optimizer="AdamW"), "CNN from scratch"),
        (Case("detection", "picodet", epochs=36, optimizer="AdamW"), "one-stage detector"),
        (Case("text-finetune", "ernie", epochs=3, optimizer="SGD"), "ERNIE or BERT fine-tune"),
        (Case("text-pretrain", "124M", updates=1000, pretrained=True), "transformer pre-training"),
    ],
)
def test_what_no_row_covers_is_not_guessed(case, nearest):
    advice = advise(case)
    assert (advice.row, advice.schedule, advice.fitted, advice.min_lr) == (None, None, None, None)
    sentence = advice.not_known[0]
    assert sentence.en.startswith("Not enough is known about this case")
    assert f"The nearest is {nearest}" in sentence.en
    assert "lrkit find" in sentence.en
    assert "lrkit compare" in sentence.zh


def test_a_schedule_without_a_rate():
    advice = advise(Case("classification", "EfficientNet", epochs=100))
    assert (advice.schedule, advice.warmup, advice.fitted) == ("LinearDecay", "1ep", None)
    assert "run lrkit find" in advice.not_known[0].en
    assert advise(Case("classification", "EfficientNet", epochs=100, lr=0.2)).fitted.schedule.peak_lr == 0.2


def test_a_run_that_is_too_short():
    advice = advise(Case("classification", "ResNet50", updates=19))
    assert advice.schedule is None
    assert "19 updates is too short" in advice.not_known[0].en
    assert advise(Case("classification", "ResNet50", updates=20)).schedule == "LinearDecay"


def test_the_rate_decides_the_schedule_of_a_pretraining():
    small = Case("text-pretrain", "124M", updates=50_000, lr=1e-4)
    assert advise(small).row.key == "pretrain-untuned"
    said = " ".join(reason.statement.text.en for reason in advise(small).reasons)
    assert "worse than a constant rate" in said
    assert "less than a third of the recipe's 6e-4" in said
    tuned = Case("text-pretrain", "124M", updates=50_000, lr=1e-4, tuned=True)
    assert advise(tuned).row.key == "pretrain"
    assert "order of the schedules" not in " ".join(reason.statement.text.en for reason in advise(tuned).reasons)


def test_an_untuned_rate_brings_the_optimizers_that_depend_less_on_it():
    said = [reason.statement for reason in advise(CASES["cnn"]).reasons if "Prodigy" in reason.statement.text.en]
    assert len(said) == 1
    assert said[0].sources == ("schedulefree", "prodigy")


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case("classification", "ResNet50", epochs=90, batch_size=128, gpus=8), "rate times k (SGD"),
        (Case("text-finetune", "ernie", epochs=3, batch_size=256), "square root of k (Adam)"),
        (Case("classification", "ResNet50", epochs=90, batch_size=1024, gpus=16), "Beyond a global batch of 8,192"),
        (Case("classification", "ResNet50", epochs=90, batch_size=1024, gpus=16), "LARS and LAMB are not needed"),
        (CASES["finetune"].__class__("text-finetune", epochs=3, samples=500, batch_size=16), "about 20 epochs"),
        (Case("classification", "ResNet50", epochs=90, fixed=False), "for other tasks it is carried over"),
    ],
)
def test_notes_are_added_where_they_apply(case, words):
    assert any(words in reason.statement.text.en for reason in advise(case).reasons)


def test_a_rate_that_is_borrowed_has_a_lower_grade():
    named, unnamed = (
        next(reason.statement for reason in advise(case).reasons if reason.topic == "peak_lr")
        for case in (Case("classification", "ResNet50", epochs=90), Case("classification", epochs=90))
    )
    assert (named.grade, unnamed.grade) == ("A", "C")
    assert "none was named" in unnamed.text.en


def test_an_unknown_suite():
    with pytest.raises(ConfigError, match="suite"):
        advise(CASES["cnn"], "ppclas")
