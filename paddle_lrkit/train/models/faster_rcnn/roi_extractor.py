"""RoIAlign: features of a fixed size for boxes of any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import paddle
from paddle.vision.ops import roi_align

from paddle_lrkit.errors import check_integer
from paddle_lrkit.train.models.faster_rcnn.anchors import STRIDES
from paddle_lrkit.train.models.faster_rcnn.boxes import areas

_FIRST, _LAST = 2, 5


@dataclass(frozen=True)
class RoIAlign:
    """Averages bilinear samples in the cells of a grid over each box.

    The features of a box come from level ``canonical_level + floor(log2(sqrt(area) / canonical_size))``, limited to
    P2 to P5.

    Args:
        resolution: Cells of the grid per side.
        sampling_ratio: Samples in a cell per side; 0 means ``ceil(side / resolution)``.
        aligned: Whether pixel centres have half-integer coordinates.
        canonical_level: Level of a box with side ``canonical_size``.
        canonical_size: Side in pixels.

    Raises:
        ConfigError: A number is out of range.

    Reference: K. He et al., Mask R-CNN, 2017, section 3; T.-Y. Lin et al., FPN, 2017, equation 1.
    """

    resolution: int = 7
    sampling_ratio: int = 0
    aligned: bool = True
    canonical_level: int = 4
    canonical_size: int = 224

    def __post_init__(self) -> None:
        check_integer("resolution", self.resolution, at_least=1)
        check_integer("sampling_ratio", self.sampling_ratio, at_least=0)
        check_integer("canonical_level", self.canonical_level, at_least=_FIRST, at_most=_LAST)
        check_integer("canonical_size", self.canonical_size, at_least=1)

    def __call__(self, levels: Sequence[Any], boxes: Sequence[Any]) -> Any:
        """Features of the boxes of all images, one image after the other.

        Each level has an empty box before its own, so that a static graph needs no branch for a level without boxes.

        Args:
            levels: Feature maps P2 to P5, shape ``[n, channels, h, w]``.
            boxes: Boxes of each image, float32, shape ``[count, 4]``; at least one image must have a box.

        Returns:
            Shape ``[total, channels, resolution, resolution]``.
        """
        none = paddle.zeros([1], "int64")
        counts = paddle.concat([paddle.shape(one)[:1] for one in boxes])
        owner = paddle.repeat_interleave(paddle.arange(len(boxes)), counts)
        everything, images = paddle.concat([paddle.zeros([1, 4]), *boxes]), paddle.concat([none, owner])
        index = self.level_index(everything[1:])
        features, order = [], []
        for level in range(len(levels)):
            chosen = paddle.concat([none, paddle.nonzero(index == level).flatten() + 1])
            own = paddle.bincount(paddle.gather(images, chosen), minlength=len(boxes)).astype("int32")
            features.append(self._aligned(levels[level], paddle.gather(everything, chosen), own, STRIDES[level]))
            order.append(chosen)
        return paddle.gather(paddle.concat(features), paddle.argsort(paddle.concat(order)))[len(levels) :]

    def level_index(self, boxes: Any) -> Any:
        """Level of each box ``[n, 4]``, 0 for P2; int64 ``[n]``.

        Replaces Paddle's ``distribute_fpn_proposals``, whose counts are wrong when several images have one box in
        total (Paddle 3.3.1).
        """
        sides = paddle.sqrt(paddle.clip(areas(boxes), min=0))
        level = paddle.floor(self.canonical_level + paddle.log2(sides / self.canonical_size + 1e-8))
        return paddle.clip(level, _FIRST, _LAST).astype("int64") - _FIRST

    def _aligned(self, features: Any, boxes: Any, counts: Any, stride: int) -> Any:
        return roi_align(
            features.astype("float32"),
            boxes,
            counts,
            self.resolution,
            spatial_scale=1.0 / stride,
            sampling_ratio=self.sampling_ratio or -1,
            aligned=self.aligned,
        )
