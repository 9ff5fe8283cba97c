"""Scaling images with boxes."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.boxes.dataset import BoxedImage
from paddle_lrkit.train.data.boxes.transforms import RandomResize, Resize


def sample(height, width):
    boxes = np.array([[0, 0, width, height], [width / 4, 0, width / 2, height / 2]], np.float32)
    return BoxedImage(np.zeros((height, width, 3), np.uint8), boxes, np.zeros(2, np.int64))


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(480, 640, (800, 1067)), (640, 480, (1067, 800)), (100, 1000, (133, 1333)), (500, 500, (800, 800))],
)
def test_the_short_side_decides_until_the_long_one_is_too_long(height, width, expected):
    after = Resize([800, 1333])(sample(height, width), np.random.default_rng(0))
    assert after.image.shape[:2] == expected
    np.testing.assert_allclose(after.boxes[0], [0, 0, expected[1], expected[0]], rtol=1e-6)
    np.testing.assert_allclose(after.boxes[1], [expected[1] / 4, 0, expected[1] / 2, expected[0] / 2], rtol=1e-6)


def test_an_exact_size_changes_the_proportions():
    after = Resize([30, 40], keep_ratio=False)(sample(60, 40), np.random.default_rng(0))
    assert after.image.shape[:2] == (30, 40)
    assert after.boxes.tolist() == [[0, 0, 40, 30], [10, 0, 20, 15]]


def test_a_random_size_is_a_function_of_the_generator():
    resize = RandomResize([[32, 100], [64, 100], [96, 100]])
    sizes = [resize(sample(50, 50), np.random.default_rng(seed)).image.shape[0] for seed in range(20)]
    assert set(sizes) == {32, 64, 96}
    assert sizes == [resize(sample(50, 50), np.random.default_rng(seed)).image.shape[0] for seed in range(20)]


@pytest.mark.parametrize("size", [[0, 5], [5], [1, 2, 3]])
def test_what_is_no_size_is_refused(size):
    with pytest.raises(ConfigError) as caught:
        Resize(size)
    assert caught.value.key == "target_size"


def test_no_choice_and_an_unknown_interpolation_are_refused():
    with pytest.raises(ConfigError, match="at least one"):
        RandomResize([])
    with pytest.raises(ConfigError, match="bilinear"):
        Resize([5, 5], interpolation="bilinar")
