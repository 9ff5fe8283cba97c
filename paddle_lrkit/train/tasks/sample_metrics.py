"""Metrics of a classifier on each sample, and their means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SampleMetrics = dict[str, float]
"""Name -> metric of one sample."""


def sample_metrics(scores: np.ndarray, labels: np.ndarray) -> list[SampleMetrics]:
    """``accuracy``, ``top5_accuracy`` (with more than 5 classes) and ``loss``, the negative log-likelihood.

    Args:
        scores: Logits, shape ``[N, classes]``.
        labels: Class numbers, shape ``[N]``.

    Example:
        >>> sample_metrics(np.array([[0.0, 1.0]]), np.array([0]))
        [{'accuracy': 0.0, 'loss': 1.3132616875182228}]
    """
    scores = scores.astype(np.float64)
    own = scores[np.arange(len(labels)), labels]
    best_first = np.argsort(-scores, axis=1, kind="stable")
    hits = best_first == labels[:, None]
    peak = scores.max(axis=1)
    log_sum = peak + np.log(np.exp(scores - peak[:, None]).sum(axis=1))
    columns = {"accuracy": hits[:, 0].astype(np.float64), "loss": log_sum - own}
    if scores.shape[1] > 5:
        columns["top5_accuracy"] = hits[:, :5].any(axis=1).astype(np.float64)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def mean_metrics(samples: Sequence[SampleMetrics]) -> dict[str, float]:
    """The mean of each metric over the samples; empty without samples."""
    names = list(samples[0]) if samples else []
    return {name: float(np.mean([sample[name] for sample in samples])) for name in names}
