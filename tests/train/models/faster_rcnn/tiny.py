"""A detector so small that tests of training take seconds."""

from __future__ import annotations

from typing import Any

import paddle
from paddle import nn

from paddle_lrkit.train.models.faster_rcnn.anchors import AnchorGenerator
from paddle_lrkit.train.models.faster_rcnn.backbone import ResNet
from paddle_lrkit.train.models.faster_rcnn.box_head import BBoxAssigner, BBoxHead, TwoFCHead
from paddle_lrkit.train.models.faster_rcnn.detector import FasterRCNN
from paddle_lrkit.train.models.faster_rcnn.fpn import FPN
from paddle_lrkit.train.models.faster_rcnn.proposals import TestProposal, TrainProposal
from paddle_lrkit.train.models.faster_rcnn.roi_extractor import RoIAlign
from paddle_lrkit.train.models.faster_rcnn.rpn import RPNHead, RPNTargetAssign


class TinyBackbone(nn.Layer):
    """Four stages with BatchNorm, strides 4, 8, 16 and 32."""

    channels = (8, 8, 8, 8)

    def __init__(self) -> None:
        super().__init__()
        self.stages = nn.LayerList(
            [
                nn.Sequential(nn.Conv2D(width, 8, 3, stride=stride, padding=1), nn.BatchNorm2D(8), nn.ReLU())
                for width, stride in ((3, 4), (8, 2), (8, 2), (8, 2))
            ]
        )

    def forward(self, images: Any) -> list[Any]:
        outputs = []
        for stage in self.stages:
            images = stage(images)
            outputs.append(images)
        return outputs


def tiny_rcnn(num_classes: int = 10, score_threshold: float = 0.05) -> FasterRCNN:
    """The real detector on the tiny backbone."""
    from paddle_lrkit.train.models.faster_rcnn.post_process import BBoxPostProcess

    model = FasterRCNN(
        ResNet(depth=18, freeze_at=-1, freeze_norm=False),
        FPN(out_channel=8),
        RPNHead(
            AnchorGenerator(anchor_sizes=((12.0,), (24.0,), (48.0,), (96.0,), (192.0,))),
            RPNTargetAssign(batch_size_per_im=32),
            TrainProposal(pre_nms_top_n=50, post_nms_top_n=20),
            TestProposal(pre_nms_top_n=50, post_nms_top_n=20),
        ),
        BBoxHead(TwoFCHead(16), RoIAlign(resolution=3, sampling_ratio=2), BBoxAssigner(batch_size_per_im=16)),
        BBoxPostProcess(score_threshold=score_threshold),
        num_classes,
    )
    paddle.seed(0)
    model.backbone = TinyBackbone()
    model.neck = type(model.neck)(TinyBackbone.channels, FPN(out_channel=8))
    return model
