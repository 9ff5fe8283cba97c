"""Random brightness, contrast and saturation."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_lrkit.errors import check_number
from paddle_lrkit.train.data.images.transforms.pillow import PillowTransform

_ENHANCERS = ("Brightness", "Contrast", "Color")


class ColorJitter(PillowTransform):
    """Changes brightness, contrast and saturation in random order.

    Each factor is uniform in ``[max(0, 1 - strength), 1 + strength]``.

    Args:
        brightness: Strength, not negative; 0 means no change.
        contrast: As ``brightness``.
        saturation: As ``brightness``.

    Raises:
        ConfigError: A strength is negative.

    Example:
        >>> image = np.full((2, 2, 3), 100, dtype=np.uint8)
        >>> int(ColorJitter(brightness=0.5)(image, np.random.default_rng(0))[0, 0, 0])
        51
    """

    def __init__(self, brightness: float = 0.0, contrast: float = 0.0, saturation: float = 0.0) -> None:
        self.strengths = (
            check_number("brightness", brightness, at_least=0),
            check_number("contrast", contrast, at_least=0),
            check_number("saturation", saturation, at_least=0),
        )

    def changed(self, picture: Any, rng: np.random.Generator) -> Any:
        from PIL import ImageEnhance

        for which in rng.permutation(len(_ENHANCERS)):
            strength = self.strengths[which]
            factor = rng.uniform(max(0.0, 1 - strength), 1 + strength)
            if strength > 0:
                picture = getattr(ImageEnhance, _ENHANCERS[which])(picture).enhance(factor)
        return picture
