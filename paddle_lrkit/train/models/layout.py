"""Channels-last models."""

from __future__ import annotations

from typing import Any


def to_channels_last(model: Any) -> None:
    """Makes the layers of a network take and give ``[n, height, width, channels]``; weights stay as they are.

    Only for networks whose layers are all 2-D layers of ``paddle.nn`` and whose head pools to 1 x 1 before it
    flattens: a flattened 7 x 7 map would reach the head's weights in another order.

    Args:
        model: A ``paddle.nn.Layer``, changed in place.
    """
    for layer in model.sublayers(include_self=True):
        for name in ("_data_format", "data_format"):
            if getattr(layer, name, None) == "NCHW":
                setattr(layer, name, "NHWC")
        if hasattr(layer, "_channel_dim"):
            layer._channel_dim = 3
