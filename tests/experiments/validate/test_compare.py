"""Differences of losses, and what counts as too far."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.experiments.validate.compare import Tolerance, compared, loss_differences
from paddle_lrkit.experiments.validate.finding import Failed


def test_equal_losses_pass_the_exact_tolerance():
    figures = compared([2.0, 1.0], [2.0, 1.0], Tolerance(0, 0))
    assert (figures["first"], figures["mean"], figures["largest"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("actual", "tolerance", "message"),
    [
        ([2.0 + 1e-6, 1.0], Tolerance(0, 1), "first difference 5e-07 is above 0"),
        ([2.0, 1.1], Tolerance(1, 0.01), r"mean difference 0\.0333 is above 0\.01"),
    ],
)
def test_too_far_names_the_figure(actual, tolerance, message):
    with pytest.raises(Failed, match=message) as raised:
        compared([2.0, 1.0], actual, tolerance)
    assert raised.value.figures["updates"] == 2


@pytest.mark.parametrize(
    ("expected", "actual", "message"),
    [
        ([1.0, 1.0], [1.0], "1 losses stand against 2"),
        ([], [], "0 losses"),
        ([1.0, 1.0], [1.0, math.nan], "the actual loss at update 1 is nan"),
        ([math.inf], [1.0], "the expected loss at update 0 is inf"),
    ],
)
def test_what_cannot_be_compared_fails(expected, actual, message):
    with pytest.raises(Failed, match=message):
        loss_differences(expected, actual)
