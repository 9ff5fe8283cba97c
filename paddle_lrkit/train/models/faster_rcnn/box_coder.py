"""Encodes boxes as offsets from reference boxes, and decodes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import paddle

_LARGEST_LOG = math.log(1000.0 / 16)
"""Largest log of a decoded side over its reference, so that no side overflows."""


@dataclass(frozen=True)
class BoxCoder:
    """Offsets of a box from a reference box.

    ``dx = wx * (x - x0) / w0``, ``dy = wy * (y - y0) / h0``, ``dw = ww * log(w / w0)``, ``dh = wh * log(h / h0)`` with
    centres ``x, y`` and sides ``w, h``; the index 0 marks the reference box.

    Args:
        weights: ``wx, wy, ww, wh``.

    Reference: R. Girshick et al., R-CNN, 2014, appendix C.
    """

    weights: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)

    def encode(self, boxes: Any, references: Any) -> Any:
        """Offsets ``[n, 4]`` of boxes ``[n, 4]`` with positive sides from references ``[n, 4]``."""
        x, y, width, height = _center_size(boxes)
        x0, y0, width0, height0 = _center_size(references)
        wx, wy, ww, wh = self.weights
        offsets = [
            wx * (x - x0) / width0,
            wy * (y - y0) / height0,
            ww * paddle.log(width / width0),
            wh * paddle.log(height / height0),
        ]
        return paddle.stack(offsets, axis=-1)

    def decode(self, offsets: Any, references: Any) -> Any:
        """Boxes ``[..., 4]`` of offsets ``[..., 4]``; a side is at most ``1000 / 16`` times its reference.

        Args:
            offsets: As `encode` returns them.
            references: Shape ``[..., 4]``, broadcast.
        """
        x0, y0, width0, height0 = _center_size(references)
        wx, wy, ww, wh = self.weights
        x = offsets[..., 0] / wx * width0 + x0
        y = offsets[..., 1] / wy * height0 + y0
        width = paddle.exp(paddle.clip(offsets[..., 2] / ww, max=_LARGEST_LOG)) * width0
        height = paddle.exp(paddle.clip(offsets[..., 3] / wh, max=_LARGEST_LOG)) * height0
        return paddle.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=-1)


def _center_size(boxes: Any) -> tuple[Any, Any, Any, Any]:
    width, height = boxes[..., 2] - boxes[..., 0], boxes[..., 3] - boxes[..., 1]
    return boxes[..., 0] + width / 2, boxes[..., 1] + height / 2, width, height
