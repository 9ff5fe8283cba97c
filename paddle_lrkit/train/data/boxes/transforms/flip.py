"""Mirroring."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import check_number
from paddle_lrkit.train.data.boxes.dataset import BoxedImage


class RandomFlip:
    """Mirrors left and right with a probability, boxes too.

    Args:
        prob: From 0 to 1.

    Raises:
        ConfigError: The probability is out of range.

    Example:
        >>> sample = BoxedImage(np.zeros((4, 10, 3), np.uint8), np.array([[1, 0, 3, 2]], np.float32), np.array([7]))
        >>> RandomFlip(1.0)(sample, np.random.default_rng(0)).boxes.tolist()
        [[7.0, 0.0, 9.0, 2.0]]
    """

    def __init__(self, prob: float = 0.5) -> None:
        self.prob = check_number("prob", prob, at_least=0, at_most=1)

    def __call__(self, sample: BoxedImage, rng: np.random.Generator) -> BoxedImage:
        if rng.random() >= self.prob:
            return sample
        width = sample.image.shape[1]
        boxes = sample.boxes.copy()
        boxes[:, 0], boxes[:, 2] = width - sample.boxes[:, 2], width - sample.boxes[:, 0]
        return BoxedImage(sample.image[:, ::-1], boxes, sample.labels)
