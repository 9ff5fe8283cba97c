"""What a transform is, and how a list of them is applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from paddle_lrkit.errors import ConfigError, check_integer

Size = int | list[int]
"""A side of a square, or ``[height, width]``; in pixels."""


class Transform(Protocol):
    """A pure function of the image and of the random numbers it is given."""

    def __call__(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Returns a new image, shape ``[height, width, channels]``, uint8 or float32; ``image`` stays as it is."""


def apply(transforms: Iterable[Transform], image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Applies transforms one after the other, all drawing from ``rng``.

    Args:
        transforms: In the order of application.
        image: Shape ``[height, width, channels]``.
        rng: Source of all randomness.
    """
    for transform in transforms:
        image = transform(image, rng)
    return image


def check_size(name: str, size: Size) -> tuple[int, int]:
    """Height and width in pixels, or a ConfigError that names the argument."""
    sides = list(size) if isinstance(size, (list, tuple)) else [size, size]
    if len(sides) != 2:
        raise ConfigError(f"must be a number or [height, width], got {size!r}", key=name)
    height, width = (check_integer(name, side, at_least=1) for side in sides)
    return height, width


def check_range(name: str, values: tuple[float, float], *, above: float, at_most: float | None = None) -> None:
    """Raises a ConfigError unless ``above < low <= high <= at_most``."""
    low, high = values
    if not above < low <= high or (at_most is not None and high > at_most):
        limit = "" if at_most is None else f" and at most {at_most:g}"
        raise ConfigError(f"must be [low, high] above {above:g}{limit}, got {list(values)}", key=name)
