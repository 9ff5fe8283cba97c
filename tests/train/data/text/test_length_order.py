"""Length buckets: every sample once, batches of similar lengths, a pure function of the epoch."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.train.data.loading.sampler import TrainBatchSampler, epoch_order
from paddle_lrkit.train.data.text.length_order import LengthOrder
from tests.train.data.loading.sampling import sampling

LENGTHS = st.lists(st.integers(1, 100), min_size=1, max_size=200)


@given(LENGTHS, st.integers(1, 20), st.integers(1, 9), st.integers(0, 5))
def test_every_sample_once_and_the_rest_stays_at_the_end(lengths, block, window, epoch):
    order = LengthOrder(lengths, block, window, seed=3)
    visited = order(epoch)
    rest = len(lengths) % block
    assert sorted(visited.tolist()) == list(range(len(lengths)))
    np.testing.assert_array_equal(visited, order(epoch))
    np.testing.assert_array_equal(
        visited[len(lengths) - rest :], epoch_order(len(lengths), 3, epoch)[-rest or None :][:rest]
    )


@given(LENGTHS, st.integers(1, 20))
def test_one_window_over_everything_sorts_the_batches(lengths, block):
    visited = LengthOrder(lengths, block, window=len(lengths), seed=1)(0)
    whole = len(lengths) // block * block
    batches = np.array(lengths)[visited[:whole]].reshape(-1, block)
    ordered = batches[np.lexsort((batches[:, -1], batches[:, 0]))]
    assert (np.diff(batches, axis=1) >= 0).all()
    assert (ordered[1:, 0] >= ordered[:-1, -1]).all()


def test_less_is_padded():
    lengths = np.random.default_rng(0).integers(5, 60, 640)
    random = np.array(lengths)[epoch_order(640, 0, 0)].reshape(-1, 32)
    sorted_batches = lengths[LengthOrder(lengths, 32, 10, seed=0)(0)].reshape(-1, 32)
    padding = [(rows.max(axis=1, keepdims=True) - rows).sum() for rows in (random, sorted_batches)]
    assert padding[1] < padding[0] / 4


def test_batches_follow_the_order_from_any_batch_on():
    order = LengthOrder(list(range(50, 0, -1)), 4, 3, seed=7)
    options = sampling(50, 4, seed=7)
    whole = list(TrainBatchSampler(options, stop_batch=30, order=order))
    assert [index for _, index in whole[0]] == order(0)[:4].tolist()
    assert list(TrainBatchSampler(options, start_batch=17, stop_batch=30, order=order)) == whole[17:]
