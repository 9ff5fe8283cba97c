"""Metrics and loss of the classification task against plain NumPy and SciPy-free formulas."""

from __future__ import annotations

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.session import open_session
from paddle_lrkit.train.tasks.classification import CrossEntropy, classification_metrics
from tests.train.tiny import CONFIG, write_config

sizes = st.tuples(st.integers(1, 20), st.integers(2, 9), st.integers(0, 10_000))


def reference_nll(scores: np.ndarray, target: np.ndarray) -> float:
    """Row by row, in float64, from the definition."""
    total = 0.0
    for row, wanted in zip(scores.astype(np.float64), target, strict=True):
        probabilities = np.exp(row - row.max()) / np.exp(row - row.max()).sum()
        total -= float((wanted * np.log(probabilities)).sum())
    return total / len(scores)


@given(sizes)
def test_metrics(size):
    samples, classes, seed = size
    rng = np.random.default_rng(seed)
    scores, labels = rng.normal(size=(samples, classes)) * 3, rng.integers(classes, size=samples)
    metrics = classification_metrics(scores, labels)
    order = [sorted(range(classes), key=lambda c: -row[c]) for row in scores]
    assert metrics["accuracy"] == sum(best[0] == label for best, label in zip(order, labels, strict=True)) / samples
    assert metrics["loss"] == pytest.approx(reference_nll(scores, np.eye(classes)[labels]))
    assert ("top5_accuracy" in metrics) == (classes > 5)
    if classes > 5:
        expected = sum(label in best[:5] for best, label in zip(order, labels, strict=True)) / samples
        assert metrics["top5_accuracy"] == expected


def test_equal_scores_are_no_perfect_classifier():
    assert classification_metrics(np.zeros((10, 10)), np.arange(10))["accuracy"] == 0.1


def test_nan_scores_are_no_perfect_classifier():
    assert classification_metrics(np.full((10, 10), np.nan), np.arange(10))["accuracy"] <= 0.1


@given(sizes, st.sampled_from([0.0, 0.1, 0.4]), st.booleans())
def test_cross_entropy(size, smoothing, soft):
    samples, classes, seed = size
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(samples, classes)).astype("float32")
    labels = rng.integers(classes, size=samples)
    hard = np.eye(classes)[labels]
    target = rng.dirichlet(np.ones(classes), size=samples) if soft else hard
    given_labels = paddle.to_tensor(target.astype("float32") if soft else labels)
    loss = CrossEntropy(label_smoothing=smoothing)(paddle.to_tensor(scores), given_labels)
    smoothed = (1 - smoothing) * target + smoothing / classes
    assert float(loss.item()) == pytest.approx(reference_nll(scores, smoothed), rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("smoothing", [-0.1, 1.0, float("nan"), "0.1"])
def test_smoothing_outside_its_range_is_refused(smoothing):
    with pytest.raises(ConfigError, match="label_smoothing"):
        CrossEntropy(label_smoothing=smoothing)


def test_a_mistake_in_the_transforms_of_the_evaluation_is_said_before_anything_is_trained(tmp_path):
    config = write_config(tmp_path, CONFIG)
    overrides = ["Eval.transforms=[{CenterCrop: {size: 0}}]", f"Global.output_dir={tmp_path / 'run'}"]
    with pytest.raises(ConfigError, match=r"CenterCrop\.size: must be >= 1, got 0"):
        open_session(config, overrides, device="cpu")
