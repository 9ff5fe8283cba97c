"""Transforms of images with boxes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.boxes.dataset import DetectionSample
from paddle_lrkit.train.data.boxes.transforms import BoxRandomFlip, BoxRandomResize, BoxResize


def flat_sample(boxes):
    image = np.arange(5 * 10 * 3, dtype=np.uint8).reshape(5, 10, 3)
    return DetectionSample(image, np.array(boxes, np.float32).reshape(-1, 4), np.zeros(len(boxes), np.int64))


def rng():
    return np.random.default_rng(0)


def test_the_box_lies_where_its_pixels_lie():
    before = flat_sample([[2, 1, 5, 4]])
    after = BoxRandomFlip(1.0)(before, rng())
    assert after.boxes.tolist() == [[5, 1, 8, 4]]
    np.testing.assert_array_equal(after.image[1:4, 5:8], before.image[1:4, 2:5][:, ::-1])


@given(left=st.integers(0, 9), width=st.integers(1, 5))
def test_two_flips_restore_the_sample(left, width):
    before = flat_sample([[left, 0, left + width, 3]])
    twice = BoxRandomFlip(1.0)(BoxRandomFlip(1.0)(before, rng()), rng())
    np.testing.assert_array_equal(twice.boxes, before.boxes)
    np.testing.assert_array_equal(twice.image, before.image)


def test_without_boxes_and_without_chance():
    assert BoxRandomFlip(1.0)(flat_sample([]), rng()).boxes.shape == (0, 4)
    before = flat_sample([[2, 1, 5, 4]])
    assert BoxRandomFlip(0.0)(before, rng()) is before


def test_the_original_sample_does_not_change():
    before = flat_sample([[2, 1, 5, 4]])
    BoxRandomFlip(1.0)(before, rng())
    assert before.boxes.tolist() == [[2, 1, 5, 4]]


def test_a_probability_above_one_is_refused():
    with pytest.raises(ConfigError, match="<= 1"):
        BoxRandomFlip(1.5)


def sized_sample(height, width):
    boxes = np.array([[0, 0, width, height], [width / 4, 0, width / 2, height / 2]], np.float32)
    return DetectionSample(np.zeros((height, width, 3), np.uint8), boxes, np.zeros(2, np.int64))


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(480, 640, (800, 1067)), (640, 480, (1067, 800)), (100, 1000, (133, 1333)), (500, 500, (800, 800))],
)
def test_the_short_side_decides_until_the_long_one_is_too_long(height, width, expected):
    after = BoxResize([800, 1333])(sized_sample(height, width), np.random.default_rng(0))
    assert after.image.shape[:2] == expected
    np.testing.assert_allclose(after.boxes[0], [0, 0, expected[1], expected[0]], rtol=1e-6)
    np.testing.assert_allclose(after.boxes[1], [expected[1] / 4, 0, expected[1] / 2, expected[0] / 2], rtol=1e-6)


def test_an_exact_size_changes_the_proportions():
    after = BoxResize([30, 40], keep_ratio=False)(sized_sample(60, 40), np.random.default_rng(0))
    assert after.image.shape[:2] == (30, 40)
    assert after.boxes.tolist() == [[0, 0, 40, 30], [10, 0, 20, 15]]


def test_a_random_size_depends_on_the_generator_only():
    resize = BoxRandomResize([[32, 100], [64, 100], [96, 100]])
    sizes = [resize(sized_sample(50, 50), np.random.default_rng(seed)).image.shape[0] for seed in range(20)]
    assert set(sizes) == {32, 64, 96}
    assert sizes == [resize(sized_sample(50, 50), np.random.default_rng(seed)).image.shape[0] for seed in range(20)]


@pytest.mark.parametrize("size", [[0, 5], [5], [1, 2, 3]])
def test_an_invalid_size_is_an_error(size):
    with pytest.raises(ConfigError) as caught:
        BoxResize(size)
    assert caught.value.key == "target_size"


def test_no_choice_and_an_unknown_interpolation_are_refused():
    with pytest.raises(ConfigError, match="at least one"):
        BoxRandomResize([])
    with pytest.raises(ConfigError, match="bilinear"):
        BoxResize([5, 5], interpolation="bilinar")
