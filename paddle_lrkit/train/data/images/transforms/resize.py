"""Resizing."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_lrkit.errors import check_integer
from paddle_lrkit.train.data.images.transforms.base import Size, check_size
from paddle_lrkit.train.data.images.transforms.pillow import PillowTransform, resample_filter


class Resize(PillowTransform):
    """Resizes to a fixed size, without keeping the aspect ratio.

    Args:
        size: Side of a square, or ``[height, width]``, in pixels.
        interpolation: ``nearest``, ``bilinear``, ``bicubic``, ``lanczos`` or ``box``.

    Raises:
        ConfigError: A size is below 1 or the interpolation is unknown.

    Example:
        >>> image = np.zeros((8, 6, 3), dtype=np.uint8)
        >>> Resize([16, 12])(image, np.random.default_rng(0)).shape
        (16, 12, 3)
    """

    def __init__(self, size: Size, interpolation: str = "bilinear") -> None:
        self.height, self.width = check_size("size", size)
        self._filter = resample_filter(interpolation)

    def changed(self, picture: Any, rng: np.random.Generator) -> Any:
        return _resized(picture, self.width, self.height, self._filter)


class ResizeShort(PillowTransform):
    """Resizes the shorter side to a fixed length and keeps the aspect ratio.

    The longer side is ``round(long * size / short)``.

    Args:
        size: Length of the shorter side in pixels.
        interpolation: ``nearest``, ``bilinear``, ``bicubic``, ``lanczos`` or ``box``.

    Raises:
        ConfigError: A size is below 1 or the interpolation is unknown.

    Example:
        >>> image = np.zeros((30, 40, 3), dtype=np.uint8)
        >>> ResizeShort(15)(image, np.random.default_rng(0)).shape
        (15, 20, 3)
    """

    def __init__(self, size: int, interpolation: str = "bilinear") -> None:
        self.size = check_integer("size", size, at_least=1)
        self._filter = resample_filter(interpolation)

    def changed(self, picture: Any, rng: np.random.Generator) -> Any:
        factor = self.size / min(picture.size)
        return _resized(picture, round(picture.width * factor), round(picture.height * factor), self._filter)


def _resized(picture: Any, width: int, height: int, resample: int) -> Any:
    return picture if picture.size == (width, height) else picture.resize((width, height), resample)
