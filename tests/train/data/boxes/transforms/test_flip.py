"""Mirroring images with boxes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.boxes.dataset import BoxedImage
from paddle_lrkit.train.data.boxes.transforms import RandomFlip


def sample(boxes):
    image = np.arange(5 * 10 * 3, dtype=np.uint8).reshape(5, 10, 3)
    return BoxedImage(image, np.array(boxes, np.float32).reshape(-1, 4), np.zeros(len(boxes), np.int64))


def rng():
    return np.random.default_rng(0)


def test_the_box_lies_where_its_pixels_lie():
    before = sample([[2, 1, 5, 4]])
    after = RandomFlip(1.0)(before, rng())
    assert after.boxes.tolist() == [[5, 1, 8, 4]]
    np.testing.assert_array_equal(after.image[1:4, 5:8], before.image[1:4, 2:5][:, ::-1])


@given(left=st.integers(0, 9), width=st.integers(1, 5))
def test_twice_is_once_never(left, width):
    before = sample([[left, 0, left + width, 3]])
    twice = RandomFlip(1.0)(RandomFlip(1.0)(before, rng()), rng())
    np.testing.assert_array_equal(twice.boxes, before.boxes)
    np.testing.assert_array_equal(twice.image, before.image)


def test_without_boxes_and_without_chance():
    assert RandomFlip(1.0)(sample([]), rng()).boxes.shape == (0, 4)
    before = sample([[2, 1, 5, 4]])
    assert RandomFlip(0.0)(before, rng()) is before


def test_the_sample_stays_as_it_is():
    before = sample([[2, 1, 5, 4]])
    RandomFlip(1.0)(before, rng())
    assert before.boxes.tolist() == [[2, 1, 5, 4]]


def test_a_probability_above_one_is_refused():
    with pytest.raises(ConfigError, match="<= 1"):
        RandomFlip(1.5)
