"""Batches of one group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.train.data.boxes.aspect_order import AspectRatioOrder, group_batches
from paddle_lrkit.train.data.loading.sampler import TrainBatchSampler
from tests.train.data.loading.sampling import sampling


@given(
    groups=st.lists(st.integers(0, 2), min_size=1, max_size=60), batch_size=st.integers(1, 7), seed=st.integers(0, 9)
)
def test_every_sample_comes_once_and_only_the_last_batches_mix(groups, batch_size, seed):
    groups = np.array(groups)
    order = np.random.default_rng(seed).permutation(len(groups))
    found = group_batches(order, groups, batch_size)
    assert sorted(found.tolist()) == list(range(len(groups)))
    mixed = [
        first
        for first in range(0, len(found) - batch_size + 1, batch_size)
        if len(set(groups[found[first : first + batch_size]])) > 1
    ]
    whole = sum(int((groups == group).sum()) // batch_size for group in range(3))
    assert all(first >= whole * batch_size for first in mixed)


def test_the_order_within_a_group_stays():
    groups = np.array([0, 1] * 4)
    assert group_batches(np.array([7, 0, 1, 2, 3, 4, 5, 6]), groups, 2).tolist() == [7, 1, 0, 2, 3, 5, 4, 6]


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_run_from_the_middle_has_the_same_batches(shuffle):
    order = AspectRatioOrder(np.arange(23) % 3 == 0, batch_size=4, seed=5, shuffle=shuffle)

    def batches(start):
        options = sampling(23, 4, shuffle, True, 5)
        return list(TrainBatchSampler(options, start_batch=start, stop_batch=17, order=order))

    assert batches(7) == batches(0)[7:]
    assert (order(0).tolist() == order(1).tolist()) is not shuffle
