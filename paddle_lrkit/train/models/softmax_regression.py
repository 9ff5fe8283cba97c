"""Softmax regression, a classifier whose loss is convex in its weights."""

from __future__ import annotations

from typing import Any

from paddle import nn

from paddle_lrkit.errors import check_integer


class SoftmaxRegression(nn.Layer):
    """Linear scores of the pixels: ``flatten(image) W + b``, initially with ``W = 0`` and ``b = 0``.

    Its cross-entropy is convex, so schedules that train long enough reach the same loss and differ only in the path.

    Args:
        num_classes: Number of classes.
        in_features: Values in an image: height x width x channels.

    Shape:
        float32 ``[n, ...]`` with ``in_features`` values per sample to logits ``[n, num_classes]``.

    Raises:
        ConfigError: An argument is out of range.

    Example:
        >>> import paddle
        >>> list(SoftmaxRegression(num_classes=10, in_features=64)(paddle.zeros([2, 1, 8, 8])).shape)
        [2, 10]
    """

    def __init__(self, num_classes: int, in_features: int) -> None:
        super().__init__()
        check_integer("num_classes", num_classes, at_least=1)
        check_integer("in_features", in_features, at_least=1)
        zeros = nn.initializer.Constant(0.0)
        self.head = nn.Linear(in_features, num_classes, weight_attr=zeros, bias_attr=zeros)

    def forward(self, image: Any) -> Any:
        return self.head(image.flatten(1))
