"""Batch samplers: every sample once per epoch, resume at any batch, shares of the ranks."""

from __future__ import annotations

import itertools

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.loading.sampler import (
    EvalBatchSampler,
    TrainBatchSampler,
    epoch_order,
    shard,
)
from paddle_lrkit.units import steps_per_epoch
from tests.train.data.loading.sampling import sampling

SIZES = st.integers(1, 60)
WORLDS = st.integers(1, 5)


@given(num_samples=SIZES, seed=st.integers(0, 2**40), epoch=st.integers(0, 1000))
def test_the_order_of_an_epoch_is_a_reproducible_permutation(num_samples: int, seed: int, epoch: int) -> None:
    order = epoch_order(num_samples, seed, epoch)
    assert sorted(order.tolist()) == list(range(num_samples))
    np.testing.assert_array_equal(order, epoch_order(num_samples, seed, epoch))
    np.testing.assert_array_equal(order, np.random.default_rng([seed, epoch]).permutation(num_samples))


def test_epochs_and_seeds_differ() -> None:
    orders = {tuple(epoch_order(20, seed, epoch)) for seed in range(3) for epoch in range(3)}
    assert len(orders) == 9


@given(num_samples=SIZES, world=WORLDS)
def test_shards_have_one_length_and_cover_the_epoch(num_samples: int, world: int) -> None:
    order = epoch_order(num_samples, 0, 0)
    shards = [shard(order, rank, world) for rank in range(world)]
    share = -(-num_samples // world)
    assert {len(part) for part in shards} == {share}
    together = np.stack(shards, axis=1).ravel()
    np.testing.assert_array_equal(together[:num_samples], order)
    np.testing.assert_array_equal(together[num_samples:], np.resize(order, share * world)[num_samples:])


@given(num_samples=SIZES, batch_size=st.integers(1, 20), world=WORLDS, drop_last=st.booleans())
def test_an_epoch_has_as_many_batches_as_paddles_sampler(
    num_samples: int, batch_size: int, world: int, drop_last: bool
) -> None:
    reference = paddle.io.DistributedBatchSampler(
        list(range(num_samples)), batch_size, num_replicas=world, rank=world - 1, drop_last=drop_last
    )
    if len(reference) == 0:
        with pytest.raises(ConfigError):
            TrainBatchSampler(sampling(num_samples, batch_size, True, drop_last, 0, rank=world - 1, world=world))
        return
    ours = TrainBatchSampler(sampling(num_samples, batch_size, True, drop_last, 0, rank=world - 1, world=world))
    assert ours.options.plan.batches(ours.options.plan.first_update(1)) == len(reference)
    epoch = TrainBatchSampler(ours.options, stop_batch=len(reference))
    assert sorted(map(len, epoch)) == sorted(map(len, reference))


@given(
    num_samples=SIZES,
    batch_size=st.integers(1, 8),
    accumulate=st.integers(1, 4),
    world=WORLDS,
    drop_last=st.booleans(),
)
def test_updates_of_an_epoch_are_those_that_units_counts(
    num_samples: int, batch_size: int, accumulate: int, world: int, drop_last: bool
) -> None:
    lengths = {"world_size": world, "drop_last": drop_last, "accumulate_steps": accumulate}
    try:
        updates = steps_per_epoch(num_samples, batch_size, **lengths)
    except ConfigError:
        with pytest.raises(ConfigError, match="an epoch has no update"):
            TrainBatchSampler(sampling(num_samples, batch_size, True, drop_last, 0, accumulate, world=world))
        return
    batches = TrainBatchSampler(sampling(num_samples, batch_size, True, drop_last, 0, accumulate, world=world))
    assert batches.options.plan.first_update(1) == updates


@given(
    num_samples=st.integers(4, 40),
    batch_size=st.integers(1, 4),
    accumulate=st.integers(1, 2),
    start=st.integers(0, 60),
    length=st.integers(0, 60),
)
def test_resuming_gives_the_rest_of_the_run(
    num_samples: int, batch_size: int, accumulate: int, start: int, length: int
) -> None:
    def batches(first: int, stop: int | None) -> TrainBatchSampler:
        options = sampling(num_samples, batch_size, True, False, 7, accumulate)
        return TrainBatchSampler(options, start_batch=first, stop_batch=stop)

    if batches_too_few(num_samples, batch_size, accumulate):
        return
    whole = list(batches(0, start + length))
    rest = batches(start, start + length)
    assert list(rest) == whole[start:]
    assert len(rest) == length
    assert list(itertools.islice(batches(start, None), length)) == whole[start:]


def batches_too_few(num_samples: int, batch_size: int, accumulate: int) -> bool:
    return -(-num_samples // batch_size) < accumulate


@given(num_samples=SIZES, batch_size=st.integers(1, 8), epochs=st.integers(1, 3))
def test_without_dropping_every_epoch_has_every_sample_once(num_samples: int, batch_size: int, epochs: int) -> None:
    per_epoch = -(-num_samples // batch_size)
    batches = TrainBatchSampler(sampling(num_samples, batch_size, True, False, 1), stop_batch=per_epoch * epochs)
    seen = sorted(itertools.chain.from_iterable(batches))
    assert seen == [(epoch, index) for epoch in range(epochs) for index in range(num_samples)]


def test_a_global_batch_is_that_of_one_process_with_the_whole_batch_size() -> None:
    alone = list(TrainBatchSampler(sampling(48, 8, True, True, 3), stop_batch=12))
    shares = [sampling(48, 4, True, True, 3, rank=rank, world=2) for rank in range(2)]
    ranks = [list(TrainBatchSampler(share, stop_batch=12)) for share in shares]
    for whole, first, second in zip(alone, *ranks, strict=True):
        assert sorted(whole) == sorted(first + second)


def test_an_update_never_mixes_epochs() -> None:
    batches = TrainBatchSampler(sampling(10, 2, True, True, 0, accumulate=2), stop_batch=12)
    assert batches.options.plan.batches(2) == 4
    epochs = [{epoch for epoch, _ in batch} for batch in batches]
    assert epochs == [{batch // 4} for batch in range(12)]


def test_a_dataloader_takes_it() -> None:
    loader = paddle.io.DataLoader(
        _Echo(),
        batch_sampler=TrainBatchSampler(sampling(5, 2, False, True, 0), stop_batch=3),
        collate_fn=np.array,
    )
    assert len(loader) == 3
    assert [batch.numpy().tolist() for batch in loader] == [[[0, 0], [0, 1]], [[0, 2], [0, 3]], [[1, 0], [1, 1]]]


class _Echo(paddle.io.Dataset):
    def __getitem__(self, position: tuple[int, int]) -> tuple[int, int]:
        return position

    def __len__(self) -> int:
        return 5


def test_an_endless_run_has_no_length() -> None:
    with pytest.raises(TypeError, match="without stop_batch"):
        len(TrainBatchSampler(sampling(5, 2, True, True, 0)))


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"num_samples": 0}, "num_samples"),
        ({"batch_size": 0}, "batch_size"),
        ({"seed": -1}, "seed"),
        ({"accumulate": 0}, "accumulate"),
        ({"rank": 2, "world": 2}, "rank"),
        ({"world": 0}, "world"),
        ({"start_batch": -1}, "start_batch"),
        ({"start_batch": 3, "stop_batch": 2}, "stop_batch"),
    ],
)
def test_numbers_out_of_range_are_named(arguments: dict[str, int], key: str) -> None:
    arguments = dict(arguments)
    range_of_run = {name: arguments.pop(name) for name in ("start_batch", "stop_batch") if name in arguments}
    with pytest.raises(ConfigError) as caught:
        TrainBatchSampler(sampling(**{"num_samples": 8, "batch_size": 2, **arguments}), **range_of_run)
    assert caught.value.key == key


@given(num_samples=st.integers(0, 40), batch_size=st.integers(1, 9), world=WORLDS)
def test_evaluation_sees_every_sample_once_over_all_ranks(num_samples: int, batch_size: int, world: int) -> None:
    ranks = [EvalBatchSampler(num_samples, batch_size, rank, world) for rank in range(world)]
    seen = [position for batches in ranks for batch in batches for position in batch]
    assert sorted(seen) == [(0, index) for index in range(num_samples)]
    assert [len(list(batches)) for batches in ranks] == [len(batches) for batches in ranks]
