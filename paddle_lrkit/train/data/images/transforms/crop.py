"""Crops."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.images.transforms.base import Size, check_range, check_size, random_box
from paddle_lrkit.train.data.images.transforms.pillow import PillowTransform, resample_filter


class CenterCrop:
    """Crops the centre.

    Args:
        size: Side of a square, or ``[height, width]``, in pixels.

    Raises:
        ConfigError: A size is below 1.
        DataError: From a call, when the image is smaller than the crop.

    Example:
        >>> image = np.arange(16, dtype=np.uint8).reshape(4, 4, 1)
        >>> CenterCrop(2)(image, np.random.default_rng(0))[:, :, 0]
        array([[ 5,  6],
               [ 9, 10]], dtype=uint8)
    """

    def __init__(self, size: Size) -> None:
        self.height, self.width = check_size("size", size)

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        _check_fits(image, self.height, self.width)
        top = (image.shape[0] - self.height) // 2
        left = (image.shape[1] - self.width) // 2
        return image[top : top + self.height, left : left + self.width]


class RandomCrop:
    """Crops a part at a random position, after adding a black border.

    Args:
        size: Side of a square, or ``[height, width]``, in pixels.
        padding: Width of the border in pixels.

    Raises:
        ConfigError: A size is below 1 or the padding is negative.
        DataError: From a call, when the image with its border is smaller than the crop.

    Example:
        >>> image = np.zeros((32, 32, 3), dtype=np.uint8)
        >>> RandomCrop(32, padding=4)(image, np.random.default_rng(0)).shape
        (32, 32, 3)
    """

    def __init__(self, size: Size, padding: int = 0) -> None:
        self.height, self.width = check_size("size", size)
        self.padding = check_integer("padding", padding, at_least=0)

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        border = (self.padding, self.padding)
        image = np.pad(image, (border, border, (0, 0))) if self.padding else image
        _check_fits(image, self.height, self.width)
        top = int(rng.integers(image.shape[0] - self.height + 1))
        left = int(rng.integers(image.shape[1] - self.width + 1))
        return image[top : top + self.height, left : left + self.width]


class RandomResizedCrop(PillowTransform):
    """Crops a part of random area and aspect ratio and resizes it (Inception crop).

    The area is uniform in ``scale`` times the image, ``log(width / height)`` uniform in ``log(ratio)``. When ten
    draws do not fit, this takes the largest centred part with an allowed ratio.

    Args:
        size: Side of a square, or ``[height, width]``, in pixels.
        scale: Smallest and largest fraction of the area, above 0 and at most 1.
        ratio: Smallest and largest width divided by height, above 0.
        interpolation: ``nearest``, ``bilinear``, ``bicubic``, ``lanczos`` or ``box``.

    Raises:
        ConfigError: A size is below 1, a range is empty or the interpolation is unknown.

    Example:
        >>> image = np.zeros((50, 80, 3), dtype=np.uint8)
        >>> RandomResizedCrop(32)(image, np.random.default_rng(0)).shape
        (32, 32, 3)

    Reference: C. Szegedy et al., Going Deeper with Convolutions, 2015, section 6.
    """

    def __init__(
        self,
        size: Size,
        scale: tuple[float, float] = (0.08, 1.0),
        ratio: tuple[float, float] = (3 / 4, 4 / 3),
        interpolation: str = "bilinear",
    ) -> None:
        self.height, self.width = check_size("size", size)
        check_range("scale", scale, above=0, at_most=1)
        check_range("ratio", ratio, above=0)
        self.scale = scale
        self.ratio = ratio
        self._filter = resample_filter(interpolation)

    def changed(self, picture: Any, rng: np.random.Generator) -> Any:
        top, left, height, width = self._box(picture.height, picture.width, rng)
        part = picture.crop((left, top, left + width, top + height))
        return part.resize((self.width, self.height), self._filter)

    def _box(self, height: int, width: int, rng: np.random.Generator) -> tuple[int, int, int, int]:
        return random_box((height, width), self.scale, self.ratio, rng) or self._central_box(height, width)

    def _central_box(self, height: int, width: int) -> tuple[int, int, int, int]:
        ratio = min(max(width / height, self.ratio[0]), self.ratio[1])
        w = max(1, min(width, round(height * ratio)))
        h = max(1, min(height, round(width / ratio)))
        return (height - h) // 2, (width - w) // 2, h, w


def _check_fits(image: np.ndarray, height: int, width: int) -> None:
    if image.shape[0] < height or image.shape[1] < width:
        raise DataError(
            tr(
                "an image of {}x{} pixels is smaller than the crop of {}x{}",
                image.shape[0],
                image.shape[1],
                height,
                width,
            )
        )
