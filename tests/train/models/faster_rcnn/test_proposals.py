"""Proposals from scores and offsets, against an independent NumPy version."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.faster_rcnn.anchors import AnchorGenerator
from paddle_lrkit.train.models.faster_rcnn.proposals import ProposalGenerator, TestProposal, TrainProposal
from tests.train.models.faster_rcnn.test_box_coder import numpy_decode
from tests.train.models.faster_rcnn.test_boxes import overlap


def outputs(seed, images=2, size=64):
    rng = np.random.default_rng(seed)
    generator = AnchorGenerator(anchor_sizes=((8.0,), (16.0,), (32.0,), (64.0,), (128.0,)))
    shapes = [(-(-size // stride), -(-size // stride)) for stride in generator.strides]
    scores = [rng.normal(size=(images, 3, *shape)).astype(np.float32) for shape in shapes]
    offsets = [rng.normal(0, 0.3, (images, 12, *shape)).astype(np.float32) for shape in shapes]
    return scores, offsets, generator.grids(shapes)


def numpy_level(scores, offsets, anchors, size, before, after, thresh):
    """Decodes, clips, drops boxes below one pixel and suppresses; best first."""
    flat = scores.transpose(1, 2, 0).reshape(-1)
    each = offsets.reshape(-1, 4, *offsets.shape[1:]).transpose(2, 3, 0, 1).reshape(-1, 4)
    order = np.argsort(-flat, kind="stable")[:before]
    boxes = numpy_decode(each[order].astype(float), anchors.reshape(-1, 4)[order].astype(float), (1, 1, 1, 1))
    boxes = np.clip(boxes, 0, [size[1], size[0], size[1], size[0]])
    kept = []
    for box in boxes:
        whole = box[2] - box[0] >= 1 and box[3] - box[1] >= 1
        if whole and all(overlap(box, other) <= thresh for other in kept):
            kept.append(box)
    return kept[:after], np.sort(flat)[::-1]


@pytest.mark.parametrize("seed", range(3))
def test_the_levels_of_an_image_are_those_of_numpy(seed):
    scores, offsets, anchors = outputs(seed)
    sizes = np.array([[64, 64], [50, 60]], np.float32)
    generate = ProposalGenerator(pre_nms_top_n=40, post_nms_top_n=10_000, nms_thresh=0.7)
    found = generate(
        *([paddle.to_tensor(one) for one in part] for part in (scores, offsets, anchors)), paddle.to_tensor(sizes)
    )
    for image in range(2):
        expected = [
            box
            for level in range(5)
            for box in numpy_level(
                scores[level][image], offsets[level][image], anchors[level], sizes[image], 40, 999, 0.7
            )[0]
        ]
        np.testing.assert_allclose(found[image].numpy(), expected, atol=1e-3)


def run(generate, seed=0):
    scores, offsets, anchors = outputs(seed)
    sizes = paddle.to_tensor([[64.0, 64.0], [64.0, 64.0]])
    return generate(*([paddle.to_tensor(one) for one in part] for part in (scores, offsets, anchors)), sizes)


def test_an_image_keeps_the_best_of_all_levels():
    assert [len(boxes) for boxes in run(ProposalGenerator(pre_nms_top_n=40, post_nms_top_n=7))] == [7, 7]


def test_a_level_keeps_all_that_is_left_on_demand():
    """An image may take all boxes of the level with the best scores."""
    each, collected = (
        run(ProposalGenerator(pre_nms_top_n=40, post_nms_top_n=9, topk_after_collect=choice))
        for choice in (False, True)
    )
    assert [len(boxes) for boxes in collected] == [9, 9]
    most = run(ProposalGenerator(pre_nms_top_n=40, post_nms_top_n=10_000))
    assert {tuple(box) for box in collected[0].tolist()} <= {tuple(box) for box in most[0].tolist()}
    assert len(each[0]) == 9


def test_the_defaults_of_training_and_evaluation():
    assert TrainProposal() == TrainProposal(0.0, 0.7, 2000, 1000, True)
    assert TestProposal() == TestProposal(0.0, 0.7, 1000, 1000, False)


def test_without_proposals_nothing_crashes_or_is_nan():
    scores, offsets, anchors = outputs(0)
    generate = ProposalGenerator(min_size=1000)
    found = generate(
        *([paddle.to_tensor(one) for one in part] for part in (scores, offsets, anchors)),
        paddle.to_tensor([[64.0, 64.0], [64.0, 64.0]]),
    )
    assert all(np.isfinite(boxes.numpy()).all() for boxes in found)


@pytest.mark.parametrize(
    ("key", "value"),
    [("min_size", -1), ("nms_thresh", 0), ("nms_thresh", 1.5), ("pre_nms_top_n", 0), ("post_nms_top_n", 0)],
)
def test_numbers_out_of_range_are_errors(key, value):
    with pytest.raises(ConfigError) as caught:
        ProposalGenerator(**{key: value})
    assert caught.value.key == key
