"""Scaling, boxes included."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.boxes.dataset import BoxedImage
from paddle_lrkit.train.data.images import transforms
from paddle_lrkit.train.data.images.transforms.base import check_size


class Resize:
    """Scales to a size.

    With ``keep_ratio`` the factor is ``min(short / min(height, width), long / max(height, width))`` for
    ``target_size: [short, long]``; else the image gets exactly ``target_size: [height, width]``.

    Args:
        target_size: Two lengths in pixels.
        keep_ratio: Whether the proportions stay.
        interpolation: ``nearest``, ``bilinear``, ``bicubic``, ``lanczos`` or ``box``.

    Raises:
        ConfigError: A length below 1 or an unknown interpolation.

    Example:
        >>> sample = BoxedImage(np.zeros((60, 80, 3), np.uint8), np.array([[8, 6, 16, 12]], np.float32), np.array([0]))
        >>> small = Resize([30, 50])(sample, np.random.default_rng(0))
        >>> small.image.shape, small.boxes.tolist()
        ((30, 40, 3), [[4.0, 3.0, 8.0, 6.0]])
    """

    def __init__(self, target_size: list[int], keep_ratio: bool = True, interpolation: str = "bilinear") -> None:
        self.target_size = check_size("target_size", target_size)
        self.keep_ratio = keep_ratio
        self.interpolation = interpolation
        transforms.Resize([1, 1], interpolation)

    def __call__(self, sample: BoxedImage, rng: np.random.Generator) -> BoxedImage:
        height, width = sample.image.shape[:2]
        new_height, new_width = self.size(height, width)
        image = transforms.Resize([new_height, new_width], self.interpolation)(sample.image, rng)
        factors = np.array([new_width / width, new_height / height] * 2, np.float32)
        return BoxedImage(image, sample.boxes * factors, sample.labels)

    def size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width after the transform."""
        if not self.keep_ratio:
            return self.target_size
        factor = min(min(self.target_size) / min(height, width), max(self.target_size) / max(height, width))
        return max(round(height * factor), 1), max(round(width * factor), 1)


class RandomResize:
    """Scales to one of several sizes, chosen anew for each image.

    Args:
        target_size: A list of sizes, each as in `Resize`.
        keep_ratio: Whether the proportions stay.
        interpolation: As in `Resize`.

    Raises:
        ConfigError: The list is empty, or a size is not as in `Resize`.
    """

    def __init__(self, target_size: list[list[int]], keep_ratio: bool = True, interpolation: str = "bilinear") -> None:
        if not target_size:
            raise ConfigError("must hold at least one size", key="target_size")
        self._choices = [Resize(size, keep_ratio, interpolation) for size in target_size]

    def __call__(self, sample: BoxedImage, rng: np.random.Generator) -> BoxedImage:
        return self._choices[int(rng.integers(len(self._choices)))](sample, rng)
