"""The terms of the loss."""

from __future__ import annotations

from typing import Any

import paddle
import paddle.nn.functional as F


def objectness_loss(logits: Any, drawn: Any, targets: Any, count: int) -> Any:
    """Binary cross-entropy of the sampled anchors, ``sum / count``.

    Args:
        logits: Logits of all anchors, shape ``[n]``.
        drawn: Indices of the sampled anchors, shape ``[d]``.
        targets: 1 for an object, 0 for background; float32, shape ``[d]``.
        count: Requested number of samples in the whole batch.
    """
    if drawn.shape[0] == 0:
        return zero_loss(logits)
    own = paddle.gather(logits, drawn)
    return F.binary_cross_entropy_with_logits(own, targets, reduction="sum") / count


def offset_loss(offsets: Any, drawn: Any, targets: Any, count: int) -> Any:
    """L1 loss, ``sum(|offsets[drawn] - targets|) / count``.

    Args:
        offsets: Offsets of all boxes, shape ``[n, 4]``.
        drawn: Indices of the boxes that have an object, shape ``[d]``.
        targets: Shape ``[d, 4]``.
        count: Divisor.
    """
    if drawn.shape[0] == 0:
        return zero_loss(offsets)
    return paddle.abs(paddle.gather(offsets, drawn) - targets).sum() / count


def class_loss(scores: Any, labels: Any) -> Any:
    """Mean softmax cross-entropy of logits ``[n, classes + 1]``; the last class is the background."""
    return F.cross_entropy(scores, labels)


def zero_loss(values: Any) -> Any:
    """0 with zero gradients, so that the optimizer updates the same weights as always."""
    return values.flatten()[:1].sum() * 0.0
