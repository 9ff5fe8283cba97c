"""The ResNet backbone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import paddle
from paddle import nn

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import ConfigError, DataError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.train.models.initial_weights import read_initial_weights

_DEPTHS = (18, 34, 50, 101, 152)
_UNFROZEN = -1


@dataclass(frozen=True)
class ResNet:
    """Options of the backbone, a ResNet of ``paddle.vision.models``.

    Args:
        depth: 18, 34, 50, 101 or 152.
        freeze_at: Freezes the stem and the stages up to this one (0 to 3); -1 freezes nothing.
        freeze_norm: Freezes the statistics, scales and shifts of BatchNorm.
        pretrained: A ``.pdparams`` or ``.safetensors`` file, or Paddle's own URL for this ResNet
            (``https://paddle-hapi.bj.bcebos.com/models/resnet50.pdparams``), which is downloaded once.

    Raises:
        ConfigError: A number is out of range.
    """

    depth: int = 50
    freeze_at: int = 0
    freeze_norm: bool = True
    pretrained: FilePath | None = None

    def __post_init__(self) -> None:
        if self.depth not in _DEPTHS:
            raise ConfigError(
                tr("must be one of {}, got {}", tr(", ").join(map(str, _DEPTHS)), self.depth), key="depth"
            )
        check_integer("freeze_at", self.freeze_at, at_least=_UNFROZEN, at_most=3)


class Backbone(nn.Layer):
    """A ResNet that returns the outputs of its four stages, with strides 4, 8, 16 and 32.

    Args:
        options: Depth, frozen parts and weights.
        given: Whether all weights are given later, so that those of ``options`` are not read.

    Attributes:
        channels: Channels of the four outputs.

    Raises:
        ConfigError: Frozen layers have no pretrained weights, or ``pretrained`` is a URL that Paddle does not have for
            this ResNet.
        DataError: The weights cannot be read or downloaded.
    """

    def __init__(self, options: ResNet, *, given: bool = False) -> None:
        super().__init__()
        if not given and options.pretrained is None and (options.freeze_norm or options.freeze_at != _UNFROZEN):
            raise ConfigError(
                tr(
                    "must be given, because frozen layers would keep random weights; or set freeze_at: -1 and "
                    "freeze_norm: false"
                ),
                key="backbone.pretrained",
            )
        full = getattr(paddle.vision.models, f"resnet{options.depth}")()
        self.stem = nn.Sequential(full.conv1, full.bn1, full.relu, full.maxpool)
        self.stages = nn.LayerList([full.layer1, full.layer2, full.layer3, full.layer4])
        widths = (64, 128, 256, 512)
        self.channels = widths if options.depth < 50 else tuple(4 * width for width in widths)
        if options.freeze_norm:
            _freeze_norm(self)
        for part in [self.stem, *self.stages][: options.freeze_at + 2 if options.freeze_at != _UNFROZEN else 0]:
            _freeze(part)
        if options.pretrained is not None and not given:
            read_initial_weights(full, options.pretrained, partial(_local, options.depth))

    def forward(self, images: Any) -> list[Any]:
        outputs = []
        features = self.stem(images)
        for stage in self.stages:
            features = stage(features)
            outputs.append(features)
        return outputs


def _freeze(part: Any) -> None:
    for parameter in part.parameters():
        parameter.stop_gradient = True
    _freeze_norm(part)


def _freeze_norm(part: Any) -> None:
    """Fixes statistics, scales and shifts of BatchNorm, also in training mode."""
    for layer in part.sublayers(include_self=True):
        if isinstance(layer, nn.BatchNorm2D):
            layer._use_global_stats = True
            for parameter in layer.parameters():
                parameter.stop_gradient = True


def _local(depth: int, pretrained: str) -> str:
    """The local weight file; downloads Paddle's URL into Paddle's cache."""
    if "://" not in pretrained:
        return pretrained
    from paddle.utils.download import get_weights_path_from_url
    from paddle.vision.models.resnet import model_urls

    url, digest = model_urls[f"resnet{depth}"]
    if pretrained != url:
        raise ConfigError(tr("must be a local file or {}, got {!r}", url, pretrained), key="backbone.pretrained")
    try:
        return str(get_weights_path_from_url(url, digest))
    except (RuntimeError, OSError) as error:
        raise DataError(
            tr("{}: the weights cannot be downloaded ({}); set pretrained to a local file", url, error)
        ) from None
