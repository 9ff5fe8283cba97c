"""Length bucketing: an order of the samples in which a batch has samples of about one length."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.train.data.loading.sampler import epoch_order

_BLOCK_KEY = 5


class LengthOrder:
    """The order of each epoch: random, sorted by length within windows, whole batches shuffled again.

    The samples that fill no whole batch stay at the end in random order, so that leaving them out favours no length.
    A pure function of seed and epoch. The ranks of a global batch get samples of about the same length too.

    Args:
        lengths: Of each sample, such as its number of tokens.
        block: Samples of a global batch: batch size times processes.
        window: Batches that are sorted together; 1 sorts only within a batch.
        seed: Seed of the run, not negative.

    Example:
        >>> LengthOrder([3, 1, 2, 9, 8, 7], block=3, window=2, seed=0)(epoch=0)
        array([5, 4, 3, 1, 2, 0])
    """

    def __init__(self, lengths: np.ndarray | list[int], block: int, window: int, seed: int) -> None:
        self.lengths = np.asarray(lengths)
        self.block = block
        self.window = window
        self.seed = seed

    def __call__(self, epoch: int) -> np.ndarray:
        order = epoch_order(len(self.lengths), self.seed, epoch)
        whole = len(order) // self.block * self.block
        span = self.block * self.window
        windows = [self._sorted(order[first : min(first + span, whole)]) for first in range(0, whole, span)]
        blocks = np.concatenate([*windows, order[:0]]).reshape(-1, self.block)
        shuffled = np.random.default_rng([self.seed, epoch, _BLOCK_KEY]).permutation(len(blocks))
        return np.concatenate([blocks[shuffled].reshape(-1), order[whole:]])

    def _sorted(self, indices: np.ndarray) -> np.ndarray:
        return indices[np.argsort(self.lengths[indices], kind="stable")]
