"""Length bucketing: an order in which the samples of a batch have similar lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paddle_lrkit.train.data.loading.sampler import epoch_order

_BLOCK_KEY = 5


@dataclass(frozen=True)
class LengthOrder:
    """The order of each epoch: random, sorted by length within windows, whole batches shuffled again.

    A pure function of seed and epoch. The samples of the last, incomplete batch stay at the end in random order, so
    that dropping it favours no length. The ranks of a global batch also get samples of similar lengths.

    Args:
        lengths: Length of each sample, such as its number of tokens.
        block: Samples of a global batch: batch size times processes.
        window: Batches that are sorted together; 1 sorts only within a batch.
        seed: Seed of the run, not negative.

    Example:
        >>> LengthOrder([3, 1, 2, 9, 8, 7], block=3, window=2, seed=0)(epoch=0)
        array([5, 4, 3, 1, 2, 0])
    """

    lengths: Sequence[int]
    block: int
    window: int
    seed: int

    def __call__(self, epoch: int) -> np.ndarray:
        order = epoch_order(len(self.lengths), self.seed, epoch)
        whole = len(order) // self.block * self.block
        span = self.block * self.window
        windows = [self._sorted(order[first : min(first + span, whole)]) for first in range(0, whole, span)]
        blocks = np.concatenate([*windows, order[:0]]).reshape(-1, self.block)
        shuffled = np.random.default_rng([self.seed, epoch, _BLOCK_KEY]).permutation(len(blocks))
        return np.concatenate([blocks[shuffled].reshape(-1), order[whole:]])

    def _sorted(self, indices: np.ndarray) -> np.ndarray:
        return indices[np.argsort(np.asarray(self.lengths)[indices], kind="stable")]
