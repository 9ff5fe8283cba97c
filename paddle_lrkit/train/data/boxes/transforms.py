"""Transforms of images with boxes: pure functions ``(sample, rng) -> sample``."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from paddle_lrkit.errors import ConfigError, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.boxes.dataset import DetectionSample
from paddle_lrkit.train.data.images.transforms import ColorJitter, Normalize, Resize
from paddle_lrkit.train.data.images.transforms.base import check_size


class BoxTransform(Protocol):
    """A pure function of a sample and a random generator."""

    def __call__(self, sample: DetectionSample, rng: np.random.Generator) -> DetectionSample:
        """Returns a new sample and leaves the arrays of ``sample`` unchanged."""


class BoxColorJitter(ColorJitter):
    """`ColorJitter` of the image; boxes do not change."""

    def __call__(self, sample: DetectionSample, rng: np.random.Generator) -> DetectionSample:
        return replace(sample, image=super().__call__(sample.image, rng))


class BoxNormalize(Normalize):
    """`Normalize` of the image; boxes do not change."""

    def __call__(self, sample: DetectionSample, rng: np.random.Generator) -> DetectionSample:  # type: ignore[override]
        return replace(sample, image=super().__call__(sample.image, rng))


class BoxRandomFlip:
    """Mirrors image and boxes horizontally with a probability.

    Args:
        prob: Probability, from 0 to 1.

    Raises:
        ConfigError: The probability is out of range.

    Example:
        >>> boxes = np.array([[1, 0, 3, 2]], np.float32)
        >>> sample = DetectionSample(np.zeros((4, 10, 3), np.uint8), boxes, np.array([7]))
        >>> BoxRandomFlip(1.0)(sample, np.random.default_rng(0)).boxes.tolist()
        [[7.0, 0.0, 9.0, 2.0]]
    """

    def __init__(self, prob: float = 0.5) -> None:
        self.prob = check_number("prob", prob, at_least=0, at_most=1)

    def __call__(self, sample: DetectionSample, rng: np.random.Generator) -> DetectionSample:
        if rng.random() >= self.prob:
            return sample
        width = sample.image.shape[1]
        boxes = sample.boxes.copy()
        boxes[:, 0], boxes[:, 2] = width - sample.boxes[:, 2], width - sample.boxes[:, 0]
        return DetectionSample(sample.image[:, ::-1], boxes, sample.labels)


class BoxResize:
    """Resizes image and boxes.

    With ``keep_ratio`` the factor is ``min(short / min(height, width), long / max(height, width))`` for
    ``target_size: [short, long]``; otherwise the result has exactly ``target_size: [height, width]``.

    Args:
        target_size: Two lengths in pixels.
        keep_ratio: Whether to keep the aspect ratio.
        interpolation: ``nearest``, ``bilinear``, ``bicubic``, ``lanczos`` or ``box``.

    Raises:
        ConfigError: A length is below 1 or the interpolation is unknown.

    Example:
        >>> boxes = np.array([[8, 6, 16, 12]], np.float32)
        >>> sample = DetectionSample(np.zeros((60, 80, 3), np.uint8), boxes, np.array([0]))
        >>> small = BoxResize([30, 50])(sample, np.random.default_rng(0))
        >>> small.image.shape, small.boxes.tolist()
        ((30, 40, 3), [[4.0, 3.0, 8.0, 6.0]])
    """

    def __init__(self, target_size: list[int], keep_ratio: bool = True, interpolation: str = "bilinear") -> None:
        self.target_size = check_size("target_size", target_size)
        self.keep_ratio = keep_ratio
        self.interpolation = interpolation
        Resize([1, 1], interpolation)

    def __call__(self, sample: DetectionSample, rng: np.random.Generator) -> DetectionSample:
        height, width = sample.image.shape[:2]
        new_height, new_width = self._size(height, width)
        image = Resize([new_height, new_width], self.interpolation)(sample.image, rng)
        factors = np.array([new_width / width, new_height / height] * 2, np.float32)
        return DetectionSample(image, sample.boxes * factors, sample.labels)

    def _size(self, height: int, width: int) -> tuple[int, int]:
        if not self.keep_ratio:
            return self.target_size
        factor = min(min(self.target_size) / min(height, width), max(self.target_size) / max(height, width))
        return max(round(height * factor), 1), max(round(width * factor), 1)


class BoxRandomResize:
    """Resizes each image to a random one of several sizes.

    Args:
        target_size: A list of sizes, each as in `BoxResize`.
        keep_ratio: Whether to keep the aspect ratio.
        interpolation: As in `BoxResize`.

    Raises:
        ConfigError: The list is empty, or a size is invalid.
    """

    def __init__(self, target_size: list[list[int]], keep_ratio: bool = True, interpolation: str = "bilinear") -> None:
        if not target_size:
            raise ConfigError(tr("must have at least one size"), key="target_size")
        self._choices = [BoxResize(size, keep_ratio, interpolation) for size in target_size]

    def __call__(self, sample: DetectionSample, rng: np.random.Generator) -> DetectionSample:
        return self._choices[int(rng.integers(len(self._choices)))](sample, rng)
