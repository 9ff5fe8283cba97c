"""Decodes image files."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: lambda image: image[:, ::-1],
    3: lambda image: image[::-1, ::-1],
    4: lambda image: image[::-1],
    5: lambda image: image.swapaxes(0, 1),
    6: lambda image: np.rot90(image, -1),
    7: lambda image: image[::-1, ::-1].swapaxes(0, 1),
    8: lambda image: np.rot90(image),
}
"""EXIF orientation -> its inverse."""


def read_image(path: str | os.PathLike[str]) -> np.ndarray:
    """Decodes an image file as RGB and applies its EXIF orientation.

    Keeps the upper 8 of 16 bits per channel and drops transparency, as OpenCV does by default.

    Args:
        path: File in any format that Pillow reads, with at most 16 bits per channel.

    Returns:
        uint8 array, shape ``[height, width, 3]``.

    Raises:
        DataError: The file is missing, truncated or not an image, or a channel has more than 16 bits.
    """
    from PIL import Image

    try:
        with Image.open(path) as image:
            pixels = np.array(_eight_bits(image).convert("RGB"))
            turn = _UPRIGHT.get(_orientation(image))
    except FileNotFoundError:
        raise DataError(f"{os.fspath(path)}: no such image file") from None
    except Exception as error:
        reason = "Pillow does not support the format" if isinstance(error, Image.UnidentifiedImageError) else error
        raise DataError(f"{os.fspath(path)}: the image cannot be read: {reason}") from None
    return np.ascontiguousarray(turn(pixels)) if turn else pixels


def _eight_bits(image: Any) -> Any:
    """The image in a mode that Pillow converts to RGB correctly; it would clip 16-bit values at 255."""
    from PIL import Image

    if image.mode == "F" or (image.mode == "I" and image.format not in ("PNG", "PPM")):
        raise ValueError("a channel has 32 bits; save it with 8 or 16")
    if image.mode.startswith("I"):
        return Image.fromarray((np.array(image) >> 8).astype(np.uint8))
    return image.convert("RGBA") if image.mode == "P" and "transparency" in image.info else image


def _orientation(image: Any) -> Any:
    try:
        return image.getexif().get(_ORIENTATION)
    except Exception:
        return None
