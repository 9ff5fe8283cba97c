"""A random subset of positive and negative boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import paddle

from paddle_lrkit.train.models.faster_rcnn.matcher import NEGATIVE, POSITIVE


@dataclass(frozen=True)
class PositiveNegativeSampler:
    """Samples ``batch_size_per_im`` boxes of an image, at most ``fg_fraction`` of them positive.

    Negatives replace missing positives. Uses Paddle's generator, which the training loop seeds at each update.

    Args:
        batch_size_per_im: Number of samples.
        fg_fraction: Largest fraction of positives, from 0 to 1.
        use_random: Whether to sample at random instead of taking the first boxes.
    """

    batch_size_per_im: int
    fg_fraction: float
    use_random: bool = True

    def __call__(self, kinds: Any) -> tuple[Any, Any]:
        """Samples boxes.

        Args:
            kinds: `POSITIVE`, `NEGATIVE` or `IGNORED` for each box, int64, shape ``[n]``.

        Returns:
            Indices of the positive samples, int64 ``[p]``, and of the negative ones, int64 ``[q]``.
        """
        positive = paddle.nonzero(kinds == POSITIVE).flatten()
        negative = paddle.nonzero(kinds == NEGATIVE).flatten()
        positive = self._drawn(positive, int(self.batch_size_per_im * self.fg_fraction))
        return positive, self._drawn(negative, self.batch_size_per_im - positive.shape[0])

    def _drawn(self, indices: Any, limit: int) -> Any:
        count = indices.shape[0]
        if count <= limit:
            return indices
        if not self.use_random:
            return indices[:limit]
        return paddle.gather(indices, paddle.randperm(count)[:limit]) if limit else indices[:0]
