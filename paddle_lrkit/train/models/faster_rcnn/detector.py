"""The whole Faster R-CNN detector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle
from paddle import nn

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import check_integer
from paddle_lrkit.train.models.faster_rcnn.backbone import Backbone, ResNet
from paddle_lrkit.train.models.faster_rcnn.box_head import BBoxHead, BoxHead
from paddle_lrkit.train.models.faster_rcnn.fpn import FPN, Pyramid
from paddle_lrkit.train.models.faster_rcnn.post_process import BBoxPostProcess, BoxPredictions
from paddle_lrkit.train.models.faster_rcnn.rpn import RegionProposalNetwork, RPNHead
from paddle_lrkit.train.models.initial_weights import read_initial_weights


class FasterRCNN(nn.Layer):
    """Faster R-CNN on a ResNet with a feature pyramid.

    Args:
        backbone: The ResNet.
        neck: The pyramid.
        rpn_head: The region proposal network.
        bbox_head: The box head.
        bbox_post_process: Selection of the detections.
        num_classes: Classes without the background.
        pretrained: A run, a checkpoint, an export or a weight file with the weights of a detector; those of
            ``backbone`` are then not read.

    Raises:
        ConfigError: A number is out of range.
        DataError: The weights cannot be used.

    Reference: S. Ren et al., Faster R-CNN, 2015; T.-Y. Lin et al., Feature Pyramid Networks, 2017.
    """

    def __init__(
        self,
        backbone: ResNet,
        neck: FPN = FPN(),  # noqa: B008
        rpn_head: RPNHead = RPNHead(),  # noqa: B008
        bbox_head: BBoxHead = BBoxHead(),  # noqa: B008
        bbox_post_process: BBoxPostProcess = BBoxPostProcess(),  # noqa: B008
        num_classes: int = 80,
        pretrained: FilePath | None = None,
    ) -> None:
        super().__init__()
        check_integer("num_classes", num_classes, at_least=1)
        self.backbone = Backbone(backbone, given=pretrained is not None)
        self.neck = Pyramid(self.backbone.channels, neck)
        self.rpn = RegionProposalNetwork(neck.out_channel, rpn_head)
        self.box_head = BoxHead(neck.out_channel, num_classes, bbox_head)
        self.post_process = bbox_post_process
        if pretrained is not None:
            read_initial_weights(self, pretrained)

    def forward(
        self, images: Any, sizes: Any, objects: Sequence[Any] | None = None, labels: Sequence[Any] | None = None
    ) -> Any:
        """Losses when the objects are given, otherwise detections.

        Args:
            images: float32 ``[n, 3, height, width]``, sides a multiple of 32.
            sizes: Heights and widths before padding, float32 ``[n, 2]``.
            objects: Boxes of each image, float32 ``[count, 4]``.
            labels: Their classes, int64 ``[count]``.

        Returns:
            ``loss_rpn_cls``, ``loss_rpn_reg``, ``loss_bbox_cls``, ``loss_bbox_reg`` and their sum ``loss``; or the
            `BoxPredictions` of each image.
        """
        levels = self.neck(self.backbone(images))
        logits, offsets = self.rpn(levels)
        anchors = self.rpn.anchors(levels)
        proposals = self.rpn.proposals(logits, offsets, anchors, sizes)
        if objects is None or labels is None:
            return self._detections(levels, proposals, sizes)
        terms = self.rpn.losses(logits, offsets, anchors, objects)
        terms.update(self.box_head.losses(levels[:-1], proposals, objects, labels))
        return {"loss": paddle.add_n(list(terms.values())), **terms}

    def _detections(self, levels: Sequence[Any], proposals: Sequence[Any], sizes: Any) -> list[BoxPredictions]:
        counts = [boxes.shape[0] for boxes in proposals]
        scores, offsets = (paddle.split(values, counts) for values in self.box_head(levels[:-1], proposals))
        images = zip(scores, offsets, proposals, sizes, strict=True)
        return [self.post_process(*image) for image in images]
