"""Reading one image file."""

from __future__ import annotations

import os

import numpy as np

from paddle_lrkit.errors import DataError

IMAGE_SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
"""File names that count as images, in lower case."""


def read_image(path: str | os.PathLike[str]) -> np.ndarray:
    """Decodes an image file as RGB.

    Args:
        path: File in any format that Pillow reads.

    Returns:
        uint8 array, shape ``[height, width, 3]``.

    Raises:
        DataError: The file is missing, cut short or not an image.
    """
    from PIL import Image

    try:
        with Image.open(path) as image:
            return np.array(image.convert("RGB"))
    except FileNotFoundError:
        raise DataError(f"{os.fspath(path)}: no such image file") from None
    except Exception as error:
        reason = "not an image that Pillow knows" if isinstance(error, Image.UnidentifiedImageError) else error
        raise DataError(f"{os.fspath(path)}: the image cannot be read: {reason}") from None
