"""Resizing."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import check_integer
from paddle_lrkit.train.data.images.transforms.base import Size, check_size
from paddle_lrkit.train.data.images.transforms.pillow import from_pillow, resample_filter, to_pillow


class Resize:
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

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return _resized(image, self.height, self.width, self._filter)


class ResizeShort:
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

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        height, width = image.shape[:2]
        factor = self.size / min(height, width)
        return _resized(image, round(height * factor), round(width * factor), self._filter)


def _resized(image: np.ndarray, height: int, width: int, resample: int) -> np.ndarray:
    if image.shape[:2] == (height, width):
        return image
    return from_pillow(to_pillow(image).resize((width, height), resample))
