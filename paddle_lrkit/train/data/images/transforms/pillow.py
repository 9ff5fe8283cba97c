"""Transforms of Pillow images, and conversion between arrays and Pillow images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.images.transforms.base import ImageTransform

_FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4}
_GREY = 128


class PillowTransform:
    """A transform that Pillow does: of an array it returns an array, of a Pillow image a Pillow image."""

    def __call__(self, image: Any, rng: np.random.Generator) -> Any:
        if isinstance(image, np.ndarray):
            return as_array(self.changed(to_pillow(image), rng))
        return self.changed(image, rng)

    def changed(self, picture: Any, rng: np.random.Generator) -> Any:
        """The new Pillow image, in the same mode: L or RGB."""
        raise NotImplementedError


def apply_to_image(transforms: Iterable[ImageTransform], image: Any, rng: np.random.Generator) -> np.ndarray:
    """Applies transforms in order; from one `PillowTransform` to the next the image stays a Pillow image.

    Args:
        transforms: All others receive an array.
        image: uint8 array ``[height, width, channels]``, or a Pillow image in mode L or RGB.
        rng: Random generator of all transforms.
    """
    for transform in transforms:
        image = transform(image if isinstance(transform, PillowTransform) else as_array(image), rng)
    return as_array(image)


def resample_filter(name: str) -> int:
    """Pillow's number of an interpolation; raises a ConfigError for an unknown one."""
    return _FILTERS[check_choice("interpolation", name, tuple(_FILTERS))]


def to_pillow(image: np.ndarray) -> Any:
    """A Pillow image of a uint8 array ``[height, width, 1 or 3]``; raises a DataError for another array."""
    from PIL import Image

    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] not in (1, 3):
        raise DataError(
            tr(
                "this transform takes uint8 images of shape [height, width, 1 or 3], got {} {}; put it before "
                "Normalize",
                image.dtype,
                list(image.shape),
            )
        )
    return Image.fromarray(np.ascontiguousarray(image[:, :, 0] if image.shape[2] == 1 else image))


def as_array(image: Any) -> np.ndarray:
    """The uint8 array of a grey or RGB Pillow image, shape ``[height, width, 1 or 3]``, read-only; an array itself."""
    if isinstance(image, np.ndarray):
        return image
    array = np.asarray(image)
    return array[:, :, None] if array.ndim == 2 else array


def grey_fill(image: Any) -> int | tuple[int, int, int]:
    """Medium grey in the mode of the image."""
    return _GREY if image.mode == "L" else (_GREY, _GREY, _GREY)
