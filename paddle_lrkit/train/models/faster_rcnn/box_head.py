"""The box head: what a proposal is, and where exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import paddle
import paddle.nn.functional as F
from paddle import ParamAttr, nn
from paddle.nn.initializer import Normal, XavierUniform

from paddle_lrkit.errors import check_integer, check_number
from paddle_lrkit.train.models.faster_rcnn.box_coder import BoxCoder
from paddle_lrkit.train.models.faster_rcnn.boxes import joined, rows
from paddle_lrkit.train.models.faster_rcnn.losses import class_loss, nothing, offset_loss
from paddle_lrkit.train.models.faster_rcnn.matcher import Matcher
from paddle_lrkit.train.models.faster_rcnn.roi_extractor import RoIAlign
from paddle_lrkit.train.models.faster_rcnn.sampler import Sampler

CODER = BoxCoder((10.0, 10.0, 5.0, 5.0))


@dataclass(frozen=True)
class BBoxAssigner:
    """Which proposals the head is trained on. The objects themselves are proposals too.

    Args:
        batch_size_per_im: Proposals that are drawn.
        bg_thresh: Overlap with an object below which a proposal is background.
        fg_thresh: Overlap from which it is the object.
        fg_fraction: Largest part of objects among the drawn ones.
        use_random: Draw at random.
    """

    batch_size_per_im: int = 512
    bg_thresh: float = 0.5
    fg_thresh: float = 0.5
    fg_fraction: float = 0.25
    use_random: bool = True

    def __post_init__(self) -> None:
        check_integer("batch_size_per_im", self.batch_size_per_im, at_least=1)
        check_number("fg_fraction", self.fg_fraction, at_least=0, at_most=1)
        check_number("fg_thresh", self.fg_thresh, above=0, at_most=1)
        check_number("bg_thresh", self.bg_thresh, at_least=0, at_most=self.fg_thresh)

    @paddle.no_grad()
    def __call__(self, proposals: Any, objects: Any, labels: Any, background: int) -> tuple[Any, Any, Any]:
        """Draws proposals of one image.

        Args:
            proposals: Shape ``[n, 4]``.
            objects: Boxes of the image, shape ``[m, 4]``.
            labels: Their classes, shape ``[m]``.
            background: Class number of the background.

        Returns:
            Drawn boxes ``[d, 4]``, objects first; their classes ``[d]``; offsets of the objects' boxes ``[p, 4]``.
        """
        boxes = joined([proposals, objects])
        matched, verdict = Matcher(self.fg_thresh, self.bg_thresh)(boxes, objects)
        positive, negative = Sampler(self.batch_size_per_im, self.fg_fraction, self.use_random)(verdict)
        drawn = rows(boxes, joined([positive, negative]))
        classes = paddle.full([negative.shape[0]], background, "int64")
        if positive.shape[0] == 0:
            return drawn, classes, paddle.zeros([0, 4])
        chosen = paddle.gather(matched, positive)
        offsets = CODER.encode(paddle.gather(objects, chosen), paddle.gather(boxes, positive))
        return drawn, joined([paddle.gather(labels, chosen), classes]), offsets


@dataclass(frozen=True)
class TwoFCHead:
    """Two linear layers.

    Args:
        out_channel: Their width.
    """

    out_channel: int = 1024

    def __post_init__(self) -> None:
        check_integer("out_channel", self.out_channel, at_least=1)


@dataclass(frozen=True)
class BBoxHead:
    """The box head.

    Args:
        head: Its hidden layers.
        roi_extractor: How it reads a box from the pyramid.
        bbox_assigner: What it is trained on.
    """

    head: TwoFCHead = field(default_factory=TwoFCHead)
    roi_extractor: RoIAlign = field(default_factory=RoIAlign)
    bbox_assigner: BBoxAssigner = field(default_factory=BBoxAssigner)


class BoxHead(nn.Layer):
    """Classifies boxes and corrects them for each class.

    Args:
        channels: Channels of a pyramid level.
        num_classes: Classes, background not counted; the background is the last one.
        options: Sizes and targets.
    """

    def __init__(self, channels: int, num_classes: int, options: BBoxHead) -> None:
        super().__init__()
        self.options = options
        self.num_classes = num_classes
        inputs, width = channels * options.roi_extractor.resolution**2, options.head.out_channel
        self.fc6 = nn.Linear(inputs, width, weight_attr=_xavier(inputs))
        self.fc7 = nn.Linear(width, width, weight_attr=_xavier(width))
        self.scores = nn.Linear(width, num_classes + 1, weight_attr=ParamAttr(initializer=Normal(std=0.01)))
        self.offsets = nn.Linear(width, 4 * num_classes, weight_attr=ParamAttr(initializer=Normal(std=0.001)))

    def forward(self, levels: Sequence[Any], boxes: Sequence[Any]) -> tuple[Any, Any]:
        """Scores ``[total, classes + 1]`` and offsets ``[total, classes, 4]`` of the boxes of all images."""
        hidden = self.options.roi_extractor(levels, boxes).flatten(1)
        hidden = F.relu(self.fc7(F.relu(self.fc6(hidden))))
        scores, offsets = self.scores(hidden).astype("float32"), self.offsets(hidden).astype("float32")
        return scores, offsets.reshape([-1, self.num_classes, 4])

    def losses(
        self, levels: Sequence[Any], proposals: Sequence[Any], objects: Sequence[Any], labels: Sequence[Any]
    ) -> dict[str, Any]:
        """The two terms of this head's loss, for the boxes and classes of each image."""
        assign = self.options.bbox_assigner
        drawn = [assign(*image, self.num_classes) for image in zip(proposals, objects, labels, strict=True)]
        classes = joined([one[1] for one in drawn])
        if classes.shape[0] == 0:
            scores, offsets = self(levels, proposals)
            return {"loss_bbox_cls": nothing(scores), "loss_bbox_reg": nothing(offsets)}
        scores, offsets = self(levels, [one[0] for one in drawn])
        found = paddle.nonzero(classes < self.num_classes).flatten()
        own = found * self.num_classes + rows(classes, found)
        wanted = joined([one[2] for one in drawn])
        return {
            "loss_bbox_cls": class_loss(scores, classes),
            "loss_bbox_reg": offset_loss(offsets.reshape([-1, 4]), own, wanted, classes.shape[0]),
        }


def _xavier(inputs: int) -> ParamAttr:
    """Uniform within ``sqrt(3 / inputs)``: variance ``1 / inputs``."""
    return ParamAttr(initializer=XavierUniform(fan_in=inputs, fan_out=inputs))
