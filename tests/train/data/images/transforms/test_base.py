"""Lists of transforms: order, purity, types, and shared checks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.images.transforms import (
    CenterCrop,
    ColorJitter,
    Normalize,
    RandAugment,
    RandomCrop,
    RandomErasing,
    RandomFlip,
    RandomResizedCrop,
    Resize,
    ResizeShort,
)
from paddle_lrkit.train.data.images.transforms.base import apply, check_range, check_size

TRANSFORMS = [
    CenterCrop(5),
    ColorJitter(0.4, 0.4, 0.4),
    Normalize((0.5,), (0.25,)),
    RandAugment(3, 9),
    RandomCrop(6, padding=2),
    RandomErasing(1.0),
    RandomErasing(1.0, noise=True),
    RandomFlip(0.5),
    RandomResizedCrop([4, 7]),
    Resize([9, 3], "bicubic"),
    ResizeShort(4, "nearest"),
]


def _image(seed: int, channels: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (8, 11, channels), dtype=np.uint8)


@pytest.mark.parametrize("transform", TRANSFORMS, ids=lambda transform: type(transform).__name__)
@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), channels=st.sampled_from([1, 3]))
def test_a_transform_is_a_pure_function_of_image_and_generator(transform: Any, seed: int, channels: int) -> None:
    image = _image(seed, channels)
    before = image.copy()
    image.flags.writeable = False
    first = transform(image, np.random.default_rng(seed))
    second = transform(image, np.random.default_rng(seed))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(image, before)
    assert first.ndim == 3
    assert first.shape[2] == channels
    assert first.dtype == (np.float32 if isinstance(transform, Normalize) else np.uint8)


RANDOM = [t for t in TRANSFORMS if not isinstance(t, (CenterCrop, Normalize, Resize, ResizeShort))]


@pytest.mark.parametrize("transform", RANDOM, ids=lambda transform: type(transform).__name__)
def test_a_random_transform_depends_on_the_generator(transform: Any) -> None:
    image = _image(0, 3)
    results = {transform(image, np.random.default_rng(seed)).tobytes() for seed in range(10)}
    assert len(results) > 1


def test_apply_goes_from_first_to_last_with_one_generator() -> None:
    image = _image(1, 3)
    rng = np.random.default_rng(5)
    expected = RandomCrop(4)(RandomCrop(6)(image, rng), rng)
    np.testing.assert_array_equal(apply([RandomCrop(6), RandomCrop(4)], image, np.random.default_rng(5)), expected)
    assert apply([], image, rng) is image


@pytest.mark.parametrize("transform", [Resize(4), ResizeShort(4), RandomResizedCrop(4), RandAugment(), ColorJitter(1)])
def test_pillow_transforms_say_that_they_come_before_normalize(transform: Any) -> None:
    with pytest.raises(DataError, match=r"got float32 .*; put it before Normalize"):
        transform(_image(0, 3).astype(np.float32), np.random.default_rng(0))


@pytest.mark.parametrize(("size", "sides"), [(7, (7, 7)), ([3, 5], (3, 5))])
def test_sizes(size: Any, sides: tuple[int, int]) -> None:
    assert check_size("size", size) == sides


@pytest.mark.parametrize("size", [0, -1, [3], [3, 4, 5], [3, 0], 2.5, "8", True])
def test_bad_sizes_are_named(size: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        check_size("size", size)
    assert caught.value.key == "size"


@pytest.mark.parametrize("values", [(0.0, 0.5), (0.5, 0.4), (0.5, 1.5), (float("nan"), 1.0)])
def test_bad_ranges_are_named(values: tuple[float, float]) -> None:
    with pytest.raises(ConfigError, match="above 0 and at most 1") as caught:
        check_range("scale", values, above=0, at_most=1)
    assert caught.value.key == "scale"
