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
        found = paddle.nonzero(paddle.logical_and(scores > self.score_threshold, whole))
        return self._suppressed(boxes, scores, found, size)

    def _suppressed(self, boxes: Any, scores: Any, found: Any, size: Any) -> BoxPredictions:
        """The best of the candidates ``found``, int64 ``[k, 2]``: numbers of their proposals and classes.

        A last candidate with a score of -1 and a class of its own is added and removed again, so that a static graph
        needs no branch for no candidates. Suppression treats each class as a place of its own.
        """
        candidates = paddle.concat([found, paddle.zeros([1, 2], "int64")])
        labels = paddle.concat([found[:, 1], paddle.full([1], scores.shape[1], "int64")])
        values = paddle.concat([paddle.gather_nd(scores, candidates)[:-1], paddle.full([1], -1.0)])
        boxes = paddle.gather_nd(boxes, candidates)
        places = labels.astype("float64") * (size.max() + 1).astype("float64")
        kept = nms(boxes.astype("float64") + places.unsqueeze(1), self.nms_threshold, values)
        return BoxPredictions(*(paddle.gather(each, kept)[:-1][: self.keep_top_k] for each in (boxes, values, labels)))
