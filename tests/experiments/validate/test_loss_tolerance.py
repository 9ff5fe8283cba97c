"""Differences of losses, and their limits."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.experiments.validate.case import CaseFailed
from paddle_lrkit.experiments.validate.loss_tolerance import LossTolerance, compare_losses, loss_differences


def test_equal_losses_pass_the_exact_tolerance():
    figures = compare_losses([2.0, 1.0], [2.0, 1.0], LossTolerance(0, 0))
    assert (figures["first"], figures["mean"], figures["largest"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("actual", "tolerance", "message"),
    [
        ([2.0 + 1e-6, 1.0], LossTolerance(0, 1), "first difference 5e-07 exceeds 0"),
        ([2.0, 1.1], LossTolerance(1, 0.01), r"mean difference 0\.0333 exceeds 0\.01"),
    ],
)
def test_too_far_names_the_figure(actual, tolerance, message):
    with pytest.raises(CaseFailed, match=message) as raised:
        compare_losses([2.0, 1.0], actual, tolerance)
    assert raised.value.figures["updates"] == 2


@pytest.mark.parametrize(
    ("expected", "actual", "message"),
    [
        ([1.0, 1.0], [1.0], "1 losses instead of 2"),
        ([], [], "0 losses"),
        ([1.0, 1.0], [1.0, math.nan], "the actual loss at update 1 is nan"),
        ([math.inf], [1.0], "the expected loss at update 0 is inf"),
    ],
)
def test_what_cannot_be_compared_fails(expected, actual, message):
    with pytest.raises(CaseFailed, match=message):
        loss_differences(expected, actual)
