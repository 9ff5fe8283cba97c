"""Decodes image files."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import Message, tr

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""EXIF orientation -> Pillow's name of its inverse."""
_TRUNCATED = Message("image file is truncated")
"""What Pillow says of a file that was cut short; how many bytes are left follows."""


def read_picture(path: str | os.PathLike[str]) -> Any:
    """Decodes an image file as a Pillow image in mode RGB and applies its EXIF orientation.

    Keeps the upper 8 of 16 bits per channel and drops transparency, as OpenCV does by default.

    Args:
        path: File in any format that Pillow reads, with at most 16 bits per channel.

    Raises:
        DataError: The file is missing, truncated or not an image, or a channel has more than 16 bits.
    """
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.load()
            picture = image if image.mode == "RGB" else _eight_bits(image).convert("RGB")
            turn = _UPRIGHT.get(_orientation(image))
    except FileNotFoundError:
        raise DataError(tr("{}: no such image file", os.fspath(path))) from None
    except Exception as error:
        unknown = tr("Pillow does not support the format") if os.path.getsize(path) else tr("the file is empty")
        said = unknown if isinstance(error, Image.UnidentifiedImageError) else str(error)
        reason = str(_TRUNCATED) if said.startswith(_TRUNCATED.text) else said
        raise DataError(tr("{}: the image cannot be read: {}", os.fspath(path), reason)) from None
    return picture.transpose(Image.Transpose[turn]) if turn else picture


def read_image(path: str | os.PathLike[str]) -> np.ndarray:
    """The pixels of `read_picture`, uint8, shape ``[height, width, 3]``."""
    return np.array(read_picture(path))


def _eight_bits(image: Any) -> Any:
    """The image in a mode that Pillow converts to RGB correctly; it would clip 16-bit values at 255."""
    from PIL import Image

    if image.mode == "F" or (image.mode == "I" and image.format not in ("PNG", "PPM")):
        raise ValueError(tr("a channel has 32 bits; save it with 8 or 16"))
    if image.mode.startswith("I"):
        return Image.fromarray((np.array(image) >> 8).astype(np.uint8))
    return image.convert("RGBA") if image.mode == "P" and "transparency" in image.info else image


def _orientation(image: Any) -> Any:
    try:
        return image.getexif().get(_ORIENTATION)
    except Exception:
        return None
