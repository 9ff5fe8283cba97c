"""The cross-entropy loss."""

from __future__ import annotations

from typing import Any

import paddle.nn.functional as F

from paddle_lrkit.errors import check_number


class CrossEntropy:
    """Mean cross-entropy of logits against class numbers ``[N]`` or probabilities ``[N, classes]``.

    The target is ``(1 - label_smoothing) * target + label_smoothing / classes``.

    Args:
        label_smoothing: At least 0 and below 1.

    Raises:
        ConfigError: ``label_smoothing`` is out of range.
    """

    def __init__(self, label_smoothing: float = 0.0) -> None:
        self.label_smoothing = check_number("label_smoothing", label_smoothing, at_least=0, below=1)

    def __call__(self, scores: Any, labels: Any) -> Any:
        scores = scores.astype("float32")
        if labels.ndim == 1 and not self.label_smoothing:
            return F.cross_entropy(scores, labels)
        classes = scores.shape[-1]
        target = F.one_hot(labels, classes) if labels.ndim == 1 else labels
        target = target * (1 - self.label_smoothing) + self.label_smoothing / classes
        return -(target * F.log_softmax(scores, axis=-1)).sum(axis=-1).mean()
