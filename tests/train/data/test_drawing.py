"""Boxes drawn on an image."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.train.data.drawing import draw_boxes


def drawn(image, *boxes):
    rows = np.array(boxes, np.float32).reshape(-1, 4)
    return draw_boxes(image, rows, np.zeros(len(rows), np.int64), np.full(len(rows), 0.5), ["猫"])


def test_a_small_image_is_enlarged_and_a_large_one_is_not():
    assert drawn(np.zeros((100, 160, 3), np.uint8)).shape == (300, 480, 3)
    assert drawn(np.zeros((400, 500, 3), np.uint8)).shape == (400, 500, 3)


def test_the_outline_lies_on_the_edges_of_the_box():
    picture = drawn(np.zeros((400, 400, 3), np.uint8), [50, 100, 200, 300])
    for row, column in ((100, 120), (300, 120), (200, 50), (200, 200)):
        assert picture[row, column].any()
    assert not picture[200, 120].any()


def test_the_image_stays_as_it_is():
    image = np.zeros((400, 400, 3), np.uint8)
    drawn(image, [50, 100, 200, 300])
    assert not image.any()
