"""The small computation: right on the CPU, and every wrong result is noticed."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from paddle_lrkit.diagnostics.computation import check_computation


class Numbers:
    """Stands for a tensor."""

    def __init__(self, values):
        self.values = values

    def numpy(self):
        return self.values


def stand_in(product=64.0, batch=4.0, convolution=36.0, shape=(2, 2, 8, 8)):
    """A Paddle whose results can be set."""

    def matmul(one, other, transpose_y=False):
        return Numbers(np.full(shape, batch)) if transpose_y else Numbers(np.full((64, 64), product))

    chosen = []
    functional = SimpleNamespace(conv2d=lambda image, kernel: Numbers(np.full((1, 2, 6, 6), convolution)))
    return SimpleNamespace(
        set_device=chosen.append, chosen=chosen, ones=np.ones, matmul=matmul, nn=SimpleNamespace(functional=functional)
    )


def test_each_device_computes():
    paddle = stand_in()
    check_computation(paddle, "npu", 3)
    assert paddle.chosen == ["npu:0", "npu:1", "npu:2"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"product": 0.0}, "on npu 0 of 2 the result of a product is wrong"),
        ({"batch": 3.9}, "on npu 0 of 2 the result of a batch of products is wrong"),
        ({"shape": (0,)}, "on npu 0 of 2 the result of a batch of products is wrong"),
        ({"convolution": float("nan")}, "on npu 0 of 2 the result of a convolution is wrong"),
    ],
)
def test_a_wrong_result_is_noticed(wrong, message):
    with pytest.raises(ArithmeticError, match=message):
        check_computation(stand_in(**wrong), "npu", 2)


def test_the_values_are_those_of_paddle(monkeypatch):
    paddle = pytest.importorskip("paddle")
    monkeypatch.setattr(paddle, "set_device", lambda name: None)
    check_computation(paddle, "cpu", 1)
