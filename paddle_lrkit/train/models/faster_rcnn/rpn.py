"""The region proposal network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import paddle
import paddle.nn.functional as F
from paddle import ParamAttr, nn
from paddle.nn.initializer import Normal

from paddle_lrkit.errors import check_integer, check_number
from paddle_lrkit.train.models.faster_rcnn.anchors import AnchorGenerator
from paddle_lrkit.train.models.faster_rcnn.box_coder import BoxCoder
from paddle_lrkit.train.models.faster_rcnn.boxes import concat
from paddle_lrkit.train.models.faster_rcnn.losses import objectness_loss, offset_loss
from paddle_lrkit.train.models.faster_rcnn.matcher import Matcher
from paddle_lrkit.train.models.faster_rcnn.proposals import ProposalGenerator, TestProposal, TrainProposal
from paddle_lrkit.train.models.faster_rcnn.sampler import PositiveNegativeSampler

_CODER = BoxCoder()


class AnchorTargets(NamedTuple):
    """The training targets of the anchors of one image.

    Args:
        drawn: Indices of the sampled anchors, positive ones first, shape ``[d]``.
        objectness: 1 for positive, 0 for negative samples; float32, shape ``[d]``.
        positive: Indices of the positive samples, shape ``[p]``.
        offsets: Offsets of the objects from the positive samples, shape ``[p, 4]``.
    """

    drawn: Any
    objectness: Any
    positive: Any
    offsets: Any


@dataclass(frozen=True)
class RPNTargetAssign:
    """Samples the anchors that the network is trained on.

    Args:
        batch_size_per_im: Samples of an image.
        fg_fraction: Largest fraction of positive samples.
        positive_overlap: IoU with an object at and above which an anchor is positive.
        negative_overlap: IoU below which an anchor is negative.
        use_random: Whether to sample at random.

    Raises:
        ConfigError: A number is out of range.
    """

    batch_size_per_im: int = 256
    fg_fraction: float = 0.5
    positive_overlap: float = 0.7
    negative_overlap: float = 0.3
    use_random: bool = True

    def __post_init__(self) -> None:
        check_integer("batch_size_per_im", self.batch_size_per_im, at_least=1)
        check_number("fg_fraction", self.fg_fraction, at_least=0, at_most=1)
        check_number("positive_overlap", self.positive_overlap, above=0, at_most=1)
        check_number("negative_overlap", self.negative_overlap, at_least=0, at_most=self.positive_overlap)

    def __call__(self, anchors: Any, objects: Any) -> AnchorTargets:
        """Samples anchors of one image.

        Args:
            anchors: Shape ``[n, 4]``.
            objects: Boxes of the image's objects, shape ``[m, 4]``.
        """
        match = Matcher(self.positive_overlap, self.negative_overlap, allow_low_quality=True)
        matched, kinds = match(anchors, objects)
        positive, negative = PositiveNegativeSampler(self.batch_size_per_im, self.fg_fraction, self.use_random)(kinds)
        targets = concat([paddle.ones([positive.shape[0]]), paddle.zeros([negative.shape[0]])])
        if positive.shape[0] == 0:
            return AnchorTargets(negative, targets, positive, paddle.zeros([0, 4]))
        offsets = _CODER.encode(
            paddle.gather(objects, paddle.gather(matched, positive)), paddle.gather(anchors, positive)
        )
        return AnchorTargets(concat([positive, negative]), targets, positive, offsets)


@dataclass(frozen=True)
class RPNHead:
    """Options of the region proposal network.

    Args:
        anchor_generator: The anchors.
        rpn_target_assign: Training targets of the anchors.
        train_proposal: Proposals for the box head in training.
        test_proposal: Proposals for the box head in evaluation.
    """

    anchor_generator: AnchorGenerator = field(default_factory=AnchorGenerator)
    rpn_target_assign: RPNTargetAssign = field(default_factory=RPNTargetAssign)
    train_proposal: TrainProposal = field(default_factory=TrainProposal)
    test_proposal: TestProposal = field(default_factory=TestProposal)


class RegionProposalNetwork(nn.Layer):
    """A small convolutional network that is applied to each level of the pyramid.

    Args:
        channels: Channels of a level.
        options: Anchors, targets and proposals.
    """

    def __init__(self, channels: int, options: RPNHead) -> None:
        super().__init__()
        self.options = options
        count = options.anchor_generator.per_cell
        self.conv = nn.Conv2D(channels, channels, 3, padding=1, weight_attr=_normal())
        self.objectness = nn.Conv2D(channels, count, 1, weight_attr=_normal())
        self.offsets = nn.Conv2D(channels, 4 * count, 1, weight_attr=_normal())
        self._anchors: dict[tuple[tuple[int, int], ...], list[Any]] = {}

    def forward(self, levels: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Logits ``[n, per_cell, h, w]`` and offsets ``[n, 4 * per_cell, h, w]`` of each level."""
        hidden = [F.relu(self.conv(level)) for level in levels]
        logits = [self.objectness(one).astype("float32") for one in hidden]
        return logits, [self.offsets(one).astype("float32") for one in hidden]

    def anchors(self, levels: Sequence[Any]) -> list[Any]:
        """Anchors of each level, ``[h, w, per_cell, 4]``."""
        if not paddle.in_dynamic_mode():
            return [self.options.anchor_generator.in_graph(number, level) for number, level in enumerate(levels)]
        shapes = tuple((level.shape[2], level.shape[3]) for level in levels)
        if shapes not in self._anchors:
            if len(self._anchors) > 64:
                self._anchors.clear()
            self._anchors[shapes] = [paddle.to_tensor(grid) for grid in self.options.anchor_generator.grids(shapes)]
        return self._anchors[shapes]

    def proposals(self, logits: Sequence[Any], offsets: Sequence[Any], anchors: Sequence[Any], sizes: Any) -> list[Any]:
        """Proposals ``[count, 4]`` of each image, without gradient."""
        generate: ProposalGenerator = self.options.train_proposal if self.training else self.options.test_proposal
        return generate(logits, offsets, anchors, sizes)

    def losses(
        self, logits: Sequence[Any], offsets: Sequence[Any], anchors: Sequence[Any], objects: Sequence[Any]
    ) -> dict[str, Any]:
        """``loss_rpn_cls`` and ``loss_rpn_reg``, given the boxes ``[m, 4]`` of each image's objects."""
        flat_anchors = paddle.concat([grid.reshape([-1, 4]) for grid in anchors])
        flat_logits = paddle.concat([one.transpose([0, 2, 3, 1]).flatten(1) for one in logits], axis=1)
        flat_offsets = paddle.concat([_by_anchor(one) for one in offsets], axis=1)
        assign, total = self.options.rpn_target_assign, flat_anchors.shape[0]
        count = assign.batch_size_per_im * len(objects)
        with paddle.no_grad():
            targets = [assign(flat_anchors, boxes) for boxes in objects]
            drawn = concat([image * total + one.drawn for image, one in enumerate(targets)])
            objectness = concat([one.objectness for one in targets])
            positive = concat([image * total + one.positive for image, one in enumerate(targets)])
            wanted = concat([one.offsets for one in targets])
        return {
            "loss_rpn_cls": objectness_loss(flat_logits.flatten(), drawn, objectness, count),
            "loss_rpn_reg": offset_loss(flat_offsets.reshape([-1, 4]), positive, wanted, count),
        }


def _normal() -> ParamAttr:
    return ParamAttr(initializer=Normal(std=0.01))


def _by_anchor(offsets: Any) -> Any:
    """``[n, 4 * per_cell, h, w]`` -> ``[n, h * w * per_cell, 4]``"""
    images, channels, height, width = offsets.shape
    split = offsets.reshape([images, channels // 4, 4, height, width])
    return split.transpose([0, 3, 4, 1, 2]).reshape([images, -1, 4])
