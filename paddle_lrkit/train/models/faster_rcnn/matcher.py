"""Which object a box is to find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import paddle

from paddle_lrkit.train.models.faster_rcnn.boxes import overlaps

POSITIVE, NEGATIVE, IGNORED = 1, 0, -1


@dataclass(frozen=True)
class Matcher:
    """Compares boxes with objects by intersection over union.

    A box is positive from ``positive_overlap`` on, negative below ``negative_overlap``, and ignored between them.

    Args:
        positive_overlap: From 0 to 1.
        negative_overlap: At most ``positive_overlap``.
        allow_low_quality: Also makes the best boxes of every object positive, however small their overlap.
    """

    positive_overlap: float
    negative_overlap: float
    allow_low_quality: bool = False

    def __call__(self, boxes: Any, objects: Any) -> tuple[Any, Any]:
        """Matches boxes ``[n, 4]`` with the objects ``[m, 4]`` of an image; ``m`` may be 0.

        Returns:
            The object with the largest overlap, int64 ``[n]``, and 1 (positive), 0 (negative) or -1, int64 ``[n]``.
        """
        count = boxes.shape[0]
        if objects.shape[0] == 0:
            return paddle.zeros([count], "int64"), paddle.full([count], NEGATIVE, "int64")
        shared = overlaps(boxes, objects)
        best, matched = shared.max(axis=1), shared.argmax(axis=1)
        verdict = paddle.full([count], IGNORED, "int64")
        verdict = paddle.where(best < self.negative_overlap, paddle.full_like(verdict, NEGATIVE), verdict)
        positive = best >= self.positive_overlap
        if self.allow_low_quality:
            highest = shared.max(axis=0, keepdim=True)
            is_best = paddle.logical_and(shared == highest, highest > 0)
            positive = paddle.logical_or(positive, is_best.any(axis=1))
        return matched, paddle.where(positive, paddle.full_like(verdict, POSITIVE), verdict)
