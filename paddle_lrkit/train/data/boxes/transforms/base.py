"""What a transform of an image with boxes is, and how a list of them is applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from paddle_lrkit.train.data.boxes.dataset import BoxedImage


class BoxTransform(Protocol):
    """A pure function of the sample and of the random numbers it is given."""

    def __call__(self, sample: BoxedImage, rng: np.random.Generator) -> BoxedImage:
        """Returns a new sample; the arrays of ``sample`` stay as they are."""


def apply(transforms: Iterable[BoxTransform], sample: BoxedImage, rng: np.random.Generator) -> BoxedImage:
    """Applies transforms one after the other, all drawing from ``rng``."""
    for transform in transforms:
        sample = transform(sample, rng)
    return sample
