"""The protocol of image transforms, and checks of their arguments."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

import numpy as np

from paddle_lrkit.errors import ConfigError, check_integer
from paddle_lrkit.messages import tr

T = TypeVar("T")
_ATTEMPTS = 10
Size = int | list[int]
"""Side of a square, or ``[height, width]``, in pixels."""


class ImageTransform(Protocol):
    """A pure function of an image and a random generator."""

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Returns a new image, shape ``[height, width, channels]``, uint8 or float32; ``image`` is unchanged."""


def apply(transforms: Iterable[Callable[[T, np.random.Generator], T]], sample: T, rng: np.random.Generator) -> T:
    """Applies transforms in order.

    Args:
        transforms: Of images, or of images with boxes.
        sample: An image ``[height, width, channels]``, or a `DetectionSample`.
        rng: Random generator of all transforms.
    """
    for transform in transforms:
        sample = transform(sample, rng)
    return sample


def check_size(name: str, size: Size) -> tuple[int, int]:
    """Height and width in pixels.

    Args:
        name: Key, for the message.
        size: Side of a square, or ``[height, width]``, in pixels.

    Raises:
        ConfigError: A side is not an integer of at least 1, or there are not two sides.
    """
    sides = list(size) if isinstance(size, (list, tuple)) else [size, size]
    if len(sides) != 2:
        raise ConfigError(tr("must be a number or [height, width], got {!r}", size), key=name)
    height, width = (check_integer(name, side, at_least=1) for side in sides)
    return height, width


def check_range(name: str, values: tuple[float, float], *, above: float, at_most: float | None = None) -> None:
    """Checks that ``above < low <= high <= at_most``.

    Args:
        name: Key, for the message.
        values: ``low`` and ``high``.
        above: Exclusive lower limit.
        at_most: Upper limit, or None.

    Raises:
        ConfigError: The values are out of range.
    """
    low, high = values
    if not above < low <= high or (at_most is not None and high > at_most):
        limit = "" if at_most is None else tr(" and at most {:g}", at_most)
        raise ConfigError(tr("must be [low, high] above {:g}{}, got {}", above, limit, list(values)), key=name)


def random_box(
    size: tuple[int, int],
    scale: tuple[float, float],
    ratio: tuple[float, float],
    rng: np.random.Generator,
    margin: int = 0,
) -> tuple[int, int, int, int] | None:
    """A random rectangle in an image, or None when ten draws do not fit.

    The area is uniform in ``scale`` times the image, ``log(width / height)`` uniform in ``log(ratio)``.

    Args:
        size: Height and width of the image in pixels.
        scale: Smallest and largest fraction of the area.
        ratio: Smallest and largest width divided by height.
        rng: Random generator.
        margin: The rectangle is smaller than the image by at least this many pixels in both directions.

    Returns:
        Top, left, height and width in pixels.
    """
    height, width = size
    low, high = math.log(ratio[0]), math.log(ratio[1])
    for _ in range(_ATTEMPTS):
        area = height * width * rng.uniform(*scale)
        drawn_ratio = math.exp(rng.uniform(low, high))
        w, h = round(math.sqrt(area * drawn_ratio)), round(math.sqrt(area / drawn_ratio))
        if 0 < w <= width - margin and 0 < h <= height - margin:
            return int(rng.integers(height - h + 1)), int(rng.integers(width - w + 1)), h, w
    return None
