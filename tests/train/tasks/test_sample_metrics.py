"""Metrics of classifiers against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.train.tasks.sample_metrics import mean_metrics, sample_metrics
from tests.train.tasks.reference import negative_log_likelihood

SIZES = st.tuples(st.integers(1, 20), st.integers(2, 9), st.integers(0, 10_000))


@given(SIZES)
def test_metrics(size):
    samples, classes, seed = size
    rng = np.random.default_rng(seed)
    scores, labels = rng.normal(size=(samples, classes)) * 3, rng.integers(classes, size=samples)
    metrics = mean_metrics(sample_metrics(scores, labels))
    order = [sorted(range(classes), key=lambda c: -row[c]) for row in scores]
    assert metrics["accuracy"] == sum(best[0] == label for best, label in zip(order, labels, strict=True)) / samples
    assert metrics["loss"] == pytest.approx(negative_log_likelihood(scores, np.eye(classes)[labels]))
    assert ("top5_accuracy" in metrics) == (classes > 5)
    if classes > 5:
        expected = sum(label in best[:5] for best, label in zip(order, labels, strict=True)) / samples
        assert metrics["top5_accuracy"] == expected


def test_equal_scores_are_not_a_perfect_classifier():
    assert mean_metrics(sample_metrics(np.zeros((10, 10)), np.arange(10)))["accuracy"] == 0.1


def test_nan_scores_are_not_a_perfect_classifier():
    assert mean_metrics(sample_metrics(np.full((10, 10), np.nan), np.arange(10)))["accuracy"] <= 0.1
