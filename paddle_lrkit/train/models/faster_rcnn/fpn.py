"""The feature pyramid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import paddle.nn.functional as F
from paddle import ParamAttr, nn
from paddle.nn.initializer import XavierUniform

from paddle_lrkit.errors import check_integer


@dataclass(frozen=True)
class FPN:
    """Options of the feature pyramid.

    Args:
        out_channel: Channels of every level.

    Raises:
        ConfigError: ``out_channel`` is below 1.
    """

    out_channel: int = 256

    def __post_init__(self) -> None:
        check_integer("out_channel", self.out_channel, at_least=1)


class Pyramid(nn.Layer):
    """Five levels of equal width: ``level[i] = conv3(conv1(stage[i]) + upsample(level[i + 1]))``, and P6 by striding.

    Args:
        channels: Channels of the backbone's stages, from fine to coarse.
        options: Width of the levels.

    Reference: T.-Y. Lin et al., Feature Pyramid Networks for Object Detection, 2017.
    """

    def __init__(self, channels: Sequence[int], options: FPN) -> None:
        super().__init__()
        width = options.out_channel
        self.lateral = nn.LayerList([_conv(count, width, 1, fan_out=count) for count in channels])
        self.smooth = nn.LayerList([_conv(width, width, 3, fan_out=9 * width) for _ in channels])

    def forward(self, stages: Sequence[Any]) -> list[Any]:
        merged = [lateral(stage) for lateral, stage in zip(self.lateral, stages, strict=True)]
        for level in range(len(merged) - 2, -1, -1):
            merged[level] = merged[level] + F.interpolate(merged[level + 1], scale_factor=2.0, mode="nearest")
        levels = [smooth(features) for smooth, features in zip(self.smooth, merged, strict=True)]
        return [*levels, F.max_pool2d(levels[-1], 1, stride=2)]


def _conv(inputs: int, outputs: int, size: int, *, fan_out: int) -> nn.Conv2D:
    weights = ParamAttr(initializer=XavierUniform(fan_out=fan_out))
    return nn.Conv2D(inputs, outputs, size, padding=size // 2, weight_attr=weights)
