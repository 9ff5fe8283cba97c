"""The RoI path against independent NumPy code: the level of a box, and its bilinear samples."""

from __future__ import annotations

import math

import numpy as np
import paddle
import pytest

from paddle_lrkit.train.models.faster_rcnn.roi_extractor import RoIAlign

STRIDES = (4, 8, 16, 32)


def level_of(box):
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1e-12)
    return min(max(4 + math.floor(math.log2(math.sqrt(area) / 224 + 1e-8)), 2), 5) - 2


def bilinear(features, y, x):
    """``features[:, y, x]`` between pixels; 0 more than one pixel outside, the border's value nearer."""
    height, width = features.shape[1:]
    if not (-1 <= y <= height and -1 <= x <= width):
        return np.zeros(len(features))
    y, x = min(max(y, 0.0), height - 1.0), min(max(x, 0.0), width - 1.0)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    dy, dx = y - top, x - left
    upper = features[:, top, left] * (1 - dx) + features[:, top, right] * dx
    lower = features[:, bottom, left] * (1 - dx) + features[:, bottom, right] * dx
    return upper * (1 - dy) + lower * dy


def numpy_roi(features, box, stride, cells, samples):
    left, top, right, bottom = (side / stride - 0.5 for side in box)
    result = np.zeros((len(features), cells, cells))
    cell_h, cell_w = (bottom - top) / cells, (right - left) / cells
    grid = [(i + 0.5) / samples for i in range(samples)]
    for row in range(cells):
        for column in range(cells):
            values = [
                bilinear(features, top + (row + v) * cell_h, left + (column + u) * cell_w) for v in grid for u in grid
            ]
            result[:, row, column] = np.mean(values, axis=0)
    return result


@pytest.fixture
def levels():
    rng = np.random.default_rng(0)
    return [rng.normal(size=(2, 3, 512 // stride, 512 // stride)).astype(np.float32) for stride in STRIDES]


def test_boxes_of_two_images_on_all_levels_are_those_of_numpy(levels):
    boxes = [
        [[10, 20, 40, 60], [3.5, 100, 400.25, 300], [0, 0, 512, 512], [-200, -200, 800, 800]],
        [[100, 80, 260, 200], [0, 0, 500, 470]],
    ]
    extractor = RoIAlign(resolution=3, sampling_ratio=2)
    given = [paddle.to_tensor(np.array(rows, np.float32)) for rows in boxes]
    found = extractor([paddle.to_tensor(level) for level in levels], given).numpy()
    expected = [
        numpy_roi(levels[level_of(box)][image], box, STRIDES[level_of(box)], 3, 2)
        for image, rows in enumerate(boxes)
        for box in rows
    ]
    assert {level_of(box) for rows in boxes for box in rows} == {0, 1, 2, 3}
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_an_image_without_boxes_takes_no_rows(levels):
    given = [paddle.zeros([0, 4]), paddle.to_tensor([[10.0, 10.0, 50.0, 50.0]])]
    found = RoIAlign(resolution=2, sampling_ratio=2)([paddle.to_tensor(level) for level in levels], given)
    expected = numpy_roi(levels[0][1], [10, 10, 50, 50], 4, 2, 2)
    np.testing.assert_allclose(found.numpy(), expected[None], atol=2e-5)


def test_the_features_get_gradients(levels):
    parameter = paddle.to_tensor(levels[0], stop_gradient=False)
    rest = [paddle.to_tensor(level) for level in levels[1:]]
    boxes = [paddle.to_tensor([[8.0, 8.0, 24.0, 24.0]]), paddle.zeros([0, 4])]
    RoIAlign(resolution=2, sampling_ratio=2)([parameter, *rest], boxes).sum().backward()
    grad = parameter.grad.numpy()
    assert grad[0].sum() == pytest.approx(3 * 4, rel=1e-5)
    assert not grad[1].any()
