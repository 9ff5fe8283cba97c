"""Conditions of rows."""

import pytest

from paddle_lrkit.advise.case import Case, resolve_case
from paddle_lrkit.advise.condition import ANY, Condition

CASE = resolve_case(
    Case("classification", "ResNet50", epochs=30, samples=5000, batch_size=128, gpus=8, pretrained=False)
)


@pytest.mark.parametrize(
    "when",
    [
        ANY,
        Condition(tasks=("classification", "ocr"), families=("cnn",), optimizers=("sgd",), pretrained=False),
        Condition(epochs=(30, 31), samples_below=5001, batch_from=1024, fixed=True),
    ],
)
def test_a_case_that_meets_all(when):
    assert when.misses(CASE) == []


@pytest.mark.parametrize(
    ("when", "english"),
    [
        (Condition(tasks=("ocr", "detection")), "is about ocr or detection"),
        (Condition(families=("vit",)), "is about vit models"),
        (Condition(optimizers=("adam",)), "needs an optimizer of the kind adam"),
        (Condition(pretrained=True), "starts from pretrained weights"),
        (Condition(epochs=(0, 30)), "needs fewer than 30 epochs"),
        (Condition(epochs=(80, float("inf"))), "needs 80 epochs or more"),
        (Condition(samples_below=5000), "needs fewer than 5,000 examples"),
        (Condition(batch_from=1025), "needs a global batch of 1,025 or more"),
        (Condition(fixed=False), "is for a length that is open"),
        (Condition(tuned=False), "is for a peak rate that is not tuned"),
        (Condition(tuned=True), "needs a tuned peak rate"),
    ],
)
def test_what_is_missed_is_said(when, english):
    (miss,) = when.misses(CASE)
    assert miss.en == english
    assert miss.zh != english


def test_what_is_not_known_is_not_met():
    unknown = resolve_case(Case("classification", updates=1000))
    for when in (Condition(epochs=(0, 1e9)), Condition(samples_below=10**9), Condition(batch_from=1)):
        assert len(when.misses(unknown)) == 1
