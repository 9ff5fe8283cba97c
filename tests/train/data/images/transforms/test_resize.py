"""Sizes after resizing, and pixels where they are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.images.transforms import Resize, ResizeShort

RNG = np.random.default_rng(0)
SIDES = st.integers(1, 40)


@given(height=SIDES, width=SIDES, to_height=SIDES, to_width=SIDES, channels=st.sampled_from([1, 3]))
def test_resize_gives_the_requested_size(height: int, width: int, to_height: int, to_width: int, channels: int) -> None:
    image = np.full((height, width, channels), 77, dtype=np.uint8)
    resized = Resize([to_height, to_width])(image, RNG)
    np.testing.assert_array_equal(resized, np.full((to_height, to_width, channels), 77, dtype=np.uint8))


def test_nearest_repeats_pixels() -> None:
    image = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    resized = Resize([4, 6], "nearest")(image, RNG)
    np.testing.assert_array_equal(resized, image.repeat(2, axis=0).repeat(2, axis=1))


@given(height=SIDES, width=SIDES, size=SIDES)
def test_the_shorter_side_gets_the_length_and_the_proportions_stay(height: int, width: int, size: int) -> None:
    image = np.zeros((height, width, 3), dtype=np.uint8)
    resized = ResizeShort(size)(image, RNG)
    assert min(resized.shape[:2]) == size
    longer = max(height, width) * size / min(height, width)
    assert abs(max(resized.shape[:2]) - longer) <= 0.5
    assert (resized.shape[0] <= resized.shape[1]) == (height <= width) or height == width or round(longer) == size


@pytest.mark.parametrize("transform", [Resize, ResizeShort])
def test_an_unknown_interpolation_is_named(transform: type) -> None:
    with pytest.raises(ConfigError, match="did you mean 'bilinear'") as caught:
        transform(8, "bilineer")
    assert caught.value.key == "interpolation"


@pytest.mark.parametrize("transform", [Resize, ResizeShort])
def test_a_size_below_one_is_named(transform: type) -> None:
    with pytest.raises(ConfigError) as caught:
        transform(0)
    assert caught.value.key == "size"
