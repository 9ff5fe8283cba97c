"""The box head: classes and exact boxes of the proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import paddle
import paddle.nn.functional as F
from paddle import ParamAttr, nn
from paddle.nn.initializer import Normal, XavierUniform

from paddle_lrkit.errors import check_integer, check_number
from paddle_lrkit.train.models.faster_rcnn.box_coder import BoxCoder
from paddle_lrkit.train.models.faster_rcnn.boxes import concat, gather_rows
from paddle_lrkit.train.models.faster_rcnn.losses import class_loss, offset_loss, zero_loss
from paddle_lrkit.train.models.faster_rcnn.matcher import Matcher
from paddle_lrkit.train.models.faster_rcnn.roi_extractor import RoIAlign
from paddle_lrkit.train.models.faster_rcnn.sampler import PositiveNegativeSampler

CODER = BoxCoder((10.0, 10.0, 5.0, 5.0))


class ProposalTargets(NamedTuple):
    """The training targets of the proposals of one image.

    Args:
        boxes: The sampled proposals, positive ones first, shape ``[d, 4]``.
        classes: Their classes, int64, shape ``[d]``.
        offsets: Offsets of the objects from the positive proposals, shape ``[p, 4]``.
    """

    boxes: Any
    classes: Any
    offsets: Any


@dataclass(frozen=True)
class BBoxAssigner:
    """Samples the proposals that the head is trained on; the objects themselves count as proposals.

    Args:
        batch_size_per_im: Samples of an image.
        bg_thresh: IoU with an object below which a proposal is background.
        fg_thresh: IoU at and above which a proposal is the object.
        fg_fraction: Largest fraction of positive samples.
        use_random: Whether to sample at random.

    Raises:
        ConfigError: A number is out of range.
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
    def __call__(self, proposals: Any, objects: Any, labels: Any, background: int) -> ProposalTargets:
        """Samples proposals of one image.

        Args:
            proposals: Shape ``[n, 4]``.
            objects: Boxes of the image's objects, shape ``[m, 4]``.
            labels: Classes of the objects, shape ``[m]``.
            background: Class number of the background.
        """
        boxes = concat([proposals, objects])
        matched, kinds = Matcher(self.fg_thresh, self.bg_thresh)(boxes, objects)
        positive, negative = PositiveNegativeSampler(self.batch_size_per_im, self.fg_fraction, self.use_random)(kinds)
        drawn = gather_rows(boxes, concat([positive, negative]))
        classes = paddle.full([negative.shape[0]], background, "int64")
        if positive.shape[0] == 0:
            return ProposalTargets(drawn, classes, paddle.zeros([0, 4]))
        chosen = paddle.gather(matched, positive)
        offsets = CODER.encode(paddle.gather(objects, chosen), paddle.gather(boxes, positive))
        return ProposalTargets(drawn, concat([paddle.gather(labels, chosen), classes]), offsets)


@dataclass(frozen=True)
class TwoFCHead:
    """Options of the two hidden layers of the box head.

    Args:
        out_channel: Width of both layers.

    Raises:
        ConfigError: ``out_channel`` is below 1.
    """

    out_channel: int = 1024

    def __post_init__(self) -> None:
        check_integer("out_channel", self.out_channel, at_least=1)


@dataclass(frozen=True)
class BBoxHead:
    """Options of the box head.

    Args:
        head: The hidden layers.
        roi_extractor: Extraction of a box's features from the pyramid.
        bbox_assigner: Training targets of the proposals.
    """

    head: TwoFCHead = field(default_factory=TwoFCHead)
    roi_extractor: RoIAlign = field(default_factory=RoIAlign)
    bbox_assigner: BBoxAssigner = field(default_factory=BBoxAssigner)


class BoxHead(nn.Layer):
    """Scores of each class and corrected boxes for each class.

    Args:
        channels: Channels of a pyramid level.
        num_classes: Classes without the background, which comes last.
        options: Sizes and training targets.
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
        """``loss_bbox_cls`` and ``loss_bbox_reg``, given boxes and classes of each image's objects."""
        assign = self.options.bbox_assigner
        targets = [assign(*image, self.num_classes) for image in zip(proposals, objects, labels, strict=True)]
        classes = concat([one.classes for one in targets])
        if classes.shape[0] == 0:
            scores, offsets = self(levels, proposals)
            return {"loss_bbox_cls": zero_loss(scores), "loss_bbox_reg": zero_loss(offsets)}
        scores, offsets = self(levels, [one.boxes for one in targets])
        positive = paddle.nonzero(classes < self.num_classes).flatten()
        own = positive * self.num_classes + gather_rows(classes, positive)
        wanted = concat([one.offsets for one in targets])
        return {
            "loss_bbox_cls": class_loss(scores, classes),
            "loss_bbox_reg": offset_loss(offsets.reshape([-1, 4]), own, wanted, classes.shape[0]),
        }


def _xavier(inputs: int) -> ParamAttr:
    """Uniform within ``sqrt(3 / inputs)``: variance ``1 / inputs``."""
    return ParamAttr(initializer=XavierUniform(fan_in=inputs, fan_out=inputs))
