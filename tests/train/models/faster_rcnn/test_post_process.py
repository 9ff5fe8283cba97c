"""Detections from scores: thresholds, suppression in each class, and the limit."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.train.models.faster_rcnn.post_process import BBoxPostProcess

SIZE = (50.0, 100.0)


def detect(options, chances, proposals):
    """``chances`` of two classes for each proposal, without offsets."""
    rows = np.array([[*row, 1 - sum(row)] for row in chances])
    offsets = paddle.zeros([len(rows), 2, 4])
    logits = paddle.to_tensor(np.log(np.maximum(rows, 1e-9)).astype(np.float32))
    boxes = paddle.to_tensor(np.array(proposals, np.float32))
    return [part.numpy() for part in options(logits, offsets, boxes, paddle.to_tensor(SIZE))]


def test_an_overlapping_box_of_the_same_class_goes_and_of_another_class_stays():
    proposals = [[0, 0, 10, 10], [1, 0, 11, 10], [1, 0, 11, 10], [30, 0, 40, 10]]
    chances = [[0.8, 0.01], [0.6, 0.01], [0.01, 0.7], [0.3, 0.01]]
    boxes, scores, labels = detect(BBoxPostProcess(), chances, proposals)
    assert labels.tolist() == [0, 1, 0]
    assert scores == pytest.approx([0.8, 0.7, 0.3], rel=1e-4)
    np.testing.assert_allclose(boxes, [[0, 0, 10, 10], [1, 0, 11, 10], [30, 0, 40, 10]], atol=1e-4)


def test_the_threshold_is_exclusive_of_what_lies_below_it():
    _, scores, _ = detect(
        BBoxPostProcess(score_threshold=0.5), [[0.6, 0.1], [0.4, 0.1]], [[0, 0, 9, 9], [20, 0, 29, 9]]
    )
    assert scores == pytest.approx([0.6], rel=1e-4)


def test_the_best_of_all_classes_stay():
    proposals = [[20.0 * i, 0, 20.0 * i + 10, 10] for i in range(4)]
    _, scores, _ = detect(BBoxPostProcess(keep_top_k=2), [[0.3, 0.1], [0.1, 0.5], [0.9, 0.0], [0.2, 0.2]], proposals)
    assert scores == pytest.approx([0.9, 0.5], rel=1e-4)


def test_boxes_are_cut_at_the_borders_and_dropped_outside():
    boxes, _, _ = detect(BBoxPostProcess(), [[0.9, 0.0], [0.9, 0.0]], [[90, 40, 120, 70], [200, 200, 210, 210]])
    assert boxes.tolist() == [[90, 40, 100, 50]]


def test_nothing_found_is_empty():
    boxes, scores, labels = detect(BBoxPostProcess(score_threshold=0.9), [[0.1, 0.1]], [[0, 0, 9, 9]])
    assert (boxes.shape, scores.shape, labels.shape) == ((0, 4), (0,), (0,))
