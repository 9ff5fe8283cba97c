"""Pillow images in a list of transforms."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from paddle_lrkit.train.data.images.transforms import (
    ColorJitter,
    RandAugment,
    RandomFlip,
    RandomResizedCrop,
    Resize,
    ResizeShort,
)
from paddle_lrkit.train.data.images.transforms.base import apply
from paddle_lrkit.train.data.images.transforms.pillow import apply_to_image

TRANSFORMS: list[Any] = [
    ResizeShort(12),
    RandomResizedCrop([9, 14], interpolation="bicubic"),
    RandomFlip(),
    ColorJitter(0.4, 0.4, 0.4),
    RandAugment(2, 9),
    Resize([7, 8]),
]


@given(
    seed=st.integers(0, 10**6),
    size=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    channels=st.sampled_from([1, 3]),
    order=st.permutations(range(len(TRANSFORMS))),
)
def test_pictures_and_arrays_give_the_same(seed: int, size: tuple[int, int], channels: int, order: list[int]) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (*size, channels), dtype=np.uint8)
    picture = Image.fromarray(image.squeeze(2) if channels == 1 else image)
    transforms = [Resize([13, 17]), *(TRANSFORMS[which] for which in order)]
    expected = apply(transforms, image, np.random.default_rng(seed))
    np.testing.assert_array_equal(apply_to_image(transforms, picture, np.random.default_rng(seed)), expected)


def test_pillow_transforms_hand_a_picture_on_and_all_others_receive_arrays() -> None:
    seen = []

    class Seeing(Resize):
        def changed(self, picture: Any, rng: np.random.Generator) -> Any:
            seen.append(picture)
            return super().changed(picture, rng)

    def brighter(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        seen.append(image)
        return image + np.uint8(1)

    picture = Image.new("RGB", (6, 5), (1, 2, 3))
    steps = [Seeing([5, 6]), Seeing([4, 4]), brighter, Seeing(2)]
    result = apply_to_image(steps, picture, np.random.default_rng(0))
    assert seen[0] is picture
    assert [type(one) for one in seen] == [Image.Image, Image.Image, np.ndarray, Image.Image]
    np.testing.assert_array_equal(result, np.tile(np.array([2, 3, 4], np.uint8), (2, 2, 1)))
