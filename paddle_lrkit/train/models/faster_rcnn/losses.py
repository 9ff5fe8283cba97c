"""The four terms of the loss."""

from __future__ import annotations

from typing import Any

import paddle
import paddle.nn.functional as F


def objectness_loss(logits: Any, drawn: Any, targets: Any, count: int) -> Any:
    """Binary cross-entropy of the drawn anchors, ``sum / count``.

    Args:
        logits: Of all anchors, shape ``[n]``.
        drawn: Indices of the drawn ones, shape ``[d]``.
        targets: 1 for an object, 0 for none; float32 ``[d]``.
        count: Anchors that were to be drawn in the whole batch.
    """
    if drawn.shape[0] == 0:
        return nothing(logits)
    own = paddle.gather(logits, drawn)
    return F.binary_cross_entropy_with_logits(own, targets, reduction="sum") / count


def offset_loss(offsets: Any, drawn: Any, targets: Any, count: int) -> Any:
    """L1 distance of the drawn offsets from their targets, ``sum(|offsets[drawn] - targets|) / count``.

    Args:
        offsets: All, shape ``[n, 4]``.
        drawn: Indices of those that have an object, shape ``[d]``.
        targets: Shape ``[d, 4]``.
        count: What the sum is divided by.
    """
    if drawn.shape[0] == 0:
        return nothing(offsets)
    return paddle.abs(paddle.gather(offsets, drawn) - targets).sum() / count


def class_loss(scores: Any, labels: Any) -> Any:
    """Mean softmax cross-entropy of scores ``[n, classes + 1]``; the last class is the background."""
    return F.cross_entropy(scores, labels)


def nothing(values: Any) -> Any:
    """0 for some outputs, with a gradient of zeros, so that the optimizer treats all weights as at any other update."""
    return values.flatten()[:1].sum() * 0.0
