"""Conditions of rows."""

import pytest

from paddle_lrkit.advise.case import Case, settle
from paddle_lrkit.advise.when import ANY, When

CASE = settle(Case("classification", "ResNet50", epochs=30, samples=5000, batch_size=128, gpus=8))


@pytest.mark.parametrize(
    "when",
    [
        ANY,
        When(tasks=("classification", "ocr"), families=("cnn",), optimizers=("sgd",), pretrained=False),
        When(epochs=(30, 31), samples_below=5001, batch_from=1024, fixed=True),
    ],
)
def test_a_case_that_meets_all(when):
    assert when.misses(CASE) == []


@pytest.mark.parametrize(
    ("when", "english"),
    [
        (When(tasks=("ocr", "detection")), "is about ocr or detection"),
        (When(families=("vit",)), "is about vit models"),
        (When(optimizers=("adam",)), "needs an optimizer of the kind adam"),
        (When(pretrained=True), "starts from pretrained weights"),
        (When(epochs=(0, 30)), "needs fewer than 30 epochs"),
        (When(epochs=(80, float("inf"))), "needs 80 epochs or more"),
        (When(samples_below=5000), "needs fewer than 5,000 examples"),
        (When(batch_from=1025), "needs a global batch of 1,025 or more"),
        (When(fixed=False), "is for a length that is open"),
        (When(tuned=False), "is for a peak rate that is not tuned"),
        (When(tuned=True), "needs a tuned peak rate"),
    ],
)
def test_what_is_missed_is_said(when, english):
    (miss,) = when.misses(CASE)
    assert miss.en == english
    assert miss.zh != english


def test_what_is_not_known_is_not_met():
    unknown = settle(Case("classification", updates=1000))
    for when in (When(epochs=(0, 1e9)), When(samples_below=10**9), When(batch_from=1)):
        assert len(when.misses(unknown)) == 1
