"""The residual networks of the ResNet paper for small images."""

from __future__ import annotations

from typing import Any

import paddle
from paddle import nn
from paddle.nn import functional as F

from paddle_lrkit.errors import ConfigError, check_choice, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.train.models.layout import to_channels_last

_STAGES = 3


class ResNetCifar(nn.Layer):
    """Three stages of ``n`` residual blocks with ``width``, ``2 width`` and ``4 width`` channels: ``6 n + 2`` layers.

    The second and the third stage start with stride 2. A shortcut that changes the shape takes every other pixel and
    adds channels of zeros, so it has no weights.

    Args:
        num_classes: Number of classes.
        depth: ``6 n + 2`` with ``n`` at least 1: 8, 14, 20, 32, 56, ...
        width: Channels of the first stage.
        channels: Channels of an image.
        data_format: ``NCHW`` or ``NHWC``.

    Shape:
        float32 ``[n, channels, height, width]`` (or ``[n, height, width, channels]``) to logits ``[n, num_classes]``.

    Raises:
        ConfigError: An argument is out of range.

    Example:
        >>> net = ResNetCifar(num_classes=10, depth=8, width=4)
        >>> list(net(paddle.zeros([2, 3, 8, 8])).shape)
        [2, 10]

    Reference: K. He et al., Deep Residual Learning for Image Recognition, 2015, section 4.2.
    """

    def __init__(
        self, num_classes: int, depth: int = 20, width: int = 16, channels: int = 3, data_format: str = "NCHW"
    ) -> None:
        super().__init__()
        check_integer("num_classes", num_classes, at_least=1)
        check_integer("width", width, at_least=1)
        check_integer("channels", channels, at_least=1)
        check_choice("data_format", data_format, ("NCHW", "NHWC"))
        if check_integer("depth", depth, at_least=8) % 6 != 2:
            raise ConfigError(tr("must be 6 n + 2 (8, 14, 20, 32, 44, 56, ...), got {}", depth), key="depth")
        self.conv = _conv(channels, width)
        self.norm = nn.BatchNorm2D(width)
        self.blocks = nn.Sequential(*_blocks(depth // 6, width))
        self.pool = nn.AdaptiveAvgPool2D(1)
        self.head = nn.Linear(width * 2 ** (_STAGES - 1), num_classes)
        if data_format == "NHWC":
            to_channels_last(self)

    def forward(self, image: Any) -> Any:
        features = F.relu(self.norm(self.conv(image)))
        return self.head(self.pool(self.blocks(features)).flatten(1))


class ResidualBlock(nn.Layer):
    """Two 3x3 convolutions with a shortcut without weights.

    Args:
        inputs: Input channels.
        outputs: Output channels, at least ``inputs``.
        stride: Stride of the first convolution and of the shortcut.
    """

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.data_format = "NCHW"
        self.stride = stride
        self.added = outputs - inputs
        self.conv1, self.norm1 = _conv(inputs, outputs, stride), nn.BatchNorm2D(outputs)
        self.conv2, self.norm2 = _conv(outputs, outputs), nn.BatchNorm2D(outputs)

    def forward(self, features: Any) -> Any:
        inner = F.relu(self.norm1(self.conv1(features)))
        return F.relu(self.norm2(self.conv2(inner)) + self._shortcut(features))

    def _shortcut(self, features: Any) -> Any:
        last = self.data_format == "NHWC"
        if self.stride > 1:
            step = slice(None, None, self.stride)
            features = features[:, step, step] if last else features[:, :, step, step]
        if not self.added:
            return features
        shape = list(features.shape)
        shape[-1 if last else 1] = self.added
        return paddle.concat([features, paddle.zeros(shape, features.dtype)], axis=-1 if last else 1)


def _blocks(each: int, width: int) -> list[ResidualBlock]:
    blocks, inputs = [], width
    for stage in range(_STAGES):
        outputs = width * 2**stage
        for number in range(each):
            blocks.append(ResidualBlock(inputs, outputs, stride=2 if stage and not number else 1))
            inputs = outputs
    return blocks


def _conv(inputs: int, outputs: int, stride: int = 1) -> nn.Conv2D:
    weights = nn.initializer.KaimingNormal()
    return nn.Conv2D(inputs, outputs, 3, stride=stride, padding=1, weight_attr=weights, bias_attr=False)
