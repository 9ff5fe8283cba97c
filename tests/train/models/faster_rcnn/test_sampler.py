"""Number and kind of the samples, and Paddle's seed."""

from __future__ import annotations

import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.train.models.faster_rcnn.sampler import PositiveNegativeSampler


@pytest.mark.parametrize(
    ("positives", "negatives", "expected"),
    [
        (100, 100, (4, 12)),
        (2, 100, (2, 14)),
        (0, 100, (0, 16)),
        (100, 3, (4, 3)),
        (0, 0, (0, 0)),
    ],
)
def test_numbers_of_a_draw_of_16_with_a_quarter_positive(positives, negatives, expected):
    kinds = paddle.to_tensor([1] * positives + [0] * negatives + [-1] * 5, dtype="int64")
    positive, negative = PositiveNegativeSampler(16, 0.25)(kinds)
    assert (positive.shape[0], negative.shape[0]) == expected


@given(kinds=st.lists(st.sampled_from([1, 0, -1]), min_size=1, max_size=40), seed=st.integers(0, 1000))
def test_every_index_is_of_its_kind_and_drawn_once(kinds, seed):
    paddle.seed(seed)
    found = PositiveNegativeSampler(8, 0.5)(paddle.to_tensor(kinds, dtype="int64"))
    positive, negative = (part.tolist() for part in found)
    assert all(kinds[index] == 1 for index in positive)
    assert all(kinds[index] == 0 for index in negative)
    assert len({*positive, *negative}) == len(positive) + len(negative)


def test_the_draw_is_a_function_of_the_seed():
    kinds = paddle.to_tensor([1, 0] * 200, dtype="int64")

    def draw(seed):
        paddle.seed(seed)
        return [part.tolist() for part in PositiveNegativeSampler(32, 0.5)(kinds)]

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)


def test_without_chance_the_first_are_taken():
    kinds = paddle.to_tensor([0, 1, 1, 1, 0, 0], dtype="int64")
    positive, negative = PositiveNegativeSampler(4, 0.5, use_random=False)(kinds)
    assert positive.tolist() == [1, 2]
    assert negative.tolist() == [0, 4]
