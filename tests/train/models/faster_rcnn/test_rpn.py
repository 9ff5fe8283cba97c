"""The region proposal network: targets computed by hand, and the order of outputs and anchors."""

from __future__ import annotations

import math

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.faster_rcnn.anchors import AnchorGenerator
from paddle_lrkit.train.models.faster_rcnn.box_coder import BoxCoder
from paddle_lrkit.train.models.faster_rcnn.rpn import RegionProposalNetwork, RPNHead, RPNTargetAssign

ANCHORS = [[0, 0, 10, 10], [0, 0, 10, 8], [0, 0, 10, 4], [50, 50, 60, 60], [70, 70, 80, 80]]


def tensor(rows):
    return paddle.to_tensor(np.array(rows, np.float32).reshape(-1, 4))


def test_targets_by_hand():
    """Anchors 0 and 1 have overlaps 1 and 0.8, anchor 2 has 0.4 and is ignored."""
    drawn, targets, positive, offsets = RPNTargetAssign(batch_size_per_im=4)(tensor(ANCHORS), tensor([[0, 0, 10, 10]]))
    assert sorted(drawn.tolist()) == [0, 1, 3, 4]
    assert dict(zip(drawn.tolist(), targets.tolist(), strict=True)) == {0: 1, 1: 1, 3: 0, 4: 0}
    found = dict(zip(positive.tolist(), offsets.tolist(), strict=True))
    assert found[0] == [0, 0, 0, 0]
    assert found[1] == pytest.approx([0, 1 / 8, 0, math.log(10 / 8)])


def test_without_objects_all_targets_are_zero():
    drawn, targets, positive, offsets = RPNTargetAssign(batch_size_per_im=4)(tensor(ANCHORS), tensor([]))
    assert (len(drawn), targets.sum().item(), len(positive), offsets.shape) == (4, 0, 0, [0, 4])


def test_outputs_and_anchors_are_in_the_same_order():
    """Offsets that move every anchor of all levels onto the object have no loss."""
    paddle.seed(0)
    rpn = RegionProposalNetwork(4, RPNHead(AnchorGenerator(anchor_sizes=((8.0,), (16.0,), (32.0,), (64.0,), (128.0,)))))
    levels = [paddle.randn([2, 4, side, side + 1]) for side in (16, 8, 4, 2, 1)]
    logits, _ = rpn(levels)
    anchors = rpn.anchors(levels)
    objects = [tensor([[10, 12, 40, 30]]), tensor([[3, 5, 20, 50]])]
    exact = []
    for grid in anchors:
        height, width, count, _ = grid.shape
        flat = grid.reshape([-1, 4])
        wanted = [BoxCoder().encode(box.expand([len(flat), 4]), flat) for box in objects]
        stacked = paddle.stack(wanted).reshape([2, height, width, count * 4])
        exact.append(stacked.transpose([0, 3, 1, 2]))
    assert rpn.losses(logits, exact, anchors, objects)["loss_rpn_reg"].item() == pytest.approx(0, abs=1e-5)
    proposals = rpn.proposals(logits, exact, anchors, paddle.full([2, 2], 64.0))
    for found, box in zip(proposals, objects, strict=True):
        np.testing.assert_allclose(found.numpy(), np.repeat(box.numpy(), len(found), axis=0), atol=1e-3)


def test_the_loss_is_divided_by_the_requested_samples():
    """Even scores cost log 2 for each drawn anchor."""
    rpn = RegionProposalNetwork(4, RPNHead(rpn_target_assign=RPNTargetAssign(batch_size_per_im=16)))
    levels = [paddle.zeros([1, 4, side, side]) for side in (16, 8, 4, 2, 1)]
    logits, offsets = rpn(levels)
    terms = rpn.losses(logits, offsets, rpn.anchors(levels), [tensor([[0, 0, 32, 32]])])
    assert terms["loss_rpn_cls"].item() == pytest.approx(math.log(2), rel=1e-5)


@pytest.mark.parametrize(
    ("key", "value"),
    [("batch_size_per_im", 0), ("fg_fraction", 1.5), ("positive_overlap", 0.0), ("negative_overlap", 0.8)],
)
def test_numbers_out_of_range_are_errors(key, value):
    with pytest.raises(ConfigError) as caught:
        RPNTargetAssign(**{key: value})
    assert caught.value.key == key
