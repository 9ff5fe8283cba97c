"""Detections from the scores and offsets of the box head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import paddle
import paddle.nn.functional as F
from paddle.vision.ops import nms

from paddle_lrkit.errors import check_integer, check_number
from paddle_lrkit.train.models.faster_rcnn.box_head import CODER
from paddle_lrkit.train.models.faster_rcnn.boxes import clip


class BoxPredictions(NamedTuple):
    """The detections on one image, the best first.

    Args:
        boxes: Left, top, right, bottom in pixels, float32, shape ``[d, 4]``.
        scores: Probabilities, float32, shape ``[d]``.
        labels: Classes, int64, shape ``[d]``.
    """

    boxes: Any
    scores: Any
    labels: Any

    @classmethod
    def empty(cls) -> BoxPredictions:
        """No detections."""
        return cls(paddle.zeros([0, 4]), paddle.zeros([0]), paddle.zeros([0], "int64"))


@dataclass(frozen=True)
class BBoxPostProcess:
    """Non-maximum suppression in each class, then the best detections of all classes.

    Args:
        keep_top_k: Largest number of detections on an image.
        score_threshold: Smallest probability of a detection.
        nms_threshold: IoU above which the box with the lower score is dropped.

    Raises:
        ConfigError: A number is out of range.
    """

    keep_top_k: int = 100
    score_threshold: float = 0.05
    nms_threshold: float = 0.5

    def __post_init__(self) -> None:
        check_integer("keep_top_k", self.keep_top_k, at_least=1)
        check_number("score_threshold", self.score_threshold, at_least=0, at_most=1)
        check_number("nms_threshold", self.nms_threshold, above=0, at_most=1)

    @paddle.no_grad()
    def __call__(self, scores: Any, offsets: Any, proposals: Any, size: Any) -> BoxPredictions:
        """Detections on one image.

        Args:
            scores: Logits, shape ``[n, classes + 1]``.
            offsets: Shape ``[n, classes, 4]``.
            proposals: Shape ``[n, 4]``.
            size: Height and width of the image before padding, shape ``[2]``.
        """
        scores = F.softmax(scores, axis=-1)[:, :-1]
        boxes = clip(CODER.decode(offsets, proposals[:, None, :]), size)
        whole = paddle.logical_and(boxes[:, :, 2] > boxes[:, :, 0], boxes[:, :, 3] > boxes[:, :, 1])
        candidates = paddle.nonzero(paddle.logical_and(scores > self.score_threshold, whole))
        if candidates.shape[0] == 0:
            return BoxPredictions.empty()
        labels = candidates[:, 1]
        return self._suppressed(paddle.gather_nd(boxes, candidates), paddle.gather_nd(scores, candidates), labels)

    def _suppressed(self, boxes: Any, scores: Any, labels: Any) -> BoxPredictions:
        kept = []
        for label in sorted(set(labels.tolist())):
            own = paddle.nonzero(labels == label).flatten()
            if own.shape[0] > 1:
                own_boxes, own_scores = paddle.gather(boxes, own), paddle.gather(scores, own)
                own = paddle.gather(own, nms(own_boxes, self.nms_threshold, own_scores))
            kept.append(own)
        indices = paddle.concat(kept)
        order = paddle.argsort(paddle.gather(scores, indices), descending=True)[: self.keep_top_k]
        indices = paddle.gather(indices, order)
        return BoxPredictions(*(paddle.gather(values, indices) for values in (boxes, scores, labels)))
