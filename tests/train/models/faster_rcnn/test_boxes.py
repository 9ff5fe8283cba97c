"""Areas, IoU and clipping, by hand and against plain Python."""

from __future__ import annotations

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.train.models.faster_rcnn.boxes import areas, clip, pairwise_iou

CORNER = st.integers(0, 20)
SIDE = st.integers(0, 15)
BOX = st.builds(lambda x, y, w, h: [x, y, x + w, y + h], CORNER, CORNER, SIDE, SIDE)


def tensor(rows):
    return paddle.to_tensor(np.array(rows, np.float32).reshape(-1, 4))


def overlap(one, other):
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(width, 0) * max(height, 0)
    union = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - shared
    return shared / union if union else 0.0


def test_areas():
    assert areas(tensor([[1, 2, 4, 6], [3, 3, 3, 9]])).tolist() == [12.0, 0.0]


def test_overlaps_by_hand():
    found = pairwise_iou(
        tensor([[0, 0, 10, 10]]), tensor([[0, 0, 10, 10], [5, 0, 15, 10], [0, 0, 5, 5], [20, 20, 30, 30]])
    )
    assert found.numpy()[0] == pytest.approx([1.0, 50 / 150, 25 / 100, 0.0])


@given(boxes=st.lists(BOX, min_size=1, max_size=5), others=st.lists(BOX, min_size=1, max_size=5))
def test_overlaps_are_those_of_plain_python(boxes, others):
    expected = [[overlap(one, other) for other in others] for one in boxes]
    np.testing.assert_allclose(pairwise_iou(tensor(boxes), tensor(others)).numpy(), expected, atol=1e-6)


def test_boxes_end_at_the_borders():
    cut = clip(tensor([[-3, -4, 30, 40], [2, 3, 4, 5]]), paddle.to_tensor([10.0, 20.0]))
    assert cut.tolist() == [[0, 0, 20, 10], [2, 3, 4, 5]]
