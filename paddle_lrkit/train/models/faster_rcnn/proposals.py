"""Proposals from the outputs of the region proposal network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import paddle
from paddle.vision.ops import generate_proposals

from paddle_lrkit.errors import check_integer, check_number


@dataclass(frozen=True)
class ProposalGenerator:
    """On each level: decodes and clips the boxes, drops tiny ones, and suppresses overlapping ones.

    Args:
        min_size: Smallest side in pixels of the resized image. Paddle's operator uses at least 1.
        nms_thresh: IoU above which the box with the lower score is dropped.
        pre_nms_top_n: Boxes of a level before suppression.
        post_nms_top_n: Largest number of proposals of an image, and of a level unless ``topk_after_collect``.
        topk_after_collect: Whether a level keeps all boxes that the suppression leaves.

    Raises:
        ConfigError: A number is out of range.
    """

    min_size: float = 0.0
    nms_thresh: float = 0.7
    pre_nms_top_n: int = 2000
    post_nms_top_n: int = 1000
    topk_after_collect: bool = False

    def __post_init__(self) -> None:
        check_number("min_size", self.min_size, at_least=0)
        check_number("nms_thresh", self.nms_thresh, above=0, at_most=1)
        check_integer("pre_nms_top_n", self.pre_nms_top_n, at_least=1)
        check_integer("post_nms_top_n", self.post_nms_top_n, at_least=1)

    @paddle.no_grad()
    def __call__(self, scores: Sequence[Any], offsets: Sequence[Any], anchors: Sequence[Any], sizes: Any) -> list[Any]:
        """Proposals of each image, float32 ``[count, 4]``, without gradient.

        Args:
            scores: Logits of each level, shape ``[n, per_cell, height, width]``.
            offsets: Offsets of each level, shape ``[n, 4 * per_cell, height, width]``.
            anchors: Anchors of each level, shape ``[height, width, per_cell, 4]``.
            sizes: Heights and widths of the images before padding, shape ``[n, 2]``.
        """
        levels = [self._level(*level, sizes) for level in zip(scores, offsets, anchors, strict=True)]
        images = sizes.shape[0]
        boxes = [paddle.concat([level[image][0] for level in levels]) for image in range(images)]
        values = [paddle.concat([level[image][1] for level in levels]) for image in range(images)]
        return [_best(box, value, self.post_nms_top_n) for box, value in zip(boxes, values, strict=True)]

    def _level(self, scores: Any, offsets: Any, anchors: Any, sizes: Any) -> list[tuple[Any, Any]]:
        rois, values, counts = generate_proposals(
            paddle.nn.functional.sigmoid(scores),
            offsets,
            sizes,
            anchors,
            paddle.ones_like(anchors),
            pre_nms_top_n=self.pre_nms_top_n,
            post_nms_top_n=self.pre_nms_top_n if self.topk_after_collect else self.post_nms_top_n,
            nms_thresh=self.nms_thresh,
            min_size=self.min_size,
            eta=1.0,
            pixel_offset=False,
            return_rois_num=True,
        )
        values = values.flatten()
        if sizes.shape[0] == 1:
            return [(rois, values)]
        ends = counts.numpy().cumsum().tolist()
        return [(rois[start:end], values[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


@dataclass(frozen=True)
class TrainProposal(ProposalGenerator):
    """`ProposalGenerator` with the defaults for training."""

    topk_after_collect: bool = True


@dataclass(frozen=True)
class TestProposal(ProposalGenerator):
    """`ProposalGenerator` with the defaults for evaluation."""

    __test__ = False
    pre_nms_top_n: int = 1000


def _best(boxes: Any, values: Any, limit: int) -> Any:
    if not paddle.in_dynamic_mode():  # whose number of boxes is not known yet
        return paddle.gather(boxes, paddle.argsort(values, descending=True)[:limit])
    return boxes if values.shape[0] <= limit else paddle.gather(boxes, values.topk(limit)[1])
