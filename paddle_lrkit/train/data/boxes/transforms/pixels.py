"""Transforms that change colours only, so that boxes stay where they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from paddle_lrkit.train.data.boxes.dataset import BoxedImage
from paddle_lrkit.train.data.images import transforms


class Normalize(transforms.Normalize):
    """`paddle_lrkit.train.data.images.transforms.Normalize` for images with boxes."""

    def __call__(self, sample: BoxedImage, rng: np.random.Generator) -> BoxedImage:  # type: ignore[override]
        return replace(sample, image=super().__call__(sample.image, rng))


class ColorJitter(transforms.ColorJitter):
    """`paddle_lrkit.train.data.images.transforms.ColorJitter` for images with boxes."""

    def __call__(self, sample: BoxedImage, rng: np.random.Generator) -> BoxedImage:  # type: ignore[override]
        return replace(sample, image=super().__call__(sample.image, rng))
