"""Positive, negative and ignored boxes, computed by hand."""

from __future__ import annotations

import numpy as np
import paddle

from paddle_lrkit.train.models.faster_rcnn.matcher import Matcher

OBJECTS = [[0, 0, 10, 10], [100, 100, 110, 110]]
BOXES = [
    [0, 0, 10, 10],  # the first object: 1.0
    [0, 0, 10, 8],  # 0.8 of it
    [0, 0, 10, 5],  # half of it
    [0, 0, 10, 2],  # a fifth of it
    [105, 100, 115, 110],  # 50 / 150 of the second, the best there is
    [50, 50, 60, 60],  # nothing
]


def tensor(rows):
    return paddle.to_tensor(np.array(rows, np.float32).reshape(-1, 4))


def test_three_verdicts():
    matched, kinds = Matcher(0.7, 0.3)(tensor(BOXES), tensor(OBJECTS))
    assert kinds.tolist() == [1, 1, -1, 0, -1, 0]
    assert matched.tolist()[:5] == [0, 0, 0, 0, 1]


def test_the_best_box_of_an_object_is_positive_at_low_quality():
    _, kinds = Matcher(0.7, 0.3, allow_low_quality=True)(tensor(BOXES), tensor(OBJECTS))
    assert kinds.tolist() == [1, 1, -1, 0, 1, 0]


def test_equally_good_boxes_are_all_positive():
    boxes = [[0, 0, 10, 5], [0, 5, 10, 10], [0, 0, 10, 2]]
    _, kinds = Matcher(0.7, 0.3, allow_low_quality=True)(tensor(boxes), tensor(OBJECTS[:1]))
    assert kinds.tolist() == [1, 1, 0]


def test_an_object_that_no_box_touches_makes_none_positive():
    _, kinds = Matcher(0.7, 0.3, allow_low_quality=True)(tensor(BOXES[:2]), tensor([[500, 500, 510, 510]]))
    assert kinds.tolist() == [0, 0]


def test_without_objects_everything_is_background():
    matched, kinds = Matcher(0.5, 0.5)(tensor(BOXES), tensor([]))
    assert kinds.tolist() == [0] * 6
    assert matched.tolist() == [0] * 6
