"""Crops lie inside the image and have the requested size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.images.transforms import CenterCrop, RandomCrop, RandomResizedCrop

SIDES = st.integers(1, 30)
SEEDS = st.integers(0, 10**6)


def _coordinates(height: int, width: int) -> np.ndarray:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([rows, columns, rows * 0 + 1], axis=2).astype(np.uint8)


@given(height=SIDES, width=SIDES, data=st.data())
def test_the_centre_has_equal_borders(height: int, width: int, data: st.DataObject) -> None:
    size = [data.draw(st.integers(1, height)), data.draw(st.integers(1, width))]
    crop = CenterCrop(size)(_coordinates(height, width), np.random.default_rng(0))
    assert list(crop.shape[:2]) == size
    top, left = (int(value) for value in crop[0, 0, :2])
    bottom, right = height - 1 - int(crop[-1, -1, 0]), width - 1 - int(crop[-1, -1, 1])
    assert bottom - top in (0, 1)
    assert right - left in (0, 1)


@given(height=SIDES, width=SIDES, padding=st.integers(0, 4), seed=SEEDS, data=st.data())
def test_a_random_crop_is_a_window_of_the_padded_image(
    height: int, width: int, padding: int, seed: int, data: st.DataObject
) -> None:
    image = _coordinates(height, width)
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    size = [data.draw(st.integers(1, padded.shape[0])), data.draw(st.integers(1, padded.shape[1]))]
    crop = RandomCrop(size, padding)(image, np.random.default_rng(seed))
    assert list(crop.shape[:2]) == size
    windows = np.lib.stride_tricks.sliding_window_view(padded, (*size, 3))[:, :, 0]
    assert (windows == crop).all(axis=(2, 3, 4)).any()


def test_a_random_crop_reaches_every_place() -> None:
    image = _coordinates(4, 4)
    crop = RandomCrop(3)
    corners = {tuple(crop(image, np.random.default_rng(seed))[0, 0, :2].tolist()) for seed in range(100)}
    assert corners == {(0, 0), (0, 1), (1, 0), (1, 1)}


@given(height=SIDES, width=SIDES, size=SIDES, seed=SEEDS)
def test_a_resized_crop_has_its_size_and_keeps_one_colour(height: int, width: int, size: int, seed: int) -> None:
    image = np.full((height, width, 3), 200, dtype=np.uint8)
    crop = RandomResizedCrop([size, size + 1])(image, np.random.default_rng(seed))
    np.testing.assert_array_equal(crop, np.full((size, size + 1, 3), 200, dtype=np.uint8))


@given(height=SIDES, width=SIDES, seed=SEEDS)
def test_the_box_lies_inside_and_keeps_area_and_ratio(height: int, width: int, seed: int) -> None:
    transform = RandomResizedCrop(8, scale=(0.2, 0.6), ratio=(0.5, 2.0))
    top, left, h, w = transform._box(height, width, np.random.default_rng(seed))
    assert 0 <= top <= top + h <= height
    assert 0 <= left <= left + w <= width
    assert min(h, w) >= 1


def test_area_and_ratio_of_boxes_in_a_large_image() -> None:
    transform = RandomResizedCrop(8, scale=(0.2, 0.6), ratio=(0.5, 2.0))
    boxes = [transform._box(1000, 1000, np.random.default_rng(seed)) for seed in range(300)]
    areas = np.array([h * w / 1e6 for _, _, h, w in boxes])
    ratios = np.array([w / h for _, _, h, w in boxes])
    assert areas.min() == pytest.approx(0.2, abs=0.02)
    assert areas.max() == pytest.approx(0.6, abs=0.02)
    assert ratios.min() == pytest.approx(0.5, abs=0.03)
    assert ratios.max() == pytest.approx(2.0, abs=0.1)


def test_the_whole_image_is_taken_when_nothing_else_fits() -> None:
    transform = RandomResizedCrop(8, scale=(1.0, 1.0), ratio=(2.0, 2.0))
    assert transform._box(100, 100, np.random.default_rng(0)) == (25, 0, 50, 100)
    assert transform._box(10, 400, np.random.default_rng(0)) == (0, 190, 10, 20)


def test_a_full_crop_is_a_plain_resize() -> None:
    image = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    crop = RandomResizedCrop(8, scale=(1.0, 1.0), ratio=(1.0, 1.0))(image, np.random.default_rng(0))
    np.testing.assert_array_equal(crop, np.asarray(Image.fromarray(image).resize((8, 8), Image.Resampling.BILINEAR)))


@pytest.mark.parametrize("transform", [CenterCrop(9), RandomCrop(9), RandomCrop([3, 11], padding=1)])
def test_an_image_that_is_too_small_is_an_error(transform: CenterCrop) -> None:
    with pytest.raises(DataError, match="pixels is smaller than the crop of"):
        transform(np.zeros((8, 8, 3), dtype=np.uint8), np.random.default_rng(0))


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"size": 0}, "size"),
        ({"size": 8, "scale": (0.0, 1.0)}, "scale"),
        ({"size": 8, "scale": (0.5, 1.1)}, "scale"),
        ({"size": 8, "ratio": (2.0, 1.0)}, "ratio"),
        ({"size": 8, "interpolation": "cubic"}, "interpolation"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, object], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RandomResizedCrop(**arguments)  # type: ignore[arg-type]
    assert caught.value.key == key


def test_a_negative_padding_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        RandomCrop(8, padding=-1)
    assert caught.value.key == "padding"
