"""Which samples make which batch: a pure function of seed, epoch and batch number, so that resuming is asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from paddle_lrkit.errors import ConfigError, DataError, check_integer
from paddle_lrkit.units import batches_per_epoch

Position = tuple[int, int]
"""A sample of a run: its epoch and its index in the data set."""


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
    """A rank's part of an epoch: every ``world``-th sample, after padding from the front to equal parts.

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


class TrainBatches:
    """The batches of a whole run, from any batch on; a ``batch_sampler`` for ``paddle.io.DataLoader``.

    Every batch is a list of ``(epoch, index)``. With ``accumulate`` an epoch is cut to a whole number of updates,
    so that no update mixes two epochs.

    Args:
        num_samples: Samples in the data set.
        batch_size: Samples per process and forward pass.
        shuffle: Whether each epoch has its own random order.
        drop_last: Whether the incomplete batch at the end of an epoch is left out.
        seed: Seed of the run, not negative.
        accumulate: Batches whose gradients make one update.
        rank: This process, 0-based.
        world: Number of processes.
        start_batch: Batches of the run that are already done (on this process).
        stop_batch: Batch of the run before which to stop; None goes on without end.
        order: Gives the order of an epoch, a pure function of its number; by default `epoch_order`.

    Attributes:
        batches_per_epoch: Batches of one epoch on one process; a multiple of ``accumulate``.

    Raises:
        ConfigError: A number is out of range.
        DataError: An epoch has no update.

    Example:
        >>> batches = TrainBatches(5, 2, shuffle=False, drop_last=True, seed=0, start_batch=1, stop_batch=4)
        >>> list(batches)
        [[(0, 2), (0, 3)], [(1, 0), (1, 1)], [(1, 2), (1, 3)]]
    """

    def __init__(
        self,
        num_samples: int,
        batch_size: int,
        shuffle: bool,
        drop_last: bool,
        seed: int,
        accumulate: int = 1,
        rank: int = 0,
        world: int = 1,
        start_batch: int = 0,
        stop_batch: int | None = None,
        order: Callable[[int], np.ndarray] | None = None,
    ) -> None:
        self.order = order or partial(epoch_order, num_samples, seed, shuffle=shuffle)
        self.num_samples = check_integer("num_samples", num_samples, at_least=1)
        self.batch_size = check_integer("batch_size", batch_size, at_least=1)
        self.seed = check_integer("seed", seed, at_least=0)
        self.world = check_integer("world", world, at_least=1)
        self.rank = check_integer("rank", rank, at_least=0, at_most=world - 1)
        self.start_batch = check_integer("start_batch", start_batch, at_least=0)
        self.stop_batch = stop_batch
        if stop_batch is not None and check_integer("stop_batch", stop_batch) < start_batch:
            raise ConfigError(f"must be >= start_batch ({start_batch}), got {stop_batch}", key="stop_batch")
        self.drop_last = drop_last
        self.batches_per_epoch = self._batches_per_epoch(check_integer("accumulate", accumulate, at_least=1))

    def _batches_per_epoch(self, accumulate: int) -> int:
        batches = batches_per_epoch(self.num_samples, self.batch_size, self.world, self.drop_last)
        if batches < accumulate:
            raise DataError(
                f"{self.num_samples} samples on {self.world} processes give {batches} batches of {self.batch_size} "
                f"an epoch, fewer than the {accumulate} that one update takes; lower batch_size or accumulate"
            )
        return batches // accumulate * accumulate

    def __len__(self) -> int:
        if self.stop_batch is None:
            raise TypeError("batches without stop_batch have no length")
        return self.stop_batch - self.start_batch

    def __iter__(self) -> Iterator[list[Position]]:
        epoch, first = divmod(self.start_batch, self.batches_per_epoch)
        done = self.start_batch
        while self.stop_batch is None or done < self.stop_batch:
            left = self.batches_per_epoch if self.stop_batch is None else self.stop_batch - done + first
            yield from self.epoch_batches(epoch, first, min(left, self.batches_per_epoch))
            done += self.batches_per_epoch - first
            epoch, first = epoch + 1, 0

    def epoch_batches(self, epoch: int, first: int = 0, stop: int | None = None) -> Iterator[list[Position]]:
        """The batches ``first`` to ``stop`` (exclusive; None: all) of one epoch on this process."""
        share = shard(self.order(epoch), self.rank, self.world)
        for batch in range(first, self.batches_per_epoch if stop is None else stop):
            indices = share[batch * self.batch_size : (batch + 1) * self.batch_size]
            yield [(epoch, index) for index in indices.tolist()]


class EvalBatches:
    """Every sample once, in order; the last batch may be smaller. Ranks share the samples without padding.

    Args:
        num_samples: Samples in the data set.
        batch_size: Samples per batch.
        rank: This process, 0-based.
        world: Number of processes; with more processes than samples a rank may have no batch.

    Example:
        >>> list(EvalBatches(5, 2))
        [[(0, 0), (0, 1)], [(0, 2), (0, 3)], [(0, 4)]]
    """

    def __init__(self, num_samples: int, batch_size: int, rank: int = 0, world: int = 1) -> None:
        self.batch_size = check_integer("batch_size", batch_size, at_least=1)
        self.indices = range(num_samples)[rank::world]

    def __len__(self) -> int:
        return -(-len(self.indices) // self.batch_size)

    def __iter__(self) -> Iterator[list[Position]]:
        for first in range(0, len(self.indices), self.batch_size):
            yield [(0, index) for index in self.indices[first : first + self.batch_size]]
