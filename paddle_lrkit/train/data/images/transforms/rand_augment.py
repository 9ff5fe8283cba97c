"""RandAugment: random operations of equal magnitude."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from paddle_lrkit.errors import check_integer, check_number
from paddle_lrkit.train.data.images.transforms.pillow import PillowTransform, grey_fill

_STRONGEST = 10.0
_BILINEAR = 2

Operation = Callable[[Any, float], Any]
"""``(Pillow image, signed strength from -1 to 1) -> Pillow image``."""


class RandAugment(PillowTransform):
    """Applies ``num_ops`` random operations of the paper's 14, with repetition and at one magnitude.

    At magnitude 10: rotation by 30 degrees, shear by 0.3, translation by 0.45 of the side, colour, contrast,
    brightness and sharpness by a factor of 0.1 or 1.9, posterize to 4 bits, solarize all values. Smaller magnitudes
    scale these linearly; the sign is random. Areas from outside the image are grey (128).

    Args:
        num_ops: Operations per image, at least 1.
        magnitude: From 0 to 10.

    Raises:
        ConfigError: An argument is out of range.

    Example:
        >>> image = np.zeros((8, 8, 3), dtype=np.uint8)
        >>> RandAugment(num_ops=2, magnitude=9)(image, np.random.default_rng(0)).shape
        (8, 8, 3)

    Reference: E. Cubuk et al., RandAugment: Practical Automated Data Augmentation with a Reduced Search Space, 2019.
    """

    def __init__(self, num_ops: int = 2, magnitude: float = 9.0) -> None:
        self.num_ops = check_integer("num_ops", num_ops, at_least=1)
        self.magnitude = check_number("magnitude", magnitude, at_least=0, at_most=_STRONGEST)

    def changed(self, picture: Any, rng: np.random.Generator) -> Any:
        names = list(OPERATIONS)
        for which in rng.integers(len(names), size=self.num_ops):
            sign = 1.0 if rng.random() < 0.5 else -1.0
            picture = OPERATIONS[names[which]](picture, sign * self.magnitude / _STRONGEST)
        return picture


def _enhance(name: str) -> Operation:
    def operation(image: Any, strength: float) -> Any:
        from PIL import ImageEnhance

        return getattr(ImageEnhance, name)(image).enhance(1 + 0.9 * strength)

    return operation


def _affine(coefficients: Callable[[Any, float], tuple[float, ...]]) -> Operation:
    def operation(image: Any, strength: float) -> Any:
        from PIL import Image

        matrix = coefficients(image, strength)
        transform = Image.Transform.AFFINE
        return image.transform(image.size, transform, matrix, _BILINEAR, fillcolor=grey_fill(image))

    return operation


def _rotate(image: Any, strength: float) -> Any:
    return image.rotate(30 * strength, _BILINEAR, fillcolor=grey_fill(image))


def _ops(name: str, *arguments: Callable[[float], int]) -> Operation:
    def operation(image: Any, strength: float) -> Any:
        from PIL import ImageOps

        return getattr(ImageOps, name)(image, *(argument(abs(strength)) for argument in arguments))

    return operation


OPERATIONS: dict[str, Operation] = {
    "Identity": lambda image, strength: image,
    "AutoContrast": _ops("autocontrast"),
    "Equalize": _ops("equalize"),
    "Rotate": _rotate,
    "Solarize": _ops("solarize", lambda strength: round(256 * (1 - strength))),
    "Color": _enhance("Color"),
    "Posterize": _ops("posterize", lambda strength: 8 - round(4 * strength)),
    "Contrast": _enhance("Contrast"),
    "Brightness": _enhance("Brightness"),
    "Sharpness": _enhance("Sharpness"),
    "ShearX": _affine(lambda image, strength: (1, 0.3 * strength, 0, 0, 1, 0)),
    "ShearY": _affine(lambda image, strength: (1, 0, 0, 0.3 * strength, 1, 0)),
    "TranslateX": _affine(lambda image, strength: (1, 0, 0.45 * strength * image.width, 0, 1, 0)),
    "TranslateY": _affine(lambda image, strength: (1, 0, 0, 0, 1, 0.45 * strength * image.height)),
}
"""Name -> operation, in the order of the paper."""
