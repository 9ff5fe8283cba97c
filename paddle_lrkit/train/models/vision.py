"""The classifiers of ``paddle.vision.models``, with PaddleClas' names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import ConfigError, check_choice, check_integer, unknown_name
from paddle_lrkit.messages import tr


@dataclass(frozen=True)
class VisionModel:
    """A model of ``paddle.vision.models``.

    Args:
        factory: Name of its function.
        options: Arguments of the function, without ``num_classes``.
        residual: Whether it is a ``ResNet``, whose stem can be replaced for small images.
    """

    factory: str
    options: dict[str, Any] = field(default_factory=dict)
    residual: bool = False


def _residual(*names: str) -> dict[str, VisionModel]:
    return {name: VisionModel(_factory(name), residual=True) for name in names}


def _factory(name: str) -> str:
    return name.lower().replace("wideresnet", "wide_resnet")


def _scaled(name: str, factory: str, *scales: str) -> dict[str, VisionModel]:
    """``name`` itself, and ``name_x0_5`` for the width multiplier 0.5."""
    sized = {f"{name}_x{s.replace('.', '_')}": VisionModel(factory, {"scale": float(s)}) for s in scales}
    return {name: VisionModel(factory), **sized}


VISION_MODELS: dict[str, VisionModel] = {
    **_residual("ResNet18", "ResNet34", "ResNet50", "ResNet101", "ResNet152"),
    **_residual(*(f"ResNeXt{depth}_{kind}" for depth in (50, 101, 152) for kind in ("32x4d", "64x4d"))),
    **_residual("WideResNet50_2", "WideResNet101_2"),
    **_scaled("MobileNetV1", "mobilenet_v1", "0.25", "0.5", "0.75"),
    **_scaled("MobileNetV2", "mobilenet_v2", "0.25", "0.5", "0.75", "1.5", "2.0"),
    **_scaled("MobileNetV3_small", "mobilenet_v3_small", "0.35", "0.5", "0.75", "1.0", "1.25"),
    **_scaled("MobileNetV3_large", "mobilenet_v3_large", "0.35", "0.5", "0.75", "1.0", "1.25"),
    **{f"VGG{depth}": VisionModel(f"vgg{depth}") for depth in (11, 13, 16, 19)},
    **{f"VGG{depth}_bn": VisionModel(f"vgg{depth}", {"batch_norm": True}) for depth in (11, 13, 16, 19)},
}
"""Name -> model."""


def vision_model(
    name: str,
    num_classes: int = 1000,
    pretrained: FilePath | None = None,
    small_input: bool = False,
    data_format: str = "NCHW",
) -> Any:
    """Builds a classifier for images with three channels.

    Args:
        name: One of `VISION_MODELS`, such as ``ResNet50``; case and ``_`` are ignored, so Paddle's names work too.
        num_classes: Number of classes.
        pretrained: A run, a checkpoint, an export or a weight file with initial weights.
        small_input: Whether a ResNet has a 3x3 stem with stride 1 and no pooling, for images below about 64 pixels.
        data_format: ``NCHW`` or ``NHWC``; VGG supports ``NCHW`` only.

    Returns:
        A ``paddle.nn.Layer`` that maps float32 ``[n, 3, height, width]`` to logits ``[n, num_classes]``.

    Raises:
        ConfigError: Unknown name, or an argument that the model does not support.
        DataError: The weight file cannot be used.

    Example:
        >>> list(vision_model("ResNet18", num_classes=10, small_input=True).conv1.weight.shape)
        [64, 3, 3, 3]
    """
    import paddle

    from paddle_lrkit.train.models.initial_weights import read_initial_weights
    from paddle_lrkit.train.models.layout import to_channels_last

    spec = _find(name)
    check_integer("num_classes", num_classes, at_least=1)
    if check_choice("data_format", data_format, ("NCHW", "NHWC")) == "NHWC" and "vgg" in spec.factory:
        raise ConfigError(
            tr("must be NCHW for {}, whose head depends on the order of the channels", name), key="data_format"
        )
    if small_input and not spec.residual:
        raise ConfigError(tr("is only for ResNet, ResNeXt and WideResNet, not for {}", name), key="small_input")
    model = getattr(paddle.vision.models, spec.factory)(num_classes=num_classes, **spec.options)
    if small_input:
        _shrink_stem(model)
    if data_format == "NHWC":
        to_channels_last(model)
    if pretrained is not None:
        read_initial_weights(model, pretrained)
    return model


def _find(name: str) -> VisionModel:
    by_key = {_key(known): spec for known, spec in VISION_MODELS.items()}
    if _key(name) not in by_key:
        raise unknown_name("model", name, VISION_MODELS, key="name")
    return by_key[_key(name)]


def _key(name: str) -> str:
    return name.lower().replace("_", "")


def _shrink_stem(model: Any) -> None:
    from paddle import nn

    model.conv1 = nn.Conv2D(3, 64, kernel_size=3, stride=1, padding=1, bias_attr=False)
    model.maxpool = nn.Identity()
