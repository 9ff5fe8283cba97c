"""The box head: its training targets, and both terms of its loss, computed by hand."""

from __future__ import annotations

import math

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.faster_rcnn.box_head import BBoxAssigner, BBoxHead, BoxHead, TwoFCHead
from paddle_lrkit.train.models.faster_rcnn.roi_extractor import RoIAlign

BACKGROUND = 5


def tensor(rows):
    return paddle.to_tensor(np.array(rows, np.float32).reshape(-1, 4))


def integers(*values):
    return paddle.to_tensor(np.array(values, np.int64))


def test_objects_are_proposals_and_classes_follow_the_overlap():
    proposals = [[0, 0, 10, 6], [0, 0, 10, 4], [50, 50, 60, 60]]
    objects = [[0, 0, 10, 10], [30, 30, 40, 40]]
    boxes, classes, offsets = BBoxAssigner(batch_size_per_im=12)(
        tensor(proposals), tensor(objects), integers(2, 4), BACKGROUND
    )
    found = {tuple(box): label for box, label in zip(boxes.tolist(), classes.tolist(), strict=True)}
    assert found == {
        (0, 0, 10, 6): 2,
        (0, 0, 10, 10): 2,
        (30, 30, 40, 40): 4,
        (0, 0, 10, 4): BACKGROUND,
        (50, 50, 60, 60): BACKGROUND,
    }
    moved = [offsets.tolist()[row] for row, box in enumerate(boxes.tolist()[:3]) if box == [0, 0, 10, 6]]
    assert moved == [pytest.approx([0, 10 * 2 / 6, 0, 5 * math.log(10 / 6)])]


def test_without_objects_everything_is_background():
    boxes, classes, offsets = BBoxAssigner()(tensor([[0, 0, 9, 9]]), tensor([]), integers(), BACKGROUND)
    assert (len(boxes), classes.tolist(), offsets.shape) == (1, [BACKGROUND], [0, 4])


def test_without_proposals_the_objects_are_left():
    boxes, classes, _ = BBoxAssigner()(tensor([]), tensor([[0, 0, 9, 9]]), integers(3), BACKGROUND)
    assert (boxes.tolist(), classes.tolist()) == ([[0, 0, 9, 9]], [3])


def test_without_both_nothing_is_drawn():
    boxes, classes, offsets = BBoxAssigner()(tensor([]), tensor([]), integers(), BACKGROUND)
    assert (boxes.shape, classes.shape, offsets.shape) == ([0, 4], [0], [0, 4])


def test_only_the_offsets_of_the_own_class_are_trained():
    """One proposal is an object of class 1 with target offsets 0: the loss is (1 + 1 + 1 + 1) / 2 rows."""
    head = BoxHead(2, 3, BBoxHead(TwoFCHead(4), RoIAlign(resolution=2, sampling_ratio=1)))
    levels = [paddle.ones([1, 2, side, side]) for side in (16, 8, 4, 2)]
    head.offsets.weight.set_value(paddle.zeros_like(head.offsets.weight))
    head.offsets.bias.set_value(paddle.to_tensor([9.0] * 4 + [1.0] * 4 + [9.0] * 4))
    objects = tensor([[8, 8, 24, 24]])
    terms = head.losses(levels, [tensor([[40, 40, 60, 60]])], [objects], [integers(1)])
    assert terms["loss_bbox_reg"].item() == pytest.approx(4 / 2)
    terms["loss_bbox_reg"].backward()
    assert head.offsets.bias.grad.tolist() == [0.0] * 4 + [0.5] * 4 + [0.0] * 4


def test_even_scores_cost_the_logarithm_of_the_classes():
    head = BoxHead(2, 3, BBoxHead(TwoFCHead(4), RoIAlign(resolution=2, sampling_ratio=1)))
    levels = [paddle.zeros([1, 2, side, side]) for side in (16, 8, 4, 2)]
    terms = head.losses(levels, [tensor([[40, 40, 60, 60]])], [tensor([[8, 8, 24, 24]])], [integers(1)])
    assert terms["loss_bbox_cls"].item() == pytest.approx(math.log(4))


def test_when_nothing_is_drawn_the_terms_are_0_with_gradients_of_zeros():
    """The fraction leaves no room for an object, and no overlap is below 0."""
    assigner = BBoxAssigner(batch_size_per_im=2, fg_fraction=0.25, bg_thresh=0.0)
    head = BoxHead(2, 3, BBoxHead(TwoFCHead(4), RoIAlign(resolution=2, sampling_ratio=1), assigner))
    levels = [paddle.ones([1, 2, side, side]) for side in (16, 8, 4, 2)]
    terms = head.losses(levels, [tensor([[40, 40, 60, 60]])], [tensor([[8, 8, 24, 24]])], [integers(1)])
    assert {name: value.item() for name, value in terms.items()} == {"loss_bbox_cls": 0.0, "loss_bbox_reg": 0.0}
    paddle.add_n(list(terms.values())).backward()
    assert all(parameter.grad.abs().sum().item() == 0 for parameter in head.parameters())


@pytest.mark.parametrize(
    ("key", "value"), [("batch_size_per_im", 0), ("fg_fraction", -0.1), ("fg_thresh", 0.0), ("bg_thresh", 0.6)]
)
def test_numbers_out_of_range_are_errors(key, value):
    with pytest.raises(ConfigError) as caught:
        BBoxAssigner(**{key: value})
    assert caught.value.key == key
