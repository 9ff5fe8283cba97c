"""What is said about the starting guide."""

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.data import verdicts
from paddle_lrkit.advise.guide import GRADES, STATUSES
from tests.advise.cases import CASES

BATCHED = Case("classification", "ResNet50", epochs=120, samples=1_281_167, batch_size=256, gpus=4)
SHOWN_IN = {
    "classification-step": (CASES["cnn"], "refined"),
    "detection-multistep": (CASES["detr"], "refined"),
    "text-cosine": (CASES["finetune"], "unsupported"),
    "under-50": (CASES["cnn-short"], "contradicted"),
    "over-100": (BATCHED, "refined"),
    "small-devices": (CASES["ocr"], "refined"),
    "large-warmup": (BATCHED, "holds"),
    "step-size": (CASES["cnn"], "holds"),
    "exponential-gamma": (CASES["cnn"], "refined"),
    "t-max-floor": (CASES["vit-scratch"], "refined"),
    "warmup-share": (CASES["finetune"], "refined"),
    "faster-rcnn-example": (CASES["two-stage"], "broken"),
    "warmup-cosine-example": (CASES["ocr"], "broken"),
    "future": (BATCHED, "refined"),
}
"""Verdict -> a case in which it is shown, and how the rule stands."""


def shown(case):
    return {verdict.key: verdict for verdict in advise(case).guide}


def test_every_verdict_is_in_the_table():
    assert set(SHOWN_IN) == {verdict.key for verdict in verdicts()}


@pytest.mark.parametrize("key", SHOWN_IN)
def test_a_verdict_is_shown_where_it_matters(key):
    case, stand = SHOWN_IN[key]
    assert shown(case)[key].status == stand


@pytest.mark.parametrize("verdict", verdicts(), ids=lambda verdict: verdict.key)
def test_a_verdict_is_whole(verdict):
    assert verdict.status in STATUSES
    assert verdict.evidence.grade in GRADES
    assert verdict.evidence.sources
    for text in (verdict.claim, verdict.evidence.text):
        assert text.en.endswith(".")
        assert text.zh.endswith("。")


def test_what_concerns_others_is_not_shown():
    assert "text-cosine" not in shown(CASES["cnn"])
    assert "faster-rcnn-example" not in shown(CASES["one-stage"])
    assert "large-warmup" not in shown(CASES["cnn"])


def test_exponential_decay_is_computed_for_the_run():
    text = shown(CASES["cnn"])["exponential-gamma"].evidence.text
    assert f"0.9 ends at {0.9**90:.2g}" in text.en
    assert f"{0.98**90:.2g}" in text.zh


def test_a_share_close_to_1_is_not_rounded_to_it():
    text = shown(Case("classification", epochs=3, samples=1000, batch_size=10))["exponential-gamma"].evidence.text
    assert "0.9 ends at 0.73, 0.98 at 0.94, 0.999 at 0.997 of the peak" in text.en


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_78_per_cent_are_of_the_low_budget_quarter(language):
    row = advise(CASES["cnn-short"]).row.decay_reason.text.of(language)
    verdict = shown(CASES["cnn-short"])["under-50"].evidence.text.of(language)
    for words in {"en": ("low-budget quarter of 82 settings",), "zh": ("82 组设置", "低预算部分")}[language]:
        assert words in row
        assert words in verdict


def test_no_gain_is_printed_that_nobody_measured():
    everything = [text for each in verdicts() for text in (each.claim, each.evidence.text)]
    assert not [text for text in everything if "2.5" in text.en or "1.2 to" in text.en or "2.5" in text.zh]
