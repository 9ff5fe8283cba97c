"""Normalisation of pixel values."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import ConfigError, DataError, check_number
from paddle_lrkit.messages import tr


class Normalize:
    """Computes ``(image * scale - mean) / std`` for each channel, as float32.

    In memory the channels of the result follow each other, which makes all three steps and NCHW batches fast.

    Args:
        mean: One number per channel, or one for all channels; after scaling.
        std: As ``mean``; above 0.
        scale: First factor; 1/255 maps bytes to 0 to 1.

    Raises:
        ConfigError: ``mean`` and ``std`` differ in length, or a number is out of range.
        DataError: From a call, when the image has another number of channels.

    Example:
        >>> image = np.full((1, 1, 3), 255, dtype=np.uint8)
        >>> Normalize(mean=(0.5,), std=(0.25,))(image, np.random.default_rng(0))[0, 0].tolist()
        [2.0, 2.0, 2.0]
    """

    def __init__(
        self,
        mean: tuple[float, ...] = (0.485, 0.456, 0.406),
        std: tuple[float, ...] = (0.229, 0.224, 0.225),
        scale: float = 1 / 255,
    ) -> None:
        if len(mean) != len(std) or not len(mean):
            raise ConfigError(tr("must have as many numbers as mean ({}), got {}", len(mean), len(std)), key="std")
        center = np.array([check_number("mean", value) for value in mean])
        spread = np.array([check_number("std", value, above=0) for value in std])
        factor = check_number("scale", scale, above=0) / spread
        self._factor = factor.astype(np.float32)[:, None, None]
        self._shift = (center / spread).astype(np.float32)[:, None, None]

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if len(self._factor) not in (1, image.shape[2]):
            raise DataError(
                tr("Normalize has {} means, but the image has {} channels", len(self._factor), image.shape[2])
            )
        planes = image.transpose(2, 0, 1).astype(np.float32, order="C")
        planes *= self._factor
        planes -= self._shift
        return planes.transpose(1, 2, 0)
