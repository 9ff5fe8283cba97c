"""Batches of samples that belong together, such as images of one orientation."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.train.data.loading.sampler import epoch_order


def grouped(order: np.ndarray, groups: np.ndarray, batch_size: int) -> np.ndarray:
    """The order of an epoch, rearranged so that batches do not mix groups.

    A batch is complete as soon as ``batch_size`` samples of one group have come; what is left over at the end of the
    epoch, fewer than ``batch_size`` of each group, makes the last batches, which may mix.

    Args:
        order: Indices of the epoch, shape ``[n]``.
        groups: Group of each sample of the data set.
        batch_size: Samples that make a batch, those of all processes together.

    Returns:
        The same indices, shape ``[n]``.

    Example:
        >>> grouped(np.arange(6), np.array([0, 1, 0, 1, 1, 0]), batch_size=2).tolist()
        [0, 2, 1, 3, 5, 4]
    """
    waiting: dict[int, list[int]] = {}
    arranged: list[int] = []
    for index, group in zip(order.tolist(), groups[order].tolist(), strict=True):
        queue = waiting.setdefault(group, [])
        queue.append(index)
        if len(queue) == batch_size:
            arranged += queue
            queue.clear()
    rest = [index for group in sorted(waiting) for index in waiting[group]]
    return np.array(arranged + rest, dtype=order.dtype)


class AspectOrder:
    """The order of each epoch: random, then `grouped`; a pure function of seed and epoch.

    Args:
        groups: Group of each sample, such as whether it is wider than high.
        batch_size: Samples that make a batch, those of all processes together.
        seed: Seed of the run, not negative.
        shuffle: Whether each epoch has its own random order.
    """

    def __init__(self, groups: np.ndarray, batch_size: int, seed: int, shuffle: bool = True) -> None:
        self.groups = groups
        self.batch_size = batch_size
        self.seed = seed
        self.shuffle = shuffle

    def __call__(self, epoch: int) -> np.ndarray:
        return grouped(epoch_order(len(self.groups), self.seed, epoch, self.shuffle), self.groups, self.batch_size)
