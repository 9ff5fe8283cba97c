"""Reasons, and what is not known."""

import re

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.dialects import DIALECTS
from tests.advise.cases import CASES, advised


def peak(case):
    return next(reason.statement for reason in advise(case).reasons if reason.topic == "peak_lr")


@pytest.mark.parametrize("key", CASES)
def test_each_part_has_one_reason_and_notes_come_after(key):
    topics = [reason.topic for reason in advised(key).reasons]
    assert topics[:4] == ["schedule", "warmup", "min_lr", "peak_lr"]
    assert set(topics[4:]) <= {"note"}


@pytest.mark.parametrize("key", CASES)
def test_no_brace_is_left_unfilled(key):
    advice = advised(key)
    texts = [reason.statement.text for reason in advice.reasons] + [verdict.evidence.text for verdict in advice.guide]
    assert not [text for text in texts if "{" in text.en.replace("{1, 2", "") or "{" in text.zh]


def test_the_factor_of_the_batch_is_said():
    because = peak(Case("classification", "ResNet50", epochs=90, batch_size=128, gpus=8))
    assert "This batch of 1,024: times 4." in because.text.en
    assert "全局批大小 1,024：乘以 4。" in because.text.zh
    because = peak(Case("text-finetune", "ernie", epochs=3, batch_size=256))
    assert "This batch of 256: times the root of 4." in because.text.en


def test_without_a_batch_the_recipes_is_said():
    because = peak(Case("classification", "ResNet50", epochs=90))
    assert "It is for a global batch of 256; --batch-size scales it." in because.text.en


def test_the_grid_of_fine_tuning_is_said():
    assert "Try 1e-5, 2e-5, 3e-5, 5e-5 on the validation set." in peak(CASES["finetune"]).text.en


def test_the_users_rate_is_compared_with_the_recipe():
    because = peak(Case("classification", "ResNet50", epochs=90, batch_size=512, lr=0.3))
    assert because.text.en == "Yours; the recipe (ResNet, 0.1 for 256 images on 4 GPUs) gives 0.2 here."
    because = peak(Case("classification", "EfficientNet", epochs=90, lr=0.3))
    assert (because.text.en, because.sources, because.grade) == ("Yours; no recipe is known for this case.", (), "C")


def test_a_capped_batch_is_the_cap():
    assert (
        "This batch of 8,192: times 32."
        in peak(Case("classification", "ResNet50", epochs=90, batch_size=1024, gpus=16)).text.en
    )


def notes(case):
    return " ".join(reason.statement.text.en for reason in advise(case).reasons if reason.topic == "note")


def test_a_run_shorter_than_any_that_was_compared_is_said():
    few = "hundreds of updates at least, this one {}: not enough is known"
    assert few.format(100) in notes(Case("classification", updates=100))
    assert few.format(199) in notes(Case("text-finetune", "ernie", updates=199, batch_size=16))
    assert "not enough is known" not in notes(Case("classification", updates=200))


def test_the_root_of_a_far_batch_is_said_to_be_carried_over():
    words = "the root of k is carried over"
    assert words in notes(Case("text-finetune", "ernie", epochs=3, samples=10**6, batch_size=8193))
    assert words not in notes(Case("text-finetune", "ernie", epochs=3, samples=10**6, batch_size=8192))
    assert words not in notes(Case("text-finetune", "ernie", epochs=3, samples=10**6, batch_size=8193, lr=1e-4))
    assert words not in notes(Case("classification", "ResNet50", epochs=90, samples=10**6, batch_size=8193))


@pytest.mark.parametrize("suite", DIALECTS)
@pytest.mark.parametrize("key", CASES)
def test_a_reason_does_not_contradict_the_number_above_it(key, suite):
    """No warmup is longer than the limit in its reason, unless the suite's own units are said first."""
    advice = advised(key, suite)
    because = next(reason.statement.text.en for reason in advice.reasons if reason.topic == "warmup")
    shares = [float(share) for share in re.findall(r"([0-9.]+)%", because)]
    if shares and "The guide: " not in because:
        assert 100 * advice.warmup_updates / advice.case.total <= max(shares) + 0.5
