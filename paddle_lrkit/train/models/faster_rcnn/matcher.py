"""Matches boxes with objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import paddle

from paddle_lrkit.train.models.faster_rcnn.boxes import pairwise_iou

POSITIVE, NEGATIVE, IGNORED = 1, 0, -1


@dataclass(frozen=True)
class Matcher:
    """Matches boxes with objects by intersection over union.

    A box is positive at or above ``positive_overlap``, negative below ``negative_overlap``, and otherwise ignored.

    Args:
        positive_overlap: IoU from 0 to 1.
        negative_overlap: IoU, at most ``positive_overlap``.
        allow_low_quality: Whether the boxes with the largest IoU of each object are always positive.
    """

    positive_overlap: float
    negative_overlap: float
    allow_low_quality: bool = False

    def __call__(self, boxes: Any, objects: Any) -> tuple[Any, Any]:
        """Matches boxes ``[n, 4]`` with the objects ``[m, 4]`` of an image; ``m`` may be 0.

        Returns:
            Index of the object with the largest IoU, int64 ``[n]``; and `POSITIVE`, `NEGATIVE` or `IGNORED`, int64
            ``[n]``.
        """
        count = boxes.shape[0]
        if objects.shape[0] == 0:
            return paddle.zeros([count], "int64"), paddle.full([count], NEGATIVE, "int64")
        shared = pairwise_iou(boxes, objects)
        best, matched = shared.max(axis=1), shared.argmax(axis=1)
        kinds = paddle.full([count], IGNORED, "int64")
        kinds = paddle.where(best < self.negative_overlap, paddle.full_like(kinds, NEGATIVE), kinds)
        positive = best >= self.positive_overlap
        if self.allow_low_quality:
            highest = shared.max(axis=0, keepdim=True)
            is_best = paddle.logical_and(shared == highest, highest > 0)
            positive = paddle.logical_or(positive, is_best.any(axis=1))
        return matched, paddle.where(positive, paddle.full_like(kinds, POSITIVE), kinds)
