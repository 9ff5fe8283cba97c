"""The cross-entropy loss against its definition."""

from __future__ import annotations

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.tasks.cross_entropy import CrossEntropy
from tests.train.tasks.reference import negative_log_likelihood

SIZES = st.tuples(st.integers(1, 20), st.integers(2, 9), st.integers(0, 10_000))


@given(SIZES, st.sampled_from([0.0, 0.1, 0.4]), st.booleans())
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
    assert float(loss.item()) == pytest.approx(negative_log_likelihood(scores, smoothed), rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("smoothing", [-0.1, 1.0, float("nan"), "0.1"])
def test_smoothing_outside_its_range_is_refused(smoothing):
    with pytest.raises(ConfigError, match="label_smoothing"):
        CrossEntropy(label_smoothing=smoothing)
