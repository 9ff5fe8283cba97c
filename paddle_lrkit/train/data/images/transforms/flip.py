"""Random horizontal flip."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import check_number


class RandomFlip:
    """Mirrors an image horizontally with a probability.

    Args:
        prob: Probability, from 0 to 1.

    Raises:
        ConfigError: The probability is out of range.

    Example:
        >>> image = np.array([[[1], [2]]], dtype=np.uint8)
        >>> RandomFlip(1.0)(image, np.random.default_rng(0))[0, :, 0]
        array([2, 1], dtype=uint8)
    """

    def __init__(self, prob: float = 0.5) -> None:
        self.prob = check_number("prob", prob, at_least=0, at_most=1)

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return image[:, ::-1] if rng.random() < self.prob else image
