"""Batch samplers that are pure functions of seed, epoch and batch number, so that a run can resume at any batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count, groupby

import numpy as np

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.errors import ConfigError, check_integer
from paddle_lrkit.messages import tr

SampleKey = tuple[int, int]
"""A sample of a run: its epoch and its index in the data set."""

EpochOrder = Callable[[int], np.ndarray]
"""Epoch -> order of the samples, int64 ``[num_samples]``."""


def epoch_order(num_samples: int, seed: int, epoch: int, shuffle: bool = True) -> np.ndarray:
    """The order in which one epoch visits the samples.

    Formula: ``default_rng([seed, epoch]).permutation(num_samples)``, or ``0, 1, 2, ...`` without shuffle.

    Args:
        num_samples: Samples in the data set.
        seed: Seed of the run, not negative.
        epoch: 0-based epoch.
        shuffle: Whether the order is random.

    Returns:
        int64 indices, shape ``[num_samples]``.

    Example:
        >>> epoch_order(4, seed=0, epoch=0, shuffle=False)
        array([0, 1, 2, 3])
    """
    if not shuffle:
        return np.arange(num_samples, dtype=np.int64)
    return np.random.default_rng([seed, epoch]).permutation(num_samples).astype(np.int64, copy=False)


def shard(order: np.ndarray, rank: int, world: int) -> np.ndarray:
    """The part of an epoch of one rank: every ``world``-th sample, after padding from the front to equal parts.

    Batch ``k`` of all ranks together is batch ``k`` of a single process with ``world`` times the batch size.

    Args:
        order: Indices of the epoch, shape ``[n]``.
        rank: This process, 0-based.
        world: Number of processes.

    Returns:
        Indices, shape ``[ceil(n / world)]``.

    Example:
        >>> shard(np.arange(5), rank=1, world=2)
        array([1, 3, 0])
    """
    return np.resize(order, -(-len(order) // world) * world)[rank::world]


@dataclass(frozen=True)
class SamplingOptions:
    """How the samples of an epoch are divided into batches.

    Args:
        plan: The sizes of the batches; its ``num_samples`` is known.
        shuffle: Whether each epoch has its own random order.
        seed: Seed of the run, not negative.
        rank: This process, 0-based.

    Raises:
        ConfigError: A number is out of range.
    """

    plan: BatchPlan
    shuffle: bool = True
    seed: int = 0
    rank: int = 0

    def __post_init__(self) -> None:
        check_integer("num_samples", self.plan.num_samples, at_least=1)
        check_integer("seed", self.seed, at_least=0)
        check_integer("rank", self.rank, at_least=0, at_most=self.plan.world - 1)


class TrainBatchSampler:
    """The batches of a whole run, from any batch on; a ``batch_sampler`` for ``paddle.io.DataLoader``.

    Every batch is a list of ``(epoch, index)``. An epoch is cut to a whole number of updates, so that no update mixes
    two epochs.

    Args:
        options: How the samples are divided.
        start_batch: Batches of the run that this process has already done.
        stop_batch: Batch of the run before which to stop; None continues without end.
        order: Gives the order of an epoch, a pure function of its number; by default `epoch_order`.

    Attributes:
        num_samples: Samples in the data set.
        batch_size: Samples per process and forward pass, the largest of the run.

    Raises:
        ConfigError: A number is out of range.

    Example:
        >>> options = SamplingOptions(BatchPlan.constant(5, 2), shuffle=False)
        >>> list(TrainBatchSampler(options, start_batch=1, stop_batch=4))
        [[(0, 2), (0, 3)], [(1, 0), (1, 1)], [(1, 2), (1, 3)]]
    """

    def __init__(
        self,
        options: SamplingOptions,
        *,
        start_batch: int = 0,
        stop_batch: int | None = None,
        order: EpochOrder | None = None,
    ) -> None:
        self.options = options
        self.num_samples, self.batch_size = int(options.plan.num_samples or 0), options.plan.largest_batch
        self.order = order or partial(epoch_order, self.num_samples, options.seed, shuffle=options.shuffle)
        self.start_batch = check_integer("start_batch", start_batch, at_least=0)
        self.stop_batch = stop_batch
        if stop_batch is not None and check_integer("stop_batch", stop_batch) < start_batch:
            raise ConfigError(tr("must be >= start_batch ({}), got {}", start_batch, stop_batch), key="stop_batch")

    def __len__(self) -> int:
        if self.stop_batch is None:
            raise TypeError("batches without stop_batch have no length")
        return self.stop_batch - self.start_batch

    def __iter__(self) -> Iterator[list[SampleKey]]:
        plan = self.options.plan
        numbers = count(self.start_batch) if self.stop_batch is None else range(self.start_batch, self.stop_batch)
        for epoch, in_epoch in groupby(map(plan.place, numbers), key=lambda place: place.epoch):
            share = shard(self.order(epoch), self.options.rank, plan.world)
            for place in in_epoch:
                yield [(epoch, index) for index in share[place.offset : place.offset + place.size].tolist()]


class EvalBatchSampler:
    """Every sample once, in order; the last batch may be smaller. Ranks share the samples without padding.

    Args:
        num_samples: Samples in the data set.
        batch_size: Samples per batch.
        rank: This process, 0-based.
        world: Number of processes; with more processes than samples a rank may have no batch.

    Raises:
        ConfigError: ``batch_size`` is below 1.

    Example:
        >>> list(EvalBatchSampler(5, 2))
        [[(0, 0), (0, 1)], [(0, 2), (0, 3)], [(0, 4)]]
    """

    def __init__(self, num_samples: int, batch_size: int, rank: int = 0, world: int = 1) -> None:
        self.num_samples = num_samples
        self.batch_size = check_integer("batch_size", batch_size, at_least=1)
        self.indices = range(num_samples)[rank::world]

    def __len__(self) -> int:
        return -(-len(self.indices) // self.batch_size)

    def __iter__(self) -> Iterator[list[SampleKey]]:
        for first in range(0, len(self.indices), self.batch_size):
            yield [(0, index) for index in self.indices[first : first + self.batch_size]]
