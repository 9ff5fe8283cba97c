"""From scores and offsets to detections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import paddle
import paddle.nn.functional as F
from paddle.vision.ops import nms

from paddle_lrkit.errors import check_integer, check_number
from paddle_lrkit.train.models.faster_rcnn.box_head import CODER
from paddle_lrkit.train.models.faster_rcnn.boxes import clip


@dataclass(frozen=True)
class BBoxPostProcess:
    """Suppresses overlapping detections of one class and keeps the best of all classes.

    Args:
        keep_top_k: Most detections of an image.
        score_threshold: Least probability of a detection.
        nms_threshold: Overlap from which the lower score is dropped.
    """

    keep_top_k: int = 100
    score_threshold: float = 0.05
    nms_threshold: float = 0.5

    def __post_init__(self) -> None:
        check_integer("keep_top_k", self.keep_top_k, at_least=1)
        check_number("score_threshold", self.score_threshold, at_least=0, at_most=1)
        check_number("nms_threshold", self.nms_threshold, above=0, at_most=1)

    @paddle.no_grad()
    def __call__(self, scores: Any, offsets: Any, proposals: Any, size: Any) -> tuple[Any, Any, Any]:
        """Detections of one image, the best first.

        Args:
            scores: Logits, ``[n, classes + 1]``.
            offsets: ``[n, classes, 4]``.
            proposals: ``[n, 4]``.
            size: Height and width of the image before padding, ``[2]``.

        Returns:
            Boxes ``[d, 4]``, probabilities ``[d]`` and classes, int64 ``[d]``.
        """
        chances = F.softmax(scores, axis=-1)[:, :-1]
        boxes = clip(CODER.decode(offsets, proposals[:, None, :]), size)
        whole = paddle.logical_and(boxes[:, :, 2] > boxes[:, :, 0], boxes[:, :, 3] > boxes[:, :, 1])
        candidates = paddle.nonzero(paddle.logical_and(chances > self.score_threshold, whole))
        if candidates.shape[0] == 0:
            return paddle.zeros([0, 4]), paddle.zeros([0]), paddle.zeros([0], "int64")
        labels = candidates[:, 1]
        return self._suppressed(paddle.gather_nd(boxes, candidates), paddle.gather_nd(chances, candidates), labels)

    def _suppressed(self, boxes: Any, chances: Any, labels: Any) -> tuple[Any, Any, Any]:
        kept = []
        for label in sorted(set(labels.tolist())):
            own = paddle.nonzero(labels == label).flatten()
            if own.shape[0] > 1:
                own_boxes, own_chances = paddle.gather(boxes, own), paddle.gather(chances, own)
                own = paddle.gather(own, nms(own_boxes, self.nms_threshold, own_chances))
            kept.append(own)
        indices = paddle.concat(kept)
        order = paddle.argsort(paddle.gather(chances, indices), descending=True)[: self.keep_top_k]
        indices = paddle.gather(indices, order)
        return paddle.gather(boxes, indices), paddle.gather(chances, indices), paddle.gather(labels, indices)
