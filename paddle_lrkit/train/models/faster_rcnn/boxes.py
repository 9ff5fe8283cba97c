"""Operations on tensors of boxes ``[left, top, right, bottom]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle


def areas(boxes: Any) -> Any:
    """Areas ``[n]`` of boxes ``[n, 4]``."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def pairwise_iou(boxes: Any, others: Any) -> Any:
    """Intersection over union (IoU) of each pair; 0 where both boxes have no area.

    Args:
        boxes: Shape ``[n, 4]``.
        others: Shape ``[m, 4]``.

    Returns:
        Shape ``[n, m]``.

    Example:
        >>> one, other = paddle.to_tensor([[0.0, 0.0, 2.0, 2.0]]), paddle.to_tensor([[1.0, 0.0, 3.0, 2.0]])
        >>> round(pairwise_iou(one, other).item(), 4)
        0.3333
    """
    corner = paddle.maximum(boxes[:, None, :2], others[None, :, :2])
    end = paddle.minimum(boxes[:, None, 2:], others[None, :, 2:])
    sides = paddle.clip(end - corner, min=0)
    shared = sides[:, :, 0] * sides[:, :, 1]
    union = areas(boxes)[:, None] + areas(others)[None, :] - shared
    return shared / paddle.clip(union, min=1e-9)


def concat(parts: Sequence[Any]) -> Any:
    """``paddle.concat``, also of empty parts alone, which Paddle 2.6 refuses."""
    filled = [part for part in parts if part.shape[0]]
    return paddle.concat(filled) if filled else parts[0]


def gather_rows(values: Any, indices: Any) -> Any:
    """``paddle.gather``, without a call for no indices."""
    return paddle.gather(values, indices) if indices.shape[0] else values[:0]


def clip(boxes: Any, size: Any) -> Any:
    """Boxes clipped to an image.

    Args:
        boxes: Shape ``[..., 4]``.
        size: Height and width, shape ``[2]``.
    """
    height, width = size[0], size[1]
    limits = paddle.stack([width, height, width, height])
    return paddle.minimum(paddle.clip(boxes, min=0), limits)
