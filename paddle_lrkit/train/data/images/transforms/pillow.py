"""Conversion between arrays and Pillow images."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError, check_choice

_FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4}
_GREY = 128


def resample_filter(name: str) -> int:
    """Pillow's number of an interpolation; raises a ConfigError for an unknown one."""
    return _FILTERS[check_choice("interpolation", name, tuple(_FILTERS))]


def to_pillow(image: np.ndarray) -> Any:
    """A Pillow image of a uint8 array ``[height, width, 1 or 3]``; raises a DataError for another array."""
    from PIL import Image

    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] not in (1, 3):
        raise DataError(
            f"this transform takes uint8 images of shape [height, width, 1 or 3], got {image.dtype} "
            f"{list(image.shape)}; put it before Normalize"
        )
    return Image.fromarray(np.ascontiguousarray(image[:, :, 0] if image.shape[2] == 1 else image))


def from_pillow(image: Any) -> np.ndarray:
    """The uint8 array of a grey or RGB Pillow image, shape ``[height, width, 1 or 3]``."""
    array = np.array(image)
    return array[:, :, None] if array.ndim == 2 else array


def grey_fill(image: Any) -> int | tuple[int, int, int]:
    """Medium grey in the mode of the image."""
    return _GREY if image.mode == "L" else (_GREY, _GREY, _GREY)
