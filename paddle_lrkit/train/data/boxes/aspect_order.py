"""An order of the samples in which batches do not mix groups, such as upright and wide images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paddle_lrkit.train.data.loading.sampler import epoch_order


def group_batches(order: np.ndarray, groups: np.ndarray, batch_size: int) -> np.ndarray:
    """The order of an epoch, rearranged so that batches do not mix groups.

    A batch is complete when ``batch_size`` samples of one group have come. The samples that are left at the end of
    the epoch, fewer than ``batch_size`` of each group, make the last batches, which may mix groups.

    Args:
        order: Indices of the epoch, shape ``[n]``.
        groups: Group of each sample of the data set, shape ``[n]``.
        batch_size: Samples in a batch of all processes together.

    Returns:
        The same indices, shape ``[n]``.

    Example:
        >>> group_batches(np.arange(6), np.array([0, 1, 0, 1, 1, 0]), batch_size=2).tolist()
        [0, 2, 1, 3, 5, 4]
    """
    incomplete: dict[int, list[int]] = {}
    arranged: list[int] = []
    for index, group in zip(order.tolist(), groups[order].tolist(), strict=True):
        batch = incomplete.setdefault(group, [])
        batch.append(index)
        if len(batch) == batch_size:
            arranged += batch
            batch.clear()
    rest = [index for group in sorted(incomplete) for index in incomplete[group]]
    return np.array(arranged + rest, dtype=order.dtype)


@dataclass(frozen=True)
class AspectRatioOrder:
    """The order of each epoch: `epoch_order`, then `group_batches`; a pure function of seed and epoch.

    Args:
        groups: Group of each sample, such as whether it is wider than high, shape ``[n]``.
        batch_size: Samples in a batch of all processes together.
        seed: Seed of the run, not negative.
        shuffle: Whether each epoch has its own random order.
    """

    groups: np.ndarray
    batch_size: int
    seed: int
    shuffle: bool = True

    def __call__(self, epoch: int) -> np.ndarray:
        order = epoch_order(len(self.groups), self.seed, epoch, self.shuffle)
        return group_batches(order, self.groups, self.batch_size)
