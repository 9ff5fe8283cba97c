"""The terms of the loss against numbers computed by hand."""

from __future__ import annotations

import math

import paddle
import pytest

from paddle_lrkit.train.models.faster_rcnn.losses import class_loss, objectness_loss, offset_loss


def test_objectness_is_divided_by_the_requested_samples():
    logits, drawn = paddle.to_tensor([9.0, 0.0, 2.0]), paddle.to_tensor([1, 2])
    found = objectness_loss(logits, drawn, paddle.to_tensor([1.0, 0.0]), count=8)
    assert found.item() == pytest.approx((math.log(2) + math.log1p(math.exp(2))) / 8)


def test_offsets_are_compared_by_their_absolute_difference():
    offsets = paddle.to_tensor([[9.0, 9.0, 9.0, 9.0], [1.0, 2.0, 3.0, 4.0]])
    found = offset_loss(offsets, paddle.to_tensor([1]), paddle.to_tensor([[0.0, 4.0, 3.0, 0.0]]), count=4)
    assert found.item() == pytest.approx((1 + 2 + 0 + 4) / 4)


def test_classes_are_the_mean_cross_entropy():
    scores = paddle.to_tensor([[0.0, 0.0, 0.0], [math.log(2), 0.0, 0.0]])
    found = class_loss(scores, paddle.to_tensor([2, 0], dtype="int64"))
    assert found.item() == pytest.approx((math.log(3) + math.log(2)) / 2)


def test_without_samples_the_loss_is_zero_and_has_a_gradient():
    weight = paddle.create_parameter([3, 4], "float32")
    no_rows = paddle.zeros([0], "int64")
    total = objectness_loss(weight.flatten(), no_rows, paddle.zeros([0]), 8)
    (total + offset_loss(weight, no_rows, paddle.zeros([0, 4]), 8)).backward()
    assert total.item() == 0
    assert weight.grad.abs().sum().item() == 0
