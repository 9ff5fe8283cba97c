"""Random erasing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paddle_lrkit.errors import check_number
from paddle_lrkit.train.data.images.transforms.base import check_range, random_box


@dataclass(frozen=True)
class RandomErasing:
    """Overwrites a random rectangle with a constant or with noise.

    The area is uniform in ``scale`` times the image, ``log(width / height)`` uniform in ``log(ratio)``; an image is
    unchanged when ten draws do not fit. Usually comes after Normalize, where 0 is the mean colour.

    Args:
        prob: Probability that an image is changed, from 0 to 1.
        scale: Smallest and largest fraction of the area, above 0 and at most 1.
        ratio: Smallest and largest width divided by height, above 0.
        value: The constant, in the value range of the image at this point of the list.
        noise: Whether to write noise instead: standard normal for float32, 0 to 255 for uint8.

    Raises:
        ConfigError: An argument is out of range.

    Example:
        >>> image = np.ones((10, 10, 3), dtype=np.float32)
        >>> erased = RandomErasing(prob=1.0)(image, np.random.default_rng(0))
        >>> bool((erased == 0).any()), bool((image == 1).all())
        (True, True)

    Reference: Z. Zhong et al., Random Erasing Data Augmentation, 2017.
    """

    prob: float = 0.5
    scale: tuple[float, float] = (0.02, 0.33)
    ratio: tuple[float, float] = (0.3, 3.3)
    value: float = 0.0
    noise: bool = False

    def __post_init__(self) -> None:
        check_number("prob", self.prob, at_least=0, at_most=1)
        check_range("scale", self.scale, above=0, at_most=1)
        check_range("ratio", self.ratio, above=0)
        check_number("value", self.value)

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if rng.random() >= self.prob:
            return image
        box = random_box((image.shape[0], image.shape[1]), self.scale, self.ratio, rng, margin=1)
        if box is None:
            return image
        top, left, height, width = box
        erased = image.copy(order="K")
        part = erased[top : top + height, left : left + width]
        part[:] = self._fill(part, rng)
        return erased

    def _fill(self, part: np.ndarray, rng: np.random.Generator) -> np.ndarray | float:
        if not self.noise:
            return self.value
        if part.dtype == np.uint8:
            return rng.integers(0, 256, part.shape, dtype=np.uint8)
        return rng.standard_normal(part.shape, dtype=np.float32)
