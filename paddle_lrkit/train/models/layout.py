"""Conversion of models to channels-last."""

from __future__ import annotations

from typing import Any


def to_channels_last(model: Any) -> None:
    """Changes a network to inputs and outputs ``[n, height, width, channels]``, without changing its weights.

    All layers must be 2-D layers of ``paddle.nn``, and the head must pool to 1 x 1 before it flattens: a flattened
    7 x 7 map would reach the weights of the head in another order.

    Args:
        model: A ``paddle.nn.Layer``, changed in place.
    """
    for layer in model.sublayers(include_self=True):
        for name in ("_data_format", "data_format"):
            if getattr(layer, name, None) == "NCHW":
                setattr(layer, name, "NHWC")
        if hasattr(layer, "_channel_dim"):
            layer._channel_dim = 3
